import type { FastifyInstance } from 'fastify';
import { MastodonError } from './errors';

const WINDOW_MS = 5 * 60_000;

/** Mastodon's limit and headers: so many requests in five minutes, per account or, without a token, per address. */
export function limitRate(app: FastifyInstance, limit: number): void {
  const used = new Map<string, number>();
  let window = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/') && !request.url.startsWith('/oauth/token')) return;
    const now = Date.now();
    const current = Math.floor(now / WINDOW_MS);
    if (current !== window) used.clear();
    window = current;
    const key = request.viewer?.accountId ?? request.ip;
    const count = (used.get(key) ?? 0) + 1;
    used.set(key, count);
    reply.header('X-RateLimit-Limit', String(limit));
    reply.header('X-RateLimit-Remaining', String(Math.max(0, limit - count)));
    reply.header('X-RateLimit-Reset', new Date((current + 1) * WINDOW_MS).toISOString());
    if (count > limit) throw new MastodonError(429, 'Too many requests');
  });
}
