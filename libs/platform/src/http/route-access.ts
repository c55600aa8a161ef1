import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '../context/request-context';

/** Metadata key of a route's access; the guard refuses to start an application with a route that has none. */
export const ROUTE_ACCESS = 'divan:route-access';

export type RouteAccess = { kind: 'permission'; permission: string } | { kind: 'authenticated' } | { kind: 'public' };

/** The member needs this permission; the service checks it against the very object. */
export const RequirePermission = (permission: string): MethodDecorator & ClassDecorator =>
  SetMetadata(ROUTE_ACCESS, { kind: 'permission', permission } satisfies RouteAccess);

/** Any signed-in member, for what is their own. */
export const Authenticated = (): MethodDecorator & ClassDecorator =>
  SetMetadata(ROUTE_ACCESS, { kind: 'authenticated' } satisfies RouteAccess);

/** Nobody is signed in here. */
export const Public = (): MethodDecorator & ClassDecorator =>
  SetMetadata(ROUTE_ACCESS, { kind: 'public' } satisfies RouteAccess);

/** What the guard leaves on the request. */
export type DivanRequest = FastifyRequest & { ctx?: RequestContext };

export const Ctx = createParamDecorator((_: unknown, host: ExecutionContext): RequestContext => {
  const { ctx } = host.switchToHttp().getRequest<DivanRequest>();
  if (!ctx) throw new Error('This route uses @Ctx() and is public.');
  return ctx;
});
