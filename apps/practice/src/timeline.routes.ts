import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { renderAccounts } from './account.json';
import { searchAccounts } from './account.routes';
import { optionalAccount, requireAccount } from './authentication';
import { Fields } from './fields';
import { linkPages, readPage } from './paging';
import type { Practice } from './practice';
import { renderStatuses, visibleTo, type StatusJson } from './status.json';

export function timelineRoutes(app: FastifyInstance, practice: Practice): void {
  const { database, address } = practice;

  const timeline = async (
    request: FastifyRequest,
    reply: FastifyReply,
    viewer: string | null,
    condition: string,
    params: unknown[],
  ): Promise<StatusJson[]> => {
    const page = readPage(request, 's.id', params.length, 20, 40);
    const rows = await database.query<{ id: string }>(`SELECT s.id FROM statuses s WHERE ${condition} ${page.sql}`, [
      ...params,
      ...page.params,
    ]);
    const ids = page.inOrder(rows).map((row) => row.id);
    linkPages(request, reply, address, ids);
    return renderStatuses(database, address, ids, viewer);
  };

  app.get('/api/v1/timelines/home', (request, reply) => {
    const accountId = requireAccount(request, 'read:statuses');
    const isFollowed = 'EXISTS (SELECT 1 FROM follows h WHERE h.account_id = $1 AND h.target_id = s.account_id)';
    const condition = `s.visibility <> 'direct' AND (s.account_id = $1 OR ${isFollowed}) AND ${visibleTo('$1')}`;
    return timeline(request, reply, accountId, condition, [accountId]);
  });

  app.get('/api/v1/timelines/public', (request, reply) => {
    const viewer = optionalAccount(request, 'read:statuses');
    const query = new Fields(request.query);
    const media = query.flag('only_media') ? 'AND EXISTS (SELECT 1 FROM media d WHERE d.status_id = s.id)' : '';
    const remote = query.flag('remote') ? 'AND false' : '';
    const condition = `s.visibility = 'public' AND s.reblog_of_id IS NULL ${media} ${remote}`;
    return timeline(request, reply, viewer, condition, []);
  });

  app.get<{ Params: { tag: string } }>('/api/v1/timelines/tag/:tag', (request, reply) => {
    const viewer = optionalAccount(request, 'read:statuses');
    const condition = `s.visibility = 'public' AND s.reblog_of_id IS NULL AND $1 = ANY(s.tags)`;
    return timeline(request, reply, viewer, condition, [request.params.tag.toLowerCase()]);
  });

  app.get('/api/v2/search', async (request) => {
    const viewer = optionalAccount(request, 'read:search');
    const query = new Fields(request.query);
    const text = (query.text('q') ?? '').trim();
    const limit = query.limit(20, 40);
    const wants = (type: string): boolean => text !== '' && (query.text('type') ?? type) === type;
    const accounts = wants('accounts')
      ? await searchAccounts(database, text.split('@').at(text[0] === '@' ? 1 : 0) ?? '', limit)
      : [];
    const url = text.startsWith(`${address.origin}/`) ? (/\/(\d+)$/.exec(text)?.[1] ?? null) : null;
    const statuses = wants('statuses')
      ? await database.query<{ id: string }>(
          `SELECT s.id FROM statuses s WHERE s.reblog_of_id IS NULL AND (s.id = $3 OR s.text ILIKE $1)
           AND ${visibleTo('$2')} ORDER BY s.id DESC LIMIT ${limit}`,
          [`%${text.replace(/[\\%_]/g, '\\$&')}%`, viewer, url],
        )
      : [];
    return {
      accounts: await renderAccounts(database, address, accounts),
      statuses: await renderStatuses(
        database,
        address,
        statuses.map((row) => row.id),
        viewer,
      ),
      hashtags: [],
    };
  });
}
