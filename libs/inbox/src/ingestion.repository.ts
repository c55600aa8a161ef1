import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import {
  threadKey,
  type ConversationDelta,
  type KnownMessage,
  type MessageRow,
  type PlannedMessage,
} from './ingestion-plan';

/** Set-based SQL: every method is one statement, whatever the size of the batch. */
@Injectable()
export class IngestionRepository {
  /** Takes the channel for this transaction, so that two workers with the same batch come one after the other. */
  async lockCursor(tx: Tx, channelId: string): Promise<string | null> {
    const rows = await tx.prepared<{ cursor: string | null }>(
      'inbox.lock-cursor',
      `INSERT INTO inbox_cursors (channel_id, organization_id) VALUES ($1, $2)
       ON CONFLICT (channel_id) DO UPDATE SET failures = inbox_cursors.failures RETURNING cursor`,
      [channelId, tx.organizationId],
    );
    return rows[0]?.cursor ?? null;
  }

  async advanceCursor(tx: Tx, channelId: string, cursor: string | null): Promise<void> {
    await tx.execute('UPDATE inbox_cursors SET cursor = $2 WHERE channel_id = $1 AND organization_id = $3', [
      channelId,
      cursor,
      tx.organizationId,
    ]);
  }

  findKnown(tx: Tx, channelId: string, remoteIds: string[]): Promise<KnownMessage[]> {
    return tx.query<KnownMessage>(
      `SELECT id, remote_id AS "remoteId", encode(version_hash, 'hex') AS "versionHash", direction, superseded_at IS NOT NULL AS superseded
         FROM messages WHERE channel_id = $1 AND remote_id = ANY($2) AND organization_id = $3`,
      [channelId, remoteIds, tx.organizationId],
    );
  }

  /** @returns ids by `threadKey` */
  async findConversations(
    tx: Tx,
    channelId: string,
    keys: { contactId: string; threadRemoteId: string }[],
  ): Promise<Map<string, string>> {
    // LATERAL: one look into the unique index for each pair, whatever the statistics say. Not prepared: a plan made while
    // the table was small would be kept.
    const rows = await tx.query<{ id: string; contactId: string; threadRemoteId: string }>(
      `SELECT c.id, k.contact_id AS "contactId", k.thread_remote_id AS "threadRemoteId"
         FROM unnest($2::uuid[], $3::text[]) AS k(contact_id, thread_remote_id)
        CROSS JOIN LATERAL (
          SELECT id FROM conversations
           WHERE channel_id = $1 AND contact_id = k.contact_id AND thread_remote_id = k.thread_remote_id AND organization_id = $4
           LIMIT 1
        ) c`,
      [channelId, keys.map((key) => key.contactId), keys.map((key) => key.threadRemoteId), tx.organizationId],
    );
    return new Map(rows.map((row) => [threadKey(row.contactId, row.threadRemoteId), row.id]));
  }

  async insertConversations(tx: Tx, channelId: string, rows: ConversationDelta[], now: Date): Promise<void> {
    if (rows.length === 0) return;
    await tx.prepared(
      'inbox.insert-conversations',
      `INSERT INTO conversations (id, organization_id, channel_id, contact_id, thread_remote_id, remote_ref, kind, status, url, contact_name,
              contact_handle, contact_avatar_url, last_message_id, last_message_text, last_message_direction, last_message_kind,
              last_message_at, message_count, unread_count, created_at)
       SELECT d.id, $1, $2, d."contactId", d."threadRemoteId", d."remoteRef", coalesce(d.kind, 'reaction'), d.status, d.url, d."contactName",
              d."contactHandle", d."contactAvatarUrl", d."lastMessageId", d."lastMessageText", 'inbound', d."lastMessageKind",
              d."lastMessageAt", d.added, d.unread, $3
         FROM json_to_recordset($4::json) AS d(${DELTA})`,
      [tx.organizationId, channelId, now, toJson(rows)],
    );
  }

  async updateConversations(tx: Tx, rows: ConversationDelta[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.execute(
      `UPDATE conversations c SET
         message_count = c.message_count + l.added,
         unread_count = c.unread_count + l.unread,
         status = CASE WHEN l.unread > 0 AND c.status IN ('resolved', 'pending', 'snoozed') THEN 'open' ELSE c.status END,
         kind = CASE WHEN c.kind = 'reaction' THEN coalesce(l.kind, c.kind) ELSE c.kind END,
         url = coalesce(c.url, l.url), contact_name = l."contactName", contact_handle = l."contactHandle",
         contact_avatar_url = l."contactAvatarUrl",
         last_message_id = CASE WHEN l.newer THEN l."lastMessageId" ELSE c.last_message_id END,
         last_message_text = CASE WHEN l.newer THEN l."lastMessageText" ELSE c.last_message_text END,
         last_message_direction = CASE WHEN l.newer THEN 'inbound' ELSE c.last_message_direction END,
         last_message_kind = CASE WHEN l.newer THEN l."lastMessageKind" ELSE c.last_message_kind END,
         last_message_at = CASE WHEN l.newer THEN l."lastMessageAt" ELSE c.last_message_at END,
         version = c.version + 1
       FROM (
         SELECT d.*,
                CASE WHEN (d."lastMessageKind" = 'reaction') = (b.last_message_kind = 'reaction') THEN d."lastMessageAt" >= b.last_message_at
                     ELSE d."lastMessageKind" <> 'reaction' END AS newer
           FROM json_to_recordset($2::json) AS d(${DELTA})
           JOIN conversations b ON b.id = d.id AND b.organization_id = $1
          ORDER BY b.id FOR UPDATE OF b
       ) l
       WHERE c.id = l.id AND c.organization_id = $1`,
      [tx.organizationId, toJson(rows)],
    );
  }

  async insertMessages(tx: Tx, channelId: string, rows: MessageRow[], receivedAt: Date): Promise<void> {
    await tx.prepared(
      'inbox.insert-messages',
      `INSERT INTO messages (id, organization_id, channel_id, conversation_id, direction, kind, text, language, identity_id, sent_at, received_at,
              url, remote_id, remote_ref, version_hash, in_reply_to_id, in_reply_to_remote_id, reaction_name, reaction_target_remote_id,
              superseded_at, search)
       SELECT m.id, $1, $2, m."conversationId", 'inbound', m.kind, m.text, m.language, m."identityId", m."sentAt", $3,
              m.url, m."remoteId", m."remoteRef", decode(m."versionHash", 'hex'), m."inReplyToId", m."inReplyToRemoteId", m."reactionName",
              m."reactionTargetRemoteId", m."supersededAt", m.search::tsvector
         FROM json_to_recordset($4::json) AS m(id uuid, "conversationId" uuid, kind text, text text, language text, "identityId" uuid,
              "sentAt" timestamptz, url text, "remoteId" text, "remoteRef" jsonb, "versionHash" text, "inReplyToId" uuid,
              "inReplyToRemoteId" text, "reactionName" text, "reactionTargetRemoteId" text, "supersededAt" timestamptz, search text)
       ON CONFLICT ON CONSTRAINT messages_version_uq DO NOTHING`,
      [tx.organizationId, channelId, receivedAt, toJson(rows)],
    );
  }

  async insertMedia(tx: Tx, messages: PlannedMessage[]): Promise<void> {
    const rows = messages.flatMap(({ row, media }) =>
      media.map((file, position) => ({ ...file, messageId: row.id, position })),
    );
    if (rows.length === 0) return;
    await tx.execute(
      `INSERT INTO message_media (organization_id, message_id, position, url, media_type, alt_text)
       SELECT $1, m."messageId", m.position, m.url, m."mediaType", m."altText"
         FROM json_to_recordset($2::json) AS m("messageId" uuid, position int, url text, "mediaType" text, "altText" text)`,
      [tx.organizationId, toJson(rows)],
    );
  }

  async supersede(tx: Tx, ids: string[], now: Date): Promise<void> {
    if (ids.length === 0) return;
    await tx.execute('UPDATE messages SET superseded_at = $3 WHERE id = ANY($1::uuid[]) AND organization_id = $2', [
      ids,
      tx.organizationId,
      now,
    ]);
  }
}

const DELTA = `id uuid, "contactId" uuid, "threadRemoteId" text, "remoteRef" jsonb, kind text, status text, url text, "contactName" text,
  "contactHandle" text, "contactAvatarUrl" text, "lastMessageId" uuid, "lastMessageText" text, "lastMessageKind" text,
  "lastMessageAt" timestamptz, added int, unread int`;

/** PostgreSQL stores neither NUL nor half a surrogate pair. Looked for only where they can be, since batches are large. */
function toJson(rows: unknown): string {
  const json = JSON.stringify(rows);
  if (!json.includes('\\u0000') && !json.includes('\\ud')) return json;
  return JSON.stringify(rows, (_, value: unknown) =>
    typeof value === 'string' ? Buffer.from(value.replaceAll('\0', '')).toString('utf8') : value,
  );
}
