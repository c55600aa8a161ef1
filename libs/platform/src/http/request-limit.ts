import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../clock/clock';
import { Config } from '../config/config';
import { platformConfig } from '../config/platform.config';
import { AppError } from '../errors/app-error';
import { countedAddress } from './counted-address';

const WINDOW_MS = 60_000;
const MOST_WINDOWS = 20_000;

interface Window {
  requests: number;
  endsAt: number;
}

/**
 * Limits requests per actor, or per address where nobody is known, and says so in the `RateLimit` fields of
 * draft-ietf-httpapi-ratelimit-headers. Counted per api process: with n processes the limit is n-fold.
 */
@Injectable()
export class RequestLimit {
  /** In the order in which they end. */
  private readonly windows = new Map<string, Window>();
  private readonly limit: number;

  constructor(
    config: Config,
    private readonly clock: Clock,
  ) {
    this.limit = config.get(platformConfig).RATE_LIMIT_PER_MINUTE;
  }

  /**
   * Counts a request. Called by the guard once it knows who asks, and before it decides or writes anything, so that
   * refused requests count like any other.
   * @param actorId null where nobody is known: the address is counted
   * @throws 429 `platform.rate_limited`
   */
  take(request: Pick<FastifyRequest, 'ip'>, reply: FastifyReply, actorId: string | null): void {
    const now = this.clock.now().getTime();
    const { requests, endsAt } = this.count(actorId ?? `address ${countedAddress(request.ip)}`, now);
    const seconds = Math.max(1, Math.ceil((endsAt - now) / 1000));
    void reply.header('RateLimit-Policy', `"default";q=${this.limit};w=${WINDOW_MS / 1000}`);
    void reply.header('RateLimit', `"default";r=${Math.max(0, this.limit - requests)};t=${seconds}`);
    if (requests > this.limit)
      throw new AppError('platform.rate_limited', 429, 'Too many requests. Wait, then go on more slowly.', {
        headers: { 'Retry-After': String(seconds) },
      });
  }

  private count(key: string, now: number): Window {
    const known = this.windows.get(key);
    // A clock that was set back must not make a window longer.
    if (known && known.endsAt > now && known.endsAt <= now + WINDOW_MS) {
      known.requests += 1;
      return known;
    }
    this.windows.delete(key);
    const [oldest] = this.windows.keys();
    if (this.windows.size >= MOST_WINDOWS && oldest !== undefined) this.windows.delete(oldest);
    const window = { requests: 1, endsAt: now + WINDOW_MS };
    this.windows.set(key, window);
    return window;
  }
}
