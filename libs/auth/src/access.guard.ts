import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Audit, RepeatedRefusals } from '@divan/audit';
import {
  Clock,
  hasPermission,
  RequestLimit,
  ROUTE_ACCESS,
  STEP_UP,
  type StepUpRule,
  STEP_UP_SECONDS,
  UNLIMITED,
  WITHIN_CHANNELS,
  type DivanRequest,
  type RequestContext,
  type RouteAccess,
} from '@divan/platform';
import type { FastifyReply } from 'fastify';
import { AccessTokenStrategy, bearerOf } from './access-token.strategy';
import { notSignedIn, permissionMissing, stepUpRequired } from './auth.errors';
import { accessRefused } from './auth.events';
import { originOf } from './member-context';
import { KeyGate, type KeyIdentity, type RouteRules } from './keys/key-gate';
import { SessionRegistry, type SessionAccess } from './sessions/session-registry';
import { UNSAID } from './sessions/session.repository';
import { StepUpFactors } from './step-up/step-up-factors';

/** `id`: whose requests are counted; null for their address. */
type Asker = { id: string; session: SessionAccess } | { id: string | null; key: KeyIdentity };

/**
 * The one guard, on every route: finds out who asks, counts the request for them, and refuses unless the route's
 * declared access lets the person or the program in.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly rules = new WeakMap<object, RouteRules>();

  constructor(
    private readonly reflector: Reflector,
    private readonly strategy: AccessTokenStrategy,
    private readonly audit: Audit,
    private readonly refusals: RepeatedRefusals,
    private readonly clock: Clock,
    private readonly registry: SessionRegistry,
    private readonly factors: StepUpFactors,
    private readonly keys: KeyGate,
    private readonly limit: RequestLimit,
  ) {}

  async canActivate(host: ExecutionContext): Promise<boolean> {
    const request = host.switchToHttp().getRequest<DivanRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const route = this.rulesOf(host);
    if (route.access?.kind === 'public') {
      if (!route.unlimited) this.limit.take(request, reply, null);
      return true;
    }
    const asker = await this.identify(request, reply);
    // Before anything is decided or written: what is refused counts as well.
    this.limit.take(request, reply, asker?.id ?? null);
    if (!asker) throw notSignedIn();
    const ctx = await this.admit(request, asker, route);
    // Such a route does not start; were it ever reached, it would stay shut.
    if (!route.access) return false;
    request.ctx = ctx;
    return true;
  }

  /** Read once for each handler, not for each request. */
  private rulesOf(host: ExecutionContext): RouteRules {
    const handler = host.getHandler();
    const known = this.rules.get(handler);
    if (known) return known;
    const of = <T>(key: string): T | undefined =>
      this.reflector.getAllAndOverride<T | undefined>(key, [handler, host.getClass()]);
    const rules = {
      access: of<RouteAccess>(ROUTE_ACCESS),
      stepUp: of<StepUpRule>(STEP_UP) ?? null,
      withinChannels: of<boolean>(WITHIN_CHANNELS) === true,
      unlimited: of<boolean>(UNLIMITED) === true,
    };
    this.rules.set(handler, rules);
    return rules;
  }

  private async identify(request: DivanRequest, reply: FastifyReply): Promise<Asker | null> {
    const token = bearerOf(request);
    if (token !== null && this.keys.takes(token)) {
      const key = await this.keys.identify(token);
      return key && { id: this.keys.isUsable(key, request) ? key.access.keyId : null, key };
    }
    const session = await this.strategy.authenticateRequest(request, reply);
    return session && { id: session.memberId, session };
  }

  private async admit(request: DivanRequest, asker: Asker, route: RouteRules): Promise<RequestContext> {
    const name = routeOf(request);
    if ('key' in asker) return this.permitted(await this.keys.enter(request, asker.key, route, name), route, name);
    // Who may not do it at all is told so before being asked for anything.
    const ctx = await this.permitted(contextOf(request, asker.session), route, name);
    if (route.stepUp) await this.assertSteppedUp(asker.session, route.stepUp);
    return ctx;
  }

  private async assertSteppedUp(session: SessionAccess, rule: StepUpRule): Promise<void> {
    if (this.isFresh(session)) return;
    const now = await this.registry.accessNow(session.sessionId, session.organizationId);
    if (now && this.isFresh(now)) return;
    if (now && rule === 'or-first-factor' && (await this.mayMakeTheFirst(now))) return;
    throw stepUpRequired(await this.factors.of(session));
  }

  private isFresh({ secondFactorAt }: SessionAccess): boolean {
    return this.isLately(secondFactorAt);
  }

  /** Who came by a provider that never says how fresh its word is could otherwise confirm nothing, ever. */
  private async mayMakeTheFirst(session: SessionAccess): Promise<boolean> {
    const unsaid = session.secondFactorAt.getTime() === UNSAID.getTime();
    return unsaid && this.isLately(session.openedAt) && !(await this.factors.hasOwn(session));
  }

  private isLately(at: Date): boolean {
    return this.clock.now().getTime() - at.getTime() <= STEP_UP_SECONDS * 1000;
  }

  private async permitted(ctx: RequestContext, { access }: RouteRules, name: string): Promise<RequestContext> {
    if (access?.kind !== 'permission' || hasPermission(ctx, access.permission)) return ctx;
    const { permission } = access;
    await this.refusals.note(`${accessRefused.name} ${ctx.organizationId} ${ctx.actor.id} ${name}`, (repetitions) =>
      this.audit.refuse(ctx, accessRefused, {
        object: { type: 'route', id: name },
        detail: { permission, repetitions },
      }),
    );
    throw permissionMissing(permission);
  }
}

function routeOf(request: DivanRequest): string {
  return `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
}

/** Made anew for each request: what follows may mark it. */
function contextOf(request: DivanRequest, session: SessionAccess): RequestContext {
  const { requestId, address, userAgent } = originOf(request);
  return {
    organizationId: session.organizationId,
    actor: { kind: 'member', id: session.memberId, name: session.name },
    requestId,
    permissions: session.permissions,
    teamIds: session.teamIds,
    endsAt: session.expiresAt,
    origin: { address, userAgent, sessionId: session.sessionId },
  };
}
