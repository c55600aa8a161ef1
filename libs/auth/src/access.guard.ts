import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Audit } from '@divan/audit';
import { hasPermission, ROUTE_ACCESS, type DivanRequest, type RequestContext, type RouteAccess } from '@divan/platform';
import { AccessTokenStrategy } from './access-token.strategy';
import { notSignedIn, permissionMissing } from './auth.errors';
import { accessRefused } from './auth.events';
import { originOf } from './member-context';
import type { SessionAccess } from './session-registry';

/** The one guard, on every route: refuses unless the route's declared access lets the request in. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly strategy: AccessTokenStrategy,
    private readonly audit: Audit,
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
    request.ctx = ctx;
    return true;
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
