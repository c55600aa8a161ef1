import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyHttpProxy from '@fastify/http-proxy';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { environmentOf } from './operator-environment';

const schema = z.object({
  PORT: z.coerce.number().int().default(8080),
  API_URL: z.url().default('http://127.0.0.1:3000'),
  WEB_DIST: z.string(),
});

// The same as apps/web/nginx.conf, which serves the client in production. Avatars come from the networks.
const HEADERS: Record<string, string> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; connect-src 'self'; " +
    "img-src 'self' data: blob: http: https:; media-src 'self' blob: http: https:; manifest-src 'self'; " +
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

/**
 * Serves the built web client and passes /v1 on to the API, as a reverse proxy does in production: to the browser both
 * are one origin. For `npm start`.
 */
export async function createWebServer(options: { apiUrl: string; dist: string }): Promise<FastifyInstance> {
  const server = fastify({ logger: false, forceCloseConnections: true });
  const page = readFileSync(join(options.dist, 'index.html'), 'utf8');
  for (const prefix of ['/v1', '/openapi.json']) {
    await server.register(fastifyHttpProxy, {
      upstream: options.apiUrl,
      prefix,
      rewritePrefix: prefix,
      // An event stream may be silent for long.
      undici: { bodyTimeout: 0, headersTimeout: 60_000 },
      replyOptions: {
        rewriteRequestHeaders: (request, headers) => ({
          ...headers,
          'x-forwarded-for': request.socket.remoteAddress ?? '',
          'x-forwarded-host': request.headers.host ?? '',
          'x-forwarded-proto': 'http',
        }),
      },
    });
  }
  server.addHook('onSend', async (request, reply) => {
    if (!request.url.startsWith('/v1')) void reply.headers(HEADERS);
  });
  await server.register(fastifyStatic, {
    root: options.dist,
    index: false,
    wildcard: true,
    // Names under /assets carry a hash of their content.
    setHeaders: (response, path) => {
      void response.header(
        'Cache-Control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  server.setNotFoundHandler((request, reply) => {
    // Every address of the client is its page; only files that are missing are missing.
    const isPage = request.method === 'GET' && !/\.\w+$/.test(request.url.split('?')[0] ?? '');
    if (!isPage) return reply.status(404).type('text/plain').send('Not found');
    return reply.type('text/html; charset=utf-8').header('Cache-Control', 'no-cache').send(page);
  });
  return server;
}

async function main(): Promise<void> {
  const { PORT, API_URL, WEB_DIST } = environmentOf(schema);
  const server = await createWebServer({ apiUrl: API_URL, dist: WEB_DIST });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
  await server.listen({ host: '127.0.0.1', port: PORT });
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`The web server did not start.\n${String(error)}\n`);
    process.exit(1);
  });
}
