import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireToken } from './authentication';
import { invalid } from './errors';
import { Fields } from './fields';
import type { Practice } from './practice';
import type { Listener, Stream } from './streaming-hub';

const HEARTBEAT_MS = 15_000;

/** Server-sent events, as Mastodon's streaming server sends them. */
export function streamingRoutes(app: FastifyInstance, practice: Practice): void {
  app.get('/api/v1/streaming/health', (_request, reply) => reply.type('text/plain').send('OK'));

  for (const name of ['user', 'user/notification', 'direct']) {
    app.get(`/api/v1/streaming/${name}`, (request, reply) => {
      requireToken(request);
      listen(practice, request, reply, [name.replace('/', ':')]);
    });
  }

  // Mastodon asks for a token here too since 4.2; our page shows the public posts to anyone, so this one does not.
  for (const name of ['public', 'public/local']) {
    app.get(`/api/v1/streaming/${name}`, (request, reply) => {
      if (request.hasToken) requireToken(request);
      listen(practice, request, reply, [name.replace('/', ':')]);
    });
  }

  for (const name of ['hashtag', 'hashtag/local']) {
    app.get(`/api/v1/streaming/${name}`, (request, reply) => {
      requireToken(request);
      const tag = new Fields(request.query).text('tag');
      if (!tag) throw invalid('Tag is missing');
      listen(practice, request, reply, [name.replace('/', ':'), tag.toLowerCase()]);
    });
  }
}

function listen(practice: Practice, request: FastifyRequest, reply: FastifyReply, wanted: Stream): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
    'Access-Control-Allow-Origin': '*',
  });
  raw.write(':)\n');
  const heartbeat = setInterval(() => raw.write(':thump\n'), HEARTBEAT_MS);
  const listener: Listener = {
    accountId: request.viewer?.accountId ?? null,
    hears: (stream) => isSame(stream, wanted),
    send: (_stream, event, payload) => raw.write(`event: ${event}\ndata: ${payload}\n\n`),
    close: () => raw.end(),
  };
  practice.hub.add(listener);
  raw.on('close', () => {
    clearInterval(heartbeat);
    practice.hub.remove(listener);
  });
}

export const isSame = (one: Stream, other: Stream): boolean => one.join(' ') === other.join(' ');
