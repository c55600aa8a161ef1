import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Audit } from '@divan/audit';
import {
  Clock,
  Database,
  hasPermission,
  ROUTE_ACCESS,
  STEP_UP,
  STEP_UP_SECONDS,
  type DivanRequest,
  type RequestContext,
  type RouteAccess,
} from '@divan/platform';
import { AccessTokenStrategy } from './access-token.strategy';
import { notSignedIn, permissionMissing, stepUpRequired } from './auth.errors';
import { accessRefused } from './auth.events';
import { originOf } from './member-context';
import { SessionRegistry, type SessionAccess } from './sessions/session-registry';
import { TotpService } from './totp/totp.service';

/** The one guard, on every route: refuses unless the route's declared access lets the request in. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly strategy: AccessTokenStrategy,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly registry: SessionRegistry,
    private readonly totp: TotpService,
  ) {}

  async canActivate(host: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [
      host.getHandler(),
      host.getClass(),
    ]);
    if (access?.kind === 'public') return true;
    const request = host.switchToHttp().getRequest<DivanRequest>();
    const session = await this.strategy.authenticateRequest(request, host.switchToHttp().getResponse<object>());
    if (!session) throw notSignedIn();
    const ctx = contextOf(request, session);
    if (access?.kind === 'permission' && !hasPermission(ctx, access.permission))
      await this.refuse(ctx, request, access.permission);
    // Such a route does not start; were it ever reached, it would stay shut.
    if (!access) return false;
    if (this.reflector.getAllAndOverride<boolean | undefined>(STEP_UP, [host.getHandler(), host.getClass()]))
      await this.assertSteppedUp(session);
    request.ctx = ctx;
    return true;
  }

  private async assertSteppedUp(session: SessionAccess): Promise<void> {
    if (this.isFresh(session)) return;
    const now = await this.registry.accessNow(session.sessionId, session.organizationId);
    if (now && this.isFresh(now)) return;
    const enrolled = await this.database.system('step-up', (tx) => this.totp.isEnrolled(tx, session.accountId));
    throw stepUpRequired(enrolled ? ['totp'] : []);
  }

  private isFresh({ secondFactorAt }: SessionAccess): boolean {
    return this.clock.now().getTime() - secondFactorAt.getTime() <= STEP_UP_SECONDS * 1000;
  }

  private async refuse(ctx: RequestContext, request: DivanRequest, permission: string): Promise<never> {
    const route = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
    await this.audit.refuse(ctx, accessRefused, { object: { type: 'route', id: route }, detail: { permission } });
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
    origin: { address, userAgent, sessionId: session.sessionId },
  };
}
