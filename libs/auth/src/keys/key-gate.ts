import { Injectable } from '@nestjs/common';
import { Audit, RepeatedRefusals } from '@divan/audit';
import {
  AppError,
  Clock,
  type DivanRequest,
  type RequestContext,
  type RouteAccess,
  type StepUpRule,
} from '@divan/platform';
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
  access: RouteAccess | undefined;
  stepUp: StepUpRule | null;
  withinChannels: boolean;
  unlimited: boolean;
}

/** A genuine key, or a token that was issued for one; whether it may still be used is another question. */
export interface KeyIdentity {
  access: KeyAccess;
  permissions: ReadonlySet<string>;
  endsAt: Date;
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

/** Lets API keys, and the tokens that were issued for them, through to what programs may do. */
@Injectable()
export class KeyGate {
  constructor(
    private readonly registry: KeyRegistry,
    private readonly tokens: OauthTokens,
    private readonly usage: KeyUsage,
    private readonly audit: Audit,
    private readonly refusals: RepeatedRefusals,
    private readonly clock: Clock,
  ) {}

  /** Whether a bearer token is for this gate, and not a session's. */
  takes(token: string): boolean {
    return token.startsWith(KEY_MARK) || this.tokens.takes(token);
  }

  /** @returns null for what is none */
  async identify(token: string): Promise<KeyIdentity | null> {
    if (token.startsWith(KEY_MARK)) {
      const access = await this.registry.byKey(token);
      return access && { access, permissions: access.permissions, endsAt: endOf(access) };
    }
    const claims = this.tokens.read(token);
    const access = claims && (await this.registry.bySecret(claims.secretId));
    if (!claims || access?.keyId !== claims.keyId) return null;
    // What the key lost since, the token lost as well.
    const permissions = new Set([...access.permissions].filter((scope) => claims.scopes.has(scope)));
    return { access, permissions, endsAt: claims.expiresAt };
  }

  /** Whether it could be used from there, now: whose requests are refused in any case are not the key's to count. */
  isUsable({ access }: KeyIdentity, request: DivanRequest): boolean {
    return obstacle(access, originOf(request).address, this.clock.now()) === null;
  }

  /**
   * @param name of the route
   * @returns the context of the key; its permissions are still to be compared with the route's
   * @throws 401 for a key that may not be used any more; 403 for what a key may not do
   */
  async enter(request: DivanRequest, key: KeyIdentity, route: RouteRules, name: string): Promise<RequestContext> {
    const origin = originOf(request);
    const { access, permissions, endsAt } = key;
    const ctx = contextOf({ ...access, permissions }, origin, endsAt);
    await this.assertUsable(ctx, access, name);
    if (!isForKeys(route)) await this.refuse(ctx, 'person-required', name);
    if (access.channelIds && !route.withinChannels) await this.refuse(ctx, 'channel-bound', name);
    this.usage.used(access, origin.address);
    return ctx;
  }

  /** A key itself, as the token endpoint takes it. @returns null for what is none @throws like `enter` */
  async admit(key: string, origin: Origin, route: string): Promise<{ access: KeyAccess; ctx: RequestContext } | null> {
    const access = await this.registry.byKey(key);
    if (!access) return null;
    const ctx = contextOf(access, origin, endOf(access));
    await this.assertUsable(ctx, access, route);
    this.usage.used(access, origin.address);
    return { access, ctx };
  }

  private async assertUsable(ctx: RequestContext, access: KeyAccess, route: string): Promise<void> {
    const reason = obstacle(access, ctx.origin.address, this.clock.now());
    if (reason) await this.refuse(ctx, reason, route);
  }

  private async refuse(ctx: RequestContext, reason: KeyRefusal, route: string): Promise<never> {
    await this.refusals.note(`${keyRefusedAudit.name} ${ctx.actor.id} ${reason}`, (repetitions) =>
      this.audit.refuse(ctx, keyRefusedAudit, {
        object: { type: 'api-key', id: ctx.actor.id },
        detail: { reason, route, repetitions },
      }),
    );
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
