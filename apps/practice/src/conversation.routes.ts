import type { FastifyInstance } from 'fastify';
import { requireAccount } from './authentication';
import { CONVERSATION, renderConversations, type ConversationRow } from './conversation.store';
import { notFound } from './errors';
import { linkPages, readPage } from './paging';
import type { Practice } from './practice';
import { parseId } from './snowflake';

interface ById {
  Params: { id: string };
}

export function conversationRoutes(app: FastifyInstance, practice: Practice): void {
  const { database, address } = practice;

  app.get('/api/v1/conversations', async (request, reply) => {
    const accountId = requireAccount(request, 'read:statuses');
    const page = readPage(request, 'c.last_status_id', 1, 20, 40);
    const rows = await database.query<ConversationRow>(
      `SELECT ${CONVERSATION} FROM conversations c WHERE c.account_id = $1 ${page.sql}`,
      [accountId, ...page.params],
    );
    const ordered = page.inOrder(rows);
    linkPages(
      request,
      reply,
      address,
      ordered.map((row) => row.last_status_id),
    );
    return renderConversations(database, address, ordered);
  });

  app.post<ById>('/api/v1/conversations/:id/read', async (request) => {
    const accountId = requireAccount(request, 'write:conversations');
    const rows = await database.write((tx) =>
      tx.query<ConversationRow>(
        `UPDATE conversations c SET unread = false WHERE c.id = $1 AND c.account_id = $2 RETURNING ${CONVERSATION}`,
        [parseId(request.params.id), accountId],
      ),
    );
    const [json] = await renderConversations(database, address, rows);
    if (!json) throw notFound();
    return json;
  });

  app.delete<ById>('/api/v1/conversations/:id', async (request) => {
    const accountId = requireAccount(request, 'write:conversations');
    const id = parseId(request.params.id);
    const gone = await database.write((tx) =>
      tx.query('DELETE FROM conversations WHERE id = $1 AND account_id = $2 RETURNING id', [id, accountId]),
    );
    if (gone.length === 0) throw notFound();
    return {};
  });
}
