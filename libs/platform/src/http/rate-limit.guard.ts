import { Injectable, type ExecutionContext } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerRequest } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { AppError } from '../errors/app-error';
import type { DivanRequest } from './route-access';

/**
 * Limits requests per member, or per address before sign-in, and says so in the `RateLimit` fields of
 * draft-ietf-httpapi-ratelimit-headers. Counted per api process: with n processes the limit is n-fold.
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override getTracker(request: Record<string, unknown>): Promise<string> {
    const { ctx, ip } = request as unknown as DivanRequest;
    return Promise.resolve(ctx ? `actor:${ctx.actor.id}` : `address:${ip}`);
  }

  protected override generateKey(_host: ExecutionContext, tracker: string): string {
    return tracker;
  }

  protected override async handleRequest({
    context,
    limit,
    ttl,
    blockDuration,
    throttler,
  }: ThrottlerRequest): Promise<boolean> {
    const { req, res } = this.getRequestResponse(context) as unknown as {
      req: Record<string, unknown>;
      res: FastifyReply;
    };
    const name = throttler.name ?? 'default';
    const key = this.generateKey(context, await this.getTracker(req));
    const { totalHits, timeToExpire, isBlocked } = await this.storageService.increment(
      key,
      ttl,
      limit,
      blockDuration,
      name,
    );
    void res.header('RateLimit-Policy', `"${name}";q=${limit};w=${Math.round(ttl / 1000)}`);
    void res.header('RateLimit', `"${name}";r=${Math.max(0, limit - totalHits)};t=${timeToExpire}`);
    if (isBlocked) {
      throw new AppError('platform.rate_limited', 429, 'Too many requests. Wait, then go on more slowly.', {
        headers: { 'Retry-After': String(Math.max(1, timeToExpire)) },
      });
    }
    return true;
  }
}
