import type { FastifyInstance, FastifyRequest } from 'fastify';
import { renderAccounts } from './account.json';
import { optionalAccount, requireAccount } from './authentication';
import type { Writer } from './database';
import { invalid, notFound } from './errors';
import { Fields } from './fields';
import type { Practice } from './practice';
import { favourite, reblog, unfavourite, unreblog } from './reaction.store';
import { parseId } from './snowflake';
import { readContext, readHistory } from './status.read';
import { renderStatuses, type StatusJson, type StatusRow, type Visibility } from './status.json';
import { deleteStatus, ownStatus, publishStatus, reviseStatus, seeStatus, type Draft } from './status.store';

interface ById {
  Params: { id: string };
}

export function statusRoutes(app: FastifyInstance, practice: Practice): void {
  const { database, address } = practice;
  const show = async (id: string, viewer: string | null): Promise<StatusJson> => {
    const [json] = await renderStatuses(database, address, [id], viewer);
    if (!json) throw notFound();
    return json;
  };
  const see = (request: FastifyRequest<ById>, viewer: string | null): Promise<StatusRow> =>
    seeStatus(database, parseId(request.params.id), viewer);

  app.post('/api/v1/statuses', async (request) => {
    const accountId = requireAccount(request, 'write:statuses');
    const draft = readDraft(request, accountId);
    const header = request.headers['idempotency-key'];
    const key = typeof header === 'string' && header ? header : null;
    const id = await database.write((tx) => publishOnce(tx, practice, draft, key));
    return show(id, accountId);
  });

  app.get('/api/v1/statuses', async (request) => {
    const viewer = optionalAccount(request, 'read:statuses');
    const ids = new Fields(request.query).list('id').flatMap((id) => parseId(id) ?? []);
    const rows = await Promise.all(ids.map((id) => seeStatus(database, id, viewer).catch(() => null)));
    return renderStatuses(
      database,
      address,
      rows.flatMap((row) => row?.id ?? []),
      viewer,
    );
  });

  app.get<ById>('/api/v1/statuses/:id', async (request) => {
    const viewer = optionalAccount(request, 'read:statuses');
    return show((await see(request, viewer)).id, viewer);
  });

  app.put<ById>('/api/v1/statuses/:id', async (request) => {
    const accountId = requireAccount(request, 'write:statuses');
    const fields = new Fields(request.body);
    const descriptions = fields
      .objects('media_attributes')
      .map((item): [string, string] => [parseId(item.text('id')) ?? '0', item.text('description') ?? '']);
    const id = await database.write((tx) =>
      reviseStatus(tx, practice, parseId(request.params.id), accountId, {
        text: fields.text('status') ?? '',
        spoilerText: fields.text('spoiler_text') ?? '',
        sensitive: fields.flag('sensitive'),
        language: fields.text('language'),
        mediaIds: readMediaIds(fields),
        descriptions: new Map(descriptions),
      }),
    );
    return show(id, accountId);
  });

  app.delete<ById>('/api/v1/statuses/:id', async (request) => {
    const accountId = requireAccount(request, 'write:statuses');
    const status = await ownStatus(database, parseId(request.params.id), accountId);
    const json = await show(status.id, accountId);
    await database.write((tx) => deleteStatus(tx, practice, status));
    return { ...json, text: status.text };
  });

  app.get<ById>('/api/v1/statuses/:id/context', async (request) => {
    const viewer = optionalAccount(request, 'read:statuses');
    const { ancestors, descendants } = await readContext(database, await see(request, viewer), viewer);
    return {
      ancestors: await renderStatuses(database, address, ancestors, viewer),
      descendants: await renderStatuses(database, address, descendants, viewer),
    };
  });

  app.get<ById>('/api/v1/statuses/:id/source', async (request) => {
    const accountId = requireAccount(request, 'read:statuses');
    const status = await ownStatus(database, parseId(request.params.id), accountId);
    return { id: status.id, text: status.text, spoiler_text: status.spoiler_text };
  });

  app.get<ById>('/api/v1/statuses/:id/history', async (request) => {
    const viewer = optionalAccount(request, 'read:statuses');
    return readHistory(database, address, await see(request, viewer));
  });

  app.post<ById>('/api/v1/statuses/:id/favourite', async (request) => {
    const accountId = requireAccount(request, 'write:favourites');
    const status = await see(request, accountId);
    await database.write((tx) => favourite(tx, practice, status, accountId));
    return show(status.id, accountId);
  });

  app.post<ById>('/api/v1/statuses/:id/unfavourite', async (request) => {
    const accountId = requireAccount(request, 'write:favourites');
    const status = await see(request, accountId);
    await database.write((tx) => unfavourite(tx, status, accountId));
    return show(status.id, accountId);
  });

  app.post<ById>('/api/v1/statuses/:id/reblog', async (request) => {
    const accountId = requireAccount(request, 'write:statuses');
    const status = await see(request, accountId);
    return show(await database.write((tx) => reblog(tx, practice, status, accountId)), accountId);
  });

  app.post<ById>('/api/v1/statuses/:id/unreblog', async (request) => {
    const accountId = requireAccount(request, 'write:statuses');
    const status = await see(request, accountId);
    await database.write((tx) => unreblog(tx, practice, status, accountId));
    return show(status.id, accountId);
  });

  for (const [path, sql] of [
    ['favourited_by', 'SELECT account_id AS id FROM favourites WHERE status_id = $1 ORDER BY created_at DESC LIMIT 80'],
    ['reblogged_by', 'SELECT account_id AS id FROM statuses WHERE reblog_of_id = $1 ORDER BY id DESC LIMIT 80'],
  ] as const) {
    app.get<ById>(`/api/v1/statuses/:id/${path}`, async (request) => {
      const status = await see(request, optionalAccount(request, 'read:statuses'));
      const rows = await database.query<{ id: string }>(sql, [status.id]);
      return renderAccounts(
        database,
        address,
        rows.map((row) => row.id),
      );
    });
  }
}

/** Mastodon keeps an Idempotency-Key for an hour and answers a repetition with the same status. */
async function publishOnce(tx: Writer, practice: Practice, draft: Draft, key: string | null): Promise<string> {
  if (!key) return publishStatus(tx, practice, draft);
  await tx.query(`DELETE FROM idempotency_keys WHERE created_at < now() - interval '1 hour'`);
  const [earlier] = await tx.query<{ status_id: string }>(
    'SELECT status_id FROM idempotency_keys WHERE account_id = $1 AND key = $2',
    [draft.accountId, key],
  );
  if (earlier) return earlier.status_id;
  const id = await publishStatus(tx, practice, draft);
  await tx.query('INSERT INTO idempotency_keys VALUES ($1, $2, $3, now())', [draft.accountId, key, id]);
  return id;
}

function readDraft(request: FastifyRequest, accountId: string): Draft {
  const fields = new Fields(request.body);
  if (fields.has('scheduled_at')) throw invalid('Scheduled posts are not offered by the practice network');
  if (fields.has('poll')) throw invalid('Polls are not offered by the practice network');
  const visibility = fields.text('visibility') ?? 'public';
  if (!isVisibility(visibility)) throw invalid('Visibility is not included in the list');
  const inReplyToId = fields.text('in_reply_to_id') || null;
  if (inReplyToId && !parseId(inReplyToId)) throw notFound();
  return {
    accountId,
    text: fields.text('status') ?? '',
    spoilerText: fields.text('spoiler_text') ?? '',
    sensitive: fields.flag('sensitive'),
    visibility,
    language: fields.text('language'),
    inReplyToId,
    mediaIds: readMediaIds(fields),
    application: request.viewer?.application ?? null,
  };
}

function readMediaIds(fields: Fields): string[] {
  return [...new Set(fields.list('media_ids'))].map((id) => {
    const known = parseId(id);
    if (!known) throw invalid('Media could not be found');
    return known;
  });
}

function isVisibility(value: string): value is Visibility {
  return ['public', 'unlisted', 'private', 'direct'].includes(value);
}
