import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '../context/request-context';

/** Metadata key of a route's access; the guard refuses to start an application with a route that has none. */
export const ROUTE_ACCESS = 'divan:route-access';

export type RouteAccess = { kind: 'permission'; permission: string } | { kind: 'authenticated' } | { kind: 'public' };

/** Where the API document carries a route's access, for integrators and for tests that attack every route. */
export const ACCESS_EXTENSION = 'x-divan-access';

type RouteDecorator = MethodDecorator & ClassDecorator;

const declare = (access: RouteAccess): RouteDecorator =>
  applyDecorators(SetMetadata(ROUTE_ACCESS, access), ApiExtension(ACCESS_EXTENSION, access));

/** The member needs this permission; the service checks it against the very object. */
export const RequirePermission = (permission: string): RouteDecorator => declare({ kind: 'permission', permission });

/** Any signed-in member, for what is their own. */
export const Authenticated = (): RouteDecorator => declare({ kind: 'authenticated' });

/** Nobody is signed in here. */
export const Public = (): RouteDecorator => declare({ kind: 'public' });

/** What the guard leaves on the request. */
export type DivanRequest = FastifyRequest & { ctx?: RequestContext };

export const Ctx = createParamDecorator((_: unknown, host: ExecutionContext): RequestContext => {
  const { ctx } = host.switchToHttp().getRequest<DivanRequest>();
  if (!ctx) throw new Error('This route uses @Ctx() and is public.');
  return ctx;
});
