import type { FastifyInstance } from 'fastify';
import { requireAccount } from './authentication';
import { notFound } from './errors';
import { Fields } from './fields';
import { renderNotifications, type NotificationRow } from './notification.store';
import { linkPages, readPage } from './paging';
import type { Practice } from './practice';
import { parseId } from './snowflake';

interface ById {
  Params: { id: string };
}

export function notificationRoutes(app: FastifyInstance, practice: Practice): void {
  const { database, address } = practice;

  app.get('/api/v1/notifications', async (request, reply) => {
    const accountId = requireAccount(request, 'read:notifications');
    const query = new Fields(request.query);
    const page = readPage(request, 'n.id', 4, 40, 80);
    const types = query.list('types');
    const rows = await database.query<NotificationRow>(
      `SELECT n.* FROM notifications n WHERE n.account_id = $1
         AND (cardinality($2::text[]) = 0 OR n.kind = ANY($2)) AND NOT n.kind = ANY($3)
         AND ($4::bigint IS NULL OR n.from_account_id = $4) ${page.sql}`,
      [accountId, types, query.list('exclude_types'), parseId(query.text('account_id')), ...page.params],
    );
    const ordered = page.inOrder(rows);
    linkPages(
      request,
      reply,
      address,
      ordered.map((row) => row.id),
    );
    return renderNotifications(database, address, ordered);
  });

  app.get('/api/v1/notifications/unread_count', async (request) => {
    const accountId = requireAccount(request, 'read:notifications');
    const [row] = await database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM (SELECT 1 FROM notifications WHERE account_id = $1 LIMIT 100) newest',
      [accountId],
    );
    return { count: row?.count ?? 0 };
  });

  // Nobody is filtered here, but clients that ask for filtered senders must get an answer.
  app.get('/api/v1/notifications/requests', (request) => {
    requireAccount(request, 'read:notifications');
    return [];
  });

  app.get<ById>('/api/v1/notifications/:id', async (request) => {
    const accountId = requireAccount(request, 'read:notifications');
    const rows = await database.query<NotificationRow>(
      'SELECT * FROM notifications WHERE id = $1 AND account_id = $2',
      [parseId(request.params.id), accountId],
    );
    const [json] = await renderNotifications(database, address, rows);
    if (!json) throw notFound();
    return json;
  });

  app.post('/api/v1/notifications/clear', async (request) => {
    const accountId = requireAccount(request, 'write:notifications');
    await database.write((tx) => tx.query('DELETE FROM notifications WHERE account_id = $1', [accountId]));
    return {};
  });

  app.post<ById>('/api/v1/notifications/:id/dismiss', async (request) => {
    const accountId = requireAccount(request, 'write:notifications');
    const id = parseId(request.params.id);
    const gone = await database.write((tx) =>
      tx.query('DELETE FROM notifications WHERE id = $1 AND account_id = $2 RETURNING id', [id, accountId]),
    );
    if (gone.length === 0) throw notFound();
    return {};
  });
}
