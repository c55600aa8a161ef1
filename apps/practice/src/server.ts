import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance } from 'fastify';
import { accountRoutes } from './account.routes';
import { recognizeViewers } from './authentication';
import { authorizeRoutes } from './authorize.routes';
import type { Configuration } from './configuration';
import { conversationRoutes } from './conversation.routes';
import { Database } from './database';
import { handleErrors } from './errors';
import { addField, parseForm, UploadedFile } from './fields';
import { instanceRoutes } from './instance.routes';
import { mediaRoutes } from './media.routes';
import { notificationRoutes } from './notification.routes';
import { oauthRoutes } from './oauth.routes';
import { pageRoutes } from './page.routes';
import { Address, LIMITS, type Practice } from './practice';
import { limitRate } from './rate-limit';
import { seedRivertown } from './seed';
import { Snowflake } from './snowflake';
import { statusRoutes } from './status.routes';
import { streamingRoutes } from './streaming.routes';
import { streamingSocket } from './streaming-socket';
import { StreamingHub } from './streaming-hub';
import { timelineRoutes } from './timeline.routes';

export interface RunningPractice {
  url: string;
  close(): Promise<void>;
}

/** Prepares the database, seeds it when asked, and listens on 127.0.0.1. */
export async function startPractice(configuration: Configuration): Promise<RunningPractice> {
  const app = fastify({
    logger: { level: 'warn' },
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true,
    routerOptions: { querystringParser: parseForm, ignoreTrailingSlash: true },
  });
  const database = new Database(configuration.databaseUrl, (error) => app.log.error({ err: error }, 'background work'));
  const address = new Address(configuration.publicUrl ?? `http://127.0.0.1:${configuration.port}`);
  const practice: Practice = {
    configuration,
    database,
    address,
    ids: new Snowflake(),
    hub: new StreamingHub(database, address),
  };
  // The address is known only once the server listens; whoever asks before the first content is there waits for it.
  let open = (): void => undefined;
  const prepared = new Promise<void>((resolve) => (open = resolve));
  app.addHook('onRequest', () => prepared);
  register(app, practice);
  try {
    await database.prepare();
    await continueIds(practice);
    await app.listen({ host: '127.0.0.1', port: configuration.port });
    const bound = app.server.address();
    const port = typeof bound === 'object' && bound ? bound.port : configuration.port;
    if (!configuration.publicUrl) address.origin = `http://127.0.0.1:${port}`;
    await seedRivertown(practice);
    open();
  } catch (error) {
    open();
    await app.close();
    await database.close();
    throw error;
  }
  return {
    url: address.origin,
    close: async () => {
      practice.hub.closeAll();
      await app.close();
      await database.close();
    },
  };
}

function register(app: FastifyInstance, practice: Practice): void {
  readBodies(app);
  handleErrors(app);
  allowOtherOrigins(app);
  recognizeViewers(app, practice.database);
  limitRate(app, practice.configuration.rateLimit);
  for (const routes of [
    accountRoutes,
    authorizeRoutes,
    conversationRoutes,
    instanceRoutes,
    mediaRoutes,
    notificationRoutes,
    oauthRoutes,
    pageRoutes,
    statusRoutes,
    streamingRoutes,
    streamingSocket,
    timelineRoutes,
  ]) {
    routes(app, practice);
  }
  app.get('/health', async (_request, reply) => {
    try {
      await practice.database.query('SELECT 1');
      return { status: 'ok' };
    } catch {
      return reply.code(503).send({ status: 'unavailable', detail: 'the database does not answer' });
    }
  });
}

/** JSON (an empty body too), forms and multipart all end as one object of fields. */
function readBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? {} : JSON.parse(body.toString()));
    } catch {
      done(Object.assign(new Error('Error occurred while parsing request parameters'), { statusCode: 400 }));
    }
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, parseForm(body.toString())),
  );
  app.register(multipart, { limits: { fileSize: LIMITS.mediaBytes, files: 1, fields: 30 } });
  app.addHook('preHandler', async (request) => {
    if (!request.isMultipart()) return;
    const fields: Record<string, unknown> = {};
    for await (const part of request.parts()) {
      const value =
        part.type === 'file' ? new UploadedFile(await part.toBuffer(), part.filename, part.mimetype) : part.value;
      addField(fields, part.fieldname, value);
    }
    request.body = fields;
  });
}

/** As on Mastodon, a client in any browser page may use the API with its token. */
function allowOtherOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Content-Type-Options', 'nosniff');
    reply.header('Referrer-Policy', 'same-origin');
    if (!/^\/(api|oauth\/(token|revoke)|\.well-known)/.test(request.url)) return;
    reply.header('Access-Control-Allow-Origin', '*');
    reply.header('Access-Control-Expose-Headers', 'Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset');
    reply.header('Cache-Control', 'private, no-store');
    if (request.method !== 'OPTIONS') return;
    return reply
      .header('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE, OPTIONS')
      .header('Access-Control-Allow-Headers', 'Authorization, Content-Type, Idempotency-Key')
      .code(204)
      .send();
  });
}

async function continueIds(practice: Practice): Promise<void> {
  const [row] = await practice.database.query<{ newest: string | null }>(
    `SELECT greatest((SELECT max(id) FROM statuses), (SELECT max(id) FROM notifications), (SELECT max(id) FROM media))
       AS newest`,
  );
  practice.ids.continueAfter(row?.newest ?? null);
}
