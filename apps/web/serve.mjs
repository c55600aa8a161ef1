// Serves the built client and passes on what is the API's: what nginx does in production, for `npm start`.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import proxy from '@fastify/http-proxy';
import files from '@fastify/static';
import Fastify from 'fastify';

const port = Number(process.env.PORT ?? 8080);
const host = process.env.HOST ?? '127.0.0.1';
const upstream = process.env.API_URL ?? 'http://127.0.0.1:3000';
const root = process.env.WEB_ROOT ?? fileURLToPath(new URL('./dist', import.meta.url));

/** The API, and what the standards want to find at a fixed place (RFC 8414). */
const FOR_THE_API = ['/v1', '/openapi.json', '/.well-known/oauth-authorization-server'];

const EXIT_PORT_TAKEN = 98;
const EXIT_NOT_BUILT = 78;

// Pictures of the public come from the networks themselves; the practice network speaks plain HTTP on this machine.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob: https: http://127.0.0.1:* http://localhost:*",
  "media-src 'self' blob: https:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

if (!existsSync(`${root}/index.html`)) {
  console.error(`The web client is not built: ${root} has no index.html. Run "npm run build -w apps/web".`);
  process.exit(EXIT_NOT_BUILT);
}

const app = Fastify({ logger: false, forceCloseConnections: true });

app.addHook('onSend', async (request, reply) => {
  // The API sends its own headers with its own answers.
  if (!FOR_THE_API.some((prefix) => request.url === prefix || request.url.startsWith(`${prefix}/`)))
    reply.headers(securityHeaders);
});

const passedOn = {
  upstream,
  // An event stream stays open for hours and sends nothing for minutes.
  undici: { connections: 128, pipelining: 1, bodyTimeout: 0, headersTimeout: 60_000 },
  replyOptions: {
    rewriteRequestHeaders: (request, headers) => {
      const seen = headers['x-forwarded-for'];
      return {
        ...headers,
        'x-forwarded-for': seen ? `${seen}, ${request.ip}` : request.ip,
        'x-forwarded-proto': headers['x-forwarded-proto'] ?? 'http',
        'x-forwarded-host': headers['x-forwarded-host'] ?? request.headers.host ?? '',
      };
    },
    onError: (reply) => {
      reply
        .code(502)
        .type('application/problem+json')
        .send({ type: 'about:blank', title: 'Bad Gateway', status: 502, code: 'http.502', detail: 'The API is away.' });
    },
  },
};
for (const prefix of FOR_THE_API) await app.register(proxy, { ...passedOn, prefix, rewritePrefix: prefix });

await app.register(files, {
  root,
  cacheControl: false,
  setHeaders: (response, path) => {
    const hashed = path.includes('/assets/');
    response.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  },
});

// Addresses within the application are its own business; a missing file is a missing file.
app.setNotFoundHandler((request, reply) => {
  // What programs look for at fixed places (RFC 8615) is there or not: never a page.
  const isPage =
    ['GET', 'HEAD'].includes(request.method) &&
    !/^\/\.well-known\/|\/assets\/|\.[a-z0-9]+$/i.test(request.url.split('?')[0]);
  if (isPage) return reply.header('cache-control', 'no-cache').sendFile('index.html');
  return reply.code(404).type('text/plain').send('Not found');
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => app.close().then(() => process.exit(0)));
}

try {
  await app.listen({ port, host });
  console.log(`web ready on http://${host}:${port}`);
} catch (error) {
  if (error.code === 'EADDRINUSE') {
    console.error(`Port ${port} on ${host} is taken. Set PORT to another.`);
    process.exit(EXIT_PORT_TAKEN);
  }
  throw error;
}
