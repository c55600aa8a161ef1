/** The floor of the http bench: bare Fastify and pg, the same rows in the same shape. Prints its port. */
import fastify from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const list = {
  name: 'list',
  text: `
  SELECT c.id, c.channel_id, ch.network, ch.handle, c.contact_id, c.contact_name, c.contact_handle, c.contact_avatar_url,
         c.kind, c.status, c.assignee_id, c.last_message_id, c.last_message_text, c.last_message_direction,
         c.last_message_kind, c.last_message_at, c.unread_count, c.message_count, c.version
    FROM conversations c JOIN channels ch ON ch.id = c.channel_id
   WHERE c.organization_id = $1 AND c.kind <> 'reaction'
   ORDER BY c.last_message_at DESC, c.id DESC LIMIT 50`,
  values: [process.env.ORGANIZATION_ID],
};

const app = fastify();
app.get('/v1/conversations', async () => {
  const { rows } = await pool.query(list);
  const items = rows.map((row) => ({
    id: row.id,
    channel: { id: row.channel_id, network: row.network, handle: row.handle },
    contact: {
      id: row.contact_id,
      displayName: row.contact_name,
      handle: row.contact_handle,
      avatarUrl: row.contact_avatar_url,
    },
    kind: row.kind,
    status: row.status,
    assignee: null,
    lastMessage: {
      id: row.last_message_id,
      text: row.last_message_text,
      direction: row.last_message_direction,
      sentAt: row.last_message_at,
      kind: row.last_message_kind,
    },
    unreadCount: row.unread_count,
    messageCount: row.message_count,
    lastMessageAt: row.last_message_at,
    version: row.version,
  }));
  return { items, nextCursor: null };
});
process.on('SIGTERM', () => process.exit(0));
await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${app.server.address().port}\n`);
