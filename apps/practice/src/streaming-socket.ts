import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { WebSocket, WebSocketServer } from 'ws';
import { findViewer, type Viewer } from './authentication';
import { Fields } from './fields';
import type { Practice } from './practice';
import type { Listener, Stream } from './streaming-hub';

const STREAMS = ['user', 'user:notification', 'direct', 'public', 'public:local', 'hashtag', 'hashtag:local'];
const HEARTBEAT_MS = 15_000;

/** Mastodon's streaming over WebSocket: one socket at /api/v1/streaming that subscribes to any number of streams. */
export function streamingSocket(app: FastifyInstance, practice: Practice): void {
  const server = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 });
  app.addHook('onClose', () => server.close());
  app.server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    void admit(practice, request)
      .then((admitted) => {
        if (!admitted) return refuse(socket);
        server.handleUpgrade(request, socket, head, (client) => serve(practice, client, admitted));
      })
      .catch(() => socket.destroy());
  });
}

interface Admitted {
  viewer: Viewer;
  first: Stream | null;
}

async function admit(practice: Practice, request: IncomingMessage): Promise<Admitted | null> {
  const url = new URL(request.url ?? '/', practice.address.origin);
  if (url.pathname.replace(/\/$/, '') !== '/api/v1/streaming') return null;
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const protocol = request.headers['sec-websocket-protocol']?.split(',')[0]?.trim();
  const token = bearer ?? url.searchParams.get('access_token') ?? protocol;
  const viewer = token ? await findViewer(practice.database, token) : null;
  if (!viewer) return null;
  return { viewer, first: readStream(new Fields(Object.fromEntries(url.searchParams))) };
}

function refuse(socket: Duplex): void {
  socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

function serve(practice: Practice, client: WebSocket, { viewer, first }: Admitted): void {
  const streams = new Set<string>(first ? [first.join(' ')] : []);
  const listener: Listener = {
    accountId: viewer.accountId,
    hears: (stream) => streams.has(stream.join(' ')),
    send: (stream, event, payload) => {
      if (client.readyState === WebSocket.OPEN) client.send(JSON.stringify({ stream, event, payload }));
    },
    close: () => client.terminate(),
  };
  practice.hub.add(listener);
  const heartbeat = setInterval(() => client.ping(), HEARTBEAT_MS);
  client.on('message', (data: Buffer) => {
    const problem = subscribe(streams, data.toString());
    if (problem) client.send(JSON.stringify({ error: problem, status: 400 }));
  });
  client.on('error', () => client.terminate());
  client.on('close', () => {
    clearInterval(heartbeat);
    practice.hub.remove(listener);
  });
}

/** Follows one message of a client; says what is wrong with it, if anything. */
function subscribe(streams: Set<string>, message: string): string | null {
  let fields: Fields;
  try {
    fields = new Fields(JSON.parse(message));
  } catch {
    return 'Bad message';
  }
  const stream = readStream(fields);
  if (!stream) return 'Unknown stream type';
  const type = fields.text('type');
  if (type === 'subscribe') streams.add(stream.join(' '));
  else if (type === 'unsubscribe') streams.delete(stream.join(' '));
  else return 'Unknown message type';
  return null;
}

function readStream(fields: Fields): Stream | null {
  const name = fields.text('stream');
  if (!name || !STREAMS.includes(name)) return null;
  const tag = fields.text('tag');
  if (!name.startsWith('hashtag')) return [name];
  return tag ? [name, tag] : null;
}
