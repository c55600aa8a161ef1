import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Audit } from '@divan/audit';
import {
  Clock,
  hasPermission,
  ROUTE_ACCESS,
  STEP_UP,
  STEP_UP_SECONDS,
  WITHIN_CHANNELS,
  type DivanRequest,
  type RequestContext,
  type RouteAccess,
} from '@divan/platform';
import { AccessTokenStrategy, bearerOf } from './access-token.strategy';
import { notSignedIn, permissionMissing, stepUpRequired } from './auth.errors';
import { accessRefused } from './auth.events';
import { originOf } from './member-context';
import { KeyGate, type RouteRules } from './keys/key-gate';
import { SessionRegistry, type SessionAccess } from './sessions/session-registry';
import { StepUpFactors } from './step-up/step-up-factors';

/** The one guard, on every route: refuses unless the route's declared access lets the person or the program in. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly strategy: AccessTokenStrategy,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly registry: SessionRegistry,
    private readonly factors: StepUpFactors,
    private readonly keys: KeyGate,
  ) {}

  async canActivate(host: ExecutionContext): Promise<boolean> {
    const request = host.switchToHttp().getRequest<DivanRequest>();
    const route = this.rulesOf(host, request);
    if (route.access?.kind === 'public') return true;
    const token = bearerOf(request);
    const ctx =
      token !== null && this.keys.takes(token)
        ? await this.permitted(await this.keys.enter(request, token, route), route)
        : await this.signedIn(request, host.switchToHttp().getResponse<object>(), route);
    // Such a route does not start; were it ever reached, it would stay shut.
    if (!route.access) return false;
    request.ctx = ctx;
    return true;
  }

  private rulesOf(host: ExecutionContext, request: DivanRequest): RouteRules {
    const places = [host.getHandler(), host.getClass()];
    const of = <T>(key: string): T | undefined => this.reflector.getAllAndOverride<T | undefined>(key, places);
    return {
      name: `${request.method} ${request.routeOptions.url ?? 'unknown'}`,
      access: of<RouteAccess>(ROUTE_ACCESS),
      stepUp: of<boolean>(STEP_UP) === true,
      withinChannels: of<boolean>(WITHIN_CHANNELS) === true,
    };
  }

  private async signedIn(request: DivanRequest, response: object, route: RouteRules): Promise<RequestContext> {
    const session = await this.strategy.authenticateRequest(request, response);
    if (!session) throw notSignedIn();
    // Who may not do it at all is told so before being asked for anything.
    const ctx = await this.permitted(contextOf(request, session), route);
    if (route.stepUp) await this.assertSteppedUp(session);
    return ctx;
  }

  private async assertSteppedUp(session: SessionAccess): Promise<void> {
    if (this.isFresh(session)) return;
    const now = await this.registry.accessNow(session.sessionId, session.organizationId);
    if (now && this.isFresh(now)) return;
    throw stepUpRequired(await this.factors.of(session));
  }

  private isFresh({ secondFactorAt }: SessionAccess): boolean {
    return this.clock.now().getTime() - secondFactorAt.getTime() <= STEP_UP_SECONDS * 1000;
  }

  private async permitted(ctx: RequestContext, { access, name }: RouteRules): Promise<RequestContext> {
    if (access?.kind !== 'permission' || hasPermission(ctx, access.permission)) return ctx;
    const { permission } = access;
    await this.audit.refuse(ctx, accessRefused, { object: { type: 'route', id: name }, detail: { permission } });
    throw permissionMissing(permission);
  }
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
