import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { AppError, Clock, type DivanRequest, type RequestContext, type RouteAccess } from '@divan/platform';
import { notSignedIn } from '../auth.errors';
import { originOf, type Origin } from '../member-context';
import { KEY_MARK } from './key-format';
import { endOf, KeyRegistry, type KeyAccess } from './key-registry';
import { KeyUsage } from './key-usage';
import { channelBound, networkNotAllowed, organizationSuspended, personRequired } from './keys.errors';
import { keyRefusedAudit, type KeyRefusal } from './keys.events';
import { isWithin } from './networks';
import { OauthTokens } from './oauth-tokens';

/** What the guard knows of a route. */
export interface RouteRules {
  name: string;
  access: RouteAccess | undefined;
  stepUp: boolean;
  withinChannels: boolean;
}

const REFUSALS: Record<KeyRefusal, () => AppError> = {
  ended: notSignedIn,
  expired: notSignedIn,
  rotated: notSignedIn,
  'member-disabled': notSignedIn,
  'organization-suspended': organizationSuspended,
  network: networkNotAllowed,
  'person-required': personRequired,
  'channel-bound': channelBound,
};
const AUDIT_EVERY_MS = 60_000;
const MOST_AUDITED = 10_000;

/** Lets API keys, and the tokens that were issued for them, through to what programs may do. */
@Injectable()
export class KeyGate {
  /** When a refusal was last written: who repeats a refused request does not fill the log. */
  private readonly audited = new Map<string, number>();

  constructor(
    private readonly registry: KeyRegistry,
    private readonly tokens: OauthTokens,
    private readonly usage: KeyUsage,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Whether a bearer token is for this gate, and not a session's. */
  takes(token: string): boolean {
    return token.startsWith(KEY_MARK) || this.tokens.takes(token);
  }

  /**
   * @returns the context of the key; its permissions are still to be compared with the route's
   * @throws 401 for what is no key or may not be used any more; 403 for what a key may not do
   */
  async enter(request: DivanRequest, token: string, route: RouteRules): Promise<RequestContext> {
    const origin = originOf(request);
    const { access, permissions, endsAt } = await this.identify(token);
    const ctx = contextOf({ ...access, permissions }, origin, endsAt);
    await this.assertUsable(ctx, access, route.name);
    if (!isForKeys(route)) await this.refuse(ctx, 'person-required', route.name);
    if (access.channelIds && !route.withinChannels) await this.refuse(ctx, 'channel-bound', route.name);
    this.usage.used(access, origin.address);
    return ctx;
  }

  /** A key itself, as the token endpoint takes it. @throws like `enter` */
  async admit(key: string, origin: Origin, route: string): Promise<{ access: KeyAccess; ctx: RequestContext } | null> {
    const access = await this.registry.byKey(key);
    if (!access) return null;
    const ctx = contextOf(access, origin, endOf(access));
    await this.assertUsable(ctx, access, route);
    this.usage.used(access, origin.address);
    return { access, ctx };
  }

  private async identify(
    token: string,
  ): Promise<{ access: KeyAccess; permissions: ReadonlySet<string>; endsAt: Date }> {
    if (token.startsWith(KEY_MARK)) {
      const access = await this.registry.byKey(token);
      if (!access) throw notSignedIn();
      return { access, permissions: access.permissions, endsAt: endOf(access) };
    }
    const claims = this.tokens.read(token);
    const access = claims && (await this.registry.bySecret(claims.secretId));
    if (!claims || access?.keyId !== claims.keyId) throw notSignedIn();
    // What the key lost since, the token lost as well.
    const permissions = new Set([...access.permissions].filter((scope) => claims.scopes.has(scope)));
    return { access, permissions, endsAt: claims.expiresAt };
  }

  private async assertUsable(ctx: RequestContext, access: KeyAccess, route: string): Promise<void> {
    const reason = obstacle(access, ctx.origin.address, this.clock.now());
    if (reason) await this.refuse(ctx, reason, route);
  }

  private async refuse(ctx: RequestContext, reason: KeyRefusal, route: string): Promise<never> {
    const now = this.clock.now().getTime();
    const about = `${ctx.actor.id} ${reason}`;
    if (now - (this.audited.get(about) ?? -Infinity) >= AUDIT_EVERY_MS) {
      if (this.audited.size >= MOST_AUDITED) this.audited.clear();
      this.audited.set(about, now);
      await this.audit.refuse(ctx, keyRefusedAudit, {
        object: { type: 'api-key', id: ctx.actor.id },
        detail: { reason, route },
      });
    }
    throw REFUSALS[reason]();
  }
}

function obstacle(access: KeyAccess, address: string | null, now: Date): KeyRefusal | null {
  if (access.ended) return 'ended';
  if (access.expiresAt <= now) return 'expired';
  if (access.secretEndsAt && access.secretEndsAt <= now) return 'rotated';
  if (!access.organizationActive) return 'organization-suspended';
  if (!access.memberActive) return 'member-disabled';
  return access.networks && !isWithin(address, access.networks) ? 'network' : null;
}

function isForKeys({ access, stepUp }: RouteRules): boolean {
  return !stepUp && (access?.kind === 'permission' || (access?.kind === 'authenticated' && access.keys === true));
}

/** Made anew for each request: what follows may mark it. */
function contextOf(access: KeyAccess, origin: Origin, endsAt: Date): RequestContext {
  const { requestId, address, userAgent } = origin;
  return {
    organizationId: access.organizationId,
    actor: { kind: 'key', id: access.keyId, name: access.name },
    requestId,
    permissions: access.permissions,
    teamIds: access.teamIds,
    endsAt,
    ...(access.channelIds ? { channelIds: access.channelIds } : {}),
    origin: { address, userAgent, sessionId: null },
  };
}
