import type { FastifyInstance } from 'fastify';
import { accountJson, credentialJson, readAccounts, renderAccounts } from './account.json';
import { createAccount } from './account.store';
import { optionalAccount, requireAccount, requireScope, requireToken } from './authentication';
import type { Reader } from './database';
import { invalid, MastodonError, notFound } from './errors';
import { Fields } from './fields';
import { notify, withdrawNotification } from './notification.store';
import { linkPages, readPage } from './paging';
import { grantToken } from './oauth.store';
import type { Practice } from './practice';
import { parseId } from './snowflake';
import { renderStatuses, visibleTo } from './status.json';

interface ById {
  Params: { id: string };
}

export function accountRoutes(app: FastifyInstance, practice: Practice): void {
  const { database, address } = practice;

  app.get('/api/v1/accounts/verify_credentials', async (request) => {
    const viewer = requireToken(request);
    if (!viewer.scopes.includes('profile')) requireScope(viewer, 'read:accounts');
    if (!viewer.accountId) throw new MastodonError(422, 'This method requires an authenticated user');
    const row = (await readAccounts(database, [viewer.accountId])).get(viewer.accountId);
    if (!row) throw notFound();
    return credentialJson(row, address);
  });

  app.post('/api/v1/accounts', async (request) => {
    const viewer = requireToken(request);
    requireScope(viewer, 'write:accounts');
    const fields = new Fields(request.body);
    if (!fields.flag('agreement')) throw invalid('Service agreement must be accepted');
    const id = await createAccount(practice, {
      username: fields.text('username') ?? '',
      displayName: fields.text('username') ?? '',
      password: fields.text('password') ?? '',
      language: fields.text('locale') ?? 'en',
    });
    return grantToken(database, { applicationId: null, accountId: id, scopes: [...viewer.scopes] });
  });

  app.get('/api/v1/accounts/lookup', async (request) => {
    const [name = '', domain] = (new Fields(request.query).text('acct') ?? '').replace(/^@/, '').split('@');
    if (domain && domain !== address.domain) throw notFound();
    const [found] = await database.query<{ id: string }>('SELECT id FROM accounts WHERE lower(username) = lower($1)', [
      name,
    ]);
    return readAccountJson(database, practice, found?.id ?? null);
  });

  app.get('/api/v1/accounts/search', async (request) => {
    requireAccount(request, 'read:accounts');
    const query = new Fields(request.query);
    return renderAccounts(
      database,
      address,
      await searchAccounts(database, query.text('q') ?? '', query.limit(40, 80)),
    );
  });

  app.get('/api/v1/accounts/relationships', async (request) => {
    const accountId = requireAccount(request, 'read:follows');
    const ids = new Fields(request.query).list('id').flatMap((id) => parseId(id) ?? []);
    return Promise.all(ids.map((id) => relationship(database, accountId, id)));
  });

  app.get<ById>('/api/v1/accounts/:id', (request) => readAccountJson(database, practice, parseId(request.params.id)));

  app.get<ById>('/api/v1/accounts/:id/statuses', async (request, reply) => {
    const viewer = optionalAccount(request, 'read:statuses');
    const query = new Fields(request.query);
    const { id } = await readAccountJson(database, practice, parseId(request.params.id));
    const page = readPage(request, 's.id', 2, 20, 40);
    const rows = await database.query<{ id: string }>(
      `SELECT s.id FROM statuses s WHERE s.account_id = $1 AND ${visibleTo('$2')} AND s.visibility <> 'direct'
       ${query.flag('exclude_replies') ? 'AND (s.in_reply_to_id IS NULL OR s.in_reply_to_account_id = s.account_id)' : ''}
       ${query.flag('exclude_reblogs') ? 'AND s.reblog_of_id IS NULL' : ''}
       ${query.flag('only_media') ? 'AND EXISTS (SELECT 1 FROM media d WHERE d.status_id = s.id)' : ''}
       ${query.flag('pinned') ? 'AND false' : ''} ${page.sql}`,
      [id, viewer, ...page.params],
    );
    const ids = page.inOrder(rows).map((row) => row.id);
    linkPages(request, reply, address, ids);
    return renderStatuses(database, address, ids, viewer);
  });

  for (const [path, own, other] of [
    ['followers', 'target_id', 'account_id'],
    ['following', 'account_id', 'target_id'],
  ] as const) {
    app.get<ById>(`/api/v1/accounts/:id/${path}`, async (request, reply) => {
      const page = readPage(request, other, 1, 40, 80);
      const rows = await database.query<{ id: string }>(
        `SELECT ${other} AS id FROM follows WHERE ${own} = $1 ${page.sql}`,
        [parseId(request.params.id), ...page.params],
      );
      const ids = page.inOrder(rows).map((row) => row.id);
      linkPages(request, reply, address, ids);
      return renderAccounts(database, address, ids);
    });
  }

  app.post<ById>('/api/v1/accounts/:id/follow', async (request) => {
    const accountId = requireAccount(request, 'write:follows');
    const { id } = await readAccountJson(database, practice, parseId(request.params.id));
    if (id === accountId) throw invalid('You cannot follow yourself');
    await database.write(async (tx) => {
      await tx.query('INSERT INTO follows VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [accountId, id, new Date()]);
      await notify(tx, practice, { accountId: id, fromAccountId: accountId, kind: 'follow', statusId: null });
    });
    return relationship(database, accountId, id);
  });

  app.post<ById>('/api/v1/accounts/:id/unfollow', async (request) => {
    const accountId = requireAccount(request, 'write:follows');
    const { id } = await readAccountJson(database, practice, parseId(request.params.id));
    await database.write(async (tx) => {
      await tx.query('DELETE FROM follows WHERE account_id = $1 AND target_id = $2', [accountId, id]);
      await withdrawNotification(tx, { accountId: id, fromAccountId: accountId, kind: 'follow', statusId: null });
    });
    return relationship(database, accountId, id);
  });
}

export async function searchAccounts(reader: Reader, text: string, limit: number): Promise<string[]> {
  const pattern = `%${text.replace(/^@/, '').replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await reader.query<{ id: string }>(
    'SELECT id FROM accounts WHERE username ILIKE $1 OR display_name ILIKE $1 ORDER BY role, username LIMIT $2',
    [pattern, limit],
  );
  return rows.map((row) => row.id);
}

async function readAccountJson(
  reader: Reader,
  practice: Practice,
  id: string | null,
): Promise<Record<string, unknown> & { id: string }> {
  const row = id ? (await readAccounts(reader, [id])).get(id) : undefined;
  if (!row) throw notFound();
  return accountJson(row, practice.address);
}

async function relationship(reader: Reader, accountId: string, id: string): Promise<Record<string, unknown>> {
  const [row] = await reader.query<{ following: boolean; followed_by: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM follows WHERE account_id = $1 AND target_id = $2) AS following,
            EXISTS (SELECT 1 FROM follows WHERE account_id = $2 AND target_id = $1) AS followed_by`,
    [accountId, id],
  );
  const following = row?.following ?? false;
  return {
    id,
    following,
    showing_reblogs: following,
    notifying: false,
    languages: null,
    followed_by: row?.followed_by ?? false,
    blocking: false,
    blocked_by: false,
    muting: false,
    muting_notifications: false,
    requested: false,
    requested_by: false,
    domain_blocking: false,
    endorsed: false,
    note: '',
  };
}
