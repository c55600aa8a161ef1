import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '../context/request-context';

/** Metadata key of a route's access; the guard refuses to start an application with a route that has none. */
export const ROUTE_ACCESS = 'divan:route-access';

export type RouteAccess =
  { kind: 'permission'; permission: string } | { kind: 'authenticated'; keys?: true } | { kind: 'public' };

/** Where the API document carries a route's access, for integrators and for tests that attack every route. */
export const ACCESS_EXTENSION = 'x-divan-access';

/** Metadata key and extension of routes that want a fresh second factor. */
export const STEP_UP = 'divan:step-up';
export const STEP_UP_EXTENSION = 'x-divan-step-up';

/** Metadata key and extension of routes that honour `ctx.channelIds`. */
export const WITHIN_CHANNELS = 'divan:within-channels';
export const WITHIN_CHANNELS_EXTENSION = 'x-divan-within-channels';

/** For how long a second factor counts as fresh (SP 800-63B-4 §2.2.3; ASVS 7.5.3). */
export const STEP_UP_SECONDS = 300;

type RouteDecorator = MethodDecorator & ClassDecorator;

const declare = (access: RouteAccess): RouteDecorator =>
  applyDecorators(SetMetadata(ROUTE_ACCESS, access), ApiExtension(ACCESS_EXTENSION, access));

/** The member needs this permission; the service checks it against the very object. */
export const RequirePermission = (permission: string): RouteDecorator => declare({ kind: 'permission', permission });

/** Any signed-in member, for what is their own; API keys too only where it says so. */
export const Authenticated = (options: { keys?: true } = {}): RouteDecorator =>
  declare({ kind: 'authenticated', ...options });

/**
 * Whatever the route reads or changes is bounded by `ctx.channelIds`, so that keys which are bound to channels may use
 * it. Every other route is shut for them.
 */
export const WithinChannels = (): RouteDecorator =>
  applyDecorators(SetMetadata(WITHIN_CHANNELS, true), ApiExtension(WITHIN_CHANNELS_EXTENSION, true));

/** Nobody is signed in here. */
export const Public = (): RouteDecorator => declare({ kind: 'public' });

/**
 * Besides its permission, the route wants a second factor that is at most five minutes old: the guard answers 403
 * `auth.step_up_required` with the factors that would do. Not for keys, which have none.
 */
export const StepUp = (rule: StepUpRule = 'always'): RouteDecorator =>
  applyDecorators(SetMetadata(STEP_UP, rule), ApiExtension(STEP_UP_EXTENSION, true));

/** `or-first-factor`: also right after a sign-on that can never be confirmed, where the account has no factor yet. */
export type StepUpRule = 'always' | 'or-first-factor';

/** Metadata key of routes that the limit of requests leaves out. */
export const UNLIMITED = 'divan:unlimited';

/** Asked by machines, as often as they like. */
export const Unlimited = (): RouteDecorator => SetMetadata(UNLIMITED, true);

/** What the guard leaves on the request. */
export type DivanRequest = FastifyRequest & { ctx?: RequestContext };

export const Ctx = createParamDecorator((_: unknown, host: ExecutionContext): RequestContext => {
  const { ctx } = host.switchToHttp().getRequest<DivanRequest>();
  if (!ctx) throw new Error('This route uses @Ctx() and is public.');
  return ctx;
});
