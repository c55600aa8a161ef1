import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireAccount } from './authentication';
import type { Reader } from './database';
import { invalid, notFound } from './errors';
import { Fields } from './fields';
import { inspectMedia } from './media.inspect';
import { mediaJson, type MediaRow } from './media.json';
import { LIMITS, type Practice } from './practice';
import { parseId } from './snowflake';

const COLUMNS = 'id, kind, content_type, extension, secret, width, height, description';

export interface NewMedia {
  accountId: string;
  bytes: Buffer;
  description: string | null;
}

export function mediaRoutes(app: FastifyInstance, practice: Practice): void {
  const { database, address } = practice;

  for (const version of ['v1', 'v2']) {
    app.post(`/api/${version}/media`, async (request) => {
      const accountId = requireAccount(request, 'write:media');
      const fields = new Fields(request.body);
      const file = fields.file('file');
      if (!file) throw invalid("File can't be blank");
      const row = await storeMedia(practice, database, {
        accountId,
        bytes: file.bytes,
        description: readDescription(fields),
      });
      return mediaJson(row, address);
    });
  }

  const own = async (request: FastifyRequest<{ Params: { id: string } }>, scope: string): Promise<MediaRow> => {
    const [row] = await database.query<MediaRow>(`SELECT ${COLUMNS} FROM media WHERE id = $1 AND account_id = $2`, [
      parseId(request.params.id),
      requireAccount(request, scope),
    ]);
    if (!row) throw notFound();
    return row;
  };

  app.get<{ Params: { id: string } }>('/api/v1/media/:id', async (request) =>
    mediaJson(await own(request, 'write:media'), address),
  );

  app.put<{ Params: { id: string } }>('/api/v1/media/:id', async (request) => {
    const row = await own(request, 'write:media');
    const fields = new Fields(request.body);
    const description = fields.has('description') ? readDescription(fields) : row.description;
    await database.write((tx) => tx.query('UPDATE media SET description = $2 WHERE id = $1', [row.id, description]));
    return mediaJson({ ...row, description }, address);
  });

  app.get<{ Params: { id: string; file: string } }>(
    '/system/media_attachments/files/:id/original/:file',
    async (request, reply) => {
      const [secret, extension] = request.params.file.split('.');
      const [row] = await database.query<{ bytes: Buffer; content_type: string }>(
        'SELECT bytes, content_type FROM media WHERE id = $1 AND secret = $2 AND extension = $3',
        [parseId(request.params.id), secret, extension],
      );
      if (!row) throw notFound();
      return reply
        .header('Content-Type', row.content_type)
        .header('Content-Security-Policy', "default-src 'none'; sandbox")
        .header('Cache-Control', 'public, max-age=31536000, immutable')
        .send(row.bytes);
    },
  );
}

/** Stores a file as it came; what it is is read from its bytes, not from what the client says. */
export async function storeMedia(practice: Practice, store: Reader, media: NewMedia): Promise<MediaRow> {
  const found = await inspectMedia(media.bytes);
  if (!found) throw invalid('File content type is invalid');
  const id = practice.ids.next();
  const rows = await store.query<MediaRow>(
    `INSERT INTO media (id, account_id, secret, kind, content_type, extension, bytes, width, height, description, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now()) RETURNING ${COLUMNS}`,
    [
      id,
      media.accountId,
      randomBytes(8).toString('hex'),
      found.kind,
      found.contentType,
      found.extension,
      media.bytes,
      found.width,
      found.height,
      media.description,
    ],
  );
  const [row] = rows;
  if (!row) throw notFound();
  return row;
}

function readDescription(fields: Fields): string | null {
  const description = fields.text('description');
  if (description && [...description].length > LIMITS.description) {
    throw invalid(`Description is too long (maximum is ${LIMITS.description} characters)`);
  }
  return description || null;
}
