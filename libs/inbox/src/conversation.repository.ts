import { Injectable } from '@nestjs/common';
import { visibleChannelsSql } from '@divan/channels';
import type { MessageKind, RemoteRef } from '@divan/connectors';
import type { RequestContext, Tx } from '@divan/platform';
import type { ConversationState, ConversationStatus } from './inbox.types';

export interface ReplyTarget {
  id: string;
  kind: MessageKind;
  remoteId: string;
  remoteRef: RemoteRef;
}

@Injectable()
export class ConversationRepository {
  async lock(tx: Tx, ctx: RequestContext, id: string): Promise<ConversationState | null> {
    const visible = visibleChannelsSql(ctx, 'ch', 3);
    const rows = await tx.query<ConversationState>(
      `SELECT c.id, c.channel_id AS "channelId", c.contact_id AS "contactId", c.contact_handle AS "contactHandle", c.kind, c.status,
              c.assignee_id AS "assigneeId", c.remote_ref AS "remoteRef", c.version
         FROM conversations c JOIN channels ch ON ch.id = c.channel_id
        WHERE c.organization_id = $1 AND c.id = $2 AND ${visible.sql} FOR UPDATE OF c`,
      [ctx.organizationId, id, ...visible.params],
    );
    return rows[0] ?? null;
  }

  async update(tx: Tx, id: string, status: ConversationStatus, assigneeId: string | null): Promise<void> {
    await tx.execute(
      `UPDATE conversations SET status = $3, assignee_id = $4, version = version + 1,
              unread_count = CASE WHEN $3 IN ('resolved', 'spam') THEN 0 ELSE unread_count END
        WHERE id = $1 AND organization_id = $2`,
      [id, tx.organizationId, status, assigneeId],
    );
  }

  /** @returns whether anything was unread */
  async markRead(tx: Tx, id: string): Promise<boolean> {
    const count = await tx.execute(
      'UPDATE conversations SET unread_count = 0 WHERE id = $1 AND organization_id = $2 AND unread_count > 0',
      [id, tx.organizationId],
    );
    return count > 0;
  }

  /** The channel must be one that the assignee sees; a disabled member takes nothing on. */
  async canBeAssigned(tx: Tx, memberId: string): Promise<boolean> {
    const rows = await tx.query(`SELECT 1 FROM members WHERE id = $1 AND organization_id = $2 AND state = 'active'`, [
      memberId,
      tx.organizationId,
    ]);
    return rows.length > 0;
  }

  /** The newest thing that the person said; a like cannot be answered. */
  async findReplyTarget(tx: Tx, conversationId: string): Promise<ReplyTarget | null> {
    const rows = await tx.query<ReplyTarget>(
      `SELECT id, kind, remote_id AS "remoteId", remote_ref AS "remoteRef" FROM messages
        WHERE conversation_id = $1 AND organization_id = $2 AND superseded_at IS NULL AND direction = 'inbound' AND kind <> 'reaction'
        ORDER BY sent_at DESC, id DESC LIMIT 1`,
      [conversationId, tx.organizationId],
    );
    return rows[0] ?? null;
  }

  async insertReply(
    tx: Tx,
    reply: {
      id: string;
      conversation: ConversationState;
      target: ReplyTarget;
      text: string;
      snippet: string;
      search: string;
      versionHash: string;
      memberId: string | null;
      authorName: string;
      now: Date;
    },
  ): Promise<void> {
    const { conversation, target } = reply;
    await tx.execute(
      `INSERT INTO messages (id, organization_id, channel_id, conversation_id, direction, kind, text, member_id, author_name, sent_at, received_at,
              version_hash, in_reply_to_id, in_reply_to_remote_id, search)
       VALUES ($1, $2, $3, $4, 'outbound', $5, $6, $7, $8, $9, $9, decode($10, 'hex'), $11, $12, $13::tsvector)`,
      [
        reply.id,
        tx.organizationId,
        conversation.channelId,
        conversation.id,
        target.kind,
        reply.text,
        reply.memberId,
        reply.authorName,
        reply.now,
        reply.versionHash,
        target.id,
        target.remoteId,
        reply.search,
      ],
    );
    await tx.execute(
      `UPDATE conversations SET last_message_id = $3, last_message_text = $4, last_message_direction = 'outbound', last_message_kind = $5,
              last_message_at = greatest($6, last_message_at), message_count = message_count + 1, unread_count = 0, version = version + 1
        WHERE id = $1 AND organization_id = $2`,
      [conversation.id, tx.organizationId, reply.id, reply.snippet, target.kind, reply.now],
    );
  }
}
