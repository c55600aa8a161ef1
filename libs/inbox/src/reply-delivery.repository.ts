import { Injectable } from '@nestjs/common';
import type { JsonObject, MessageKind, PublishedOutcome } from '@divan/connectors';
import type { Tx } from '@divan/platform';
import type { StoredReply } from './inbox.types';
import type { Delivery } from './reply-delivery.machine';

export interface StoredDelivery {
  messageId: string;
  channelId: string;
  outgoing: StoredReply;
  delivery: Delivery;
  callId: string | null;
  leased: boolean;
}

/** What the domain event and the audit event say about a reply. */
export interface RepliedMessage {
  conversationId: string;
  contactId: string;
  kind: MessageKind;
  text: string;
  memberId: string | null;
  authorName: string;
  threadRemoteId: string;
  inReplyToRemoteId: string | null;
}

interface DeliveryRow extends Omit<Delivery, 'handle'> {
  messageId: string;
  channelId: string;
  outgoing: StoredReply;
  handle: JsonObject;
  callId: string | null;
  leased: boolean;
}

@Injectable()
export class ReplyDeliveryRepository {
  async insert(
    tx: Tx,
    row: { messageId: string; channelId: string; outgoing: StoredReply; handle: JsonObject; now: Date },
  ): Promise<void> {
    await tx.execute(
      `INSERT INTO reply_deliveries (message_id, organization_id, channel_id, state, outgoing, handle, due_at)
       VALUES ($1, $2, $3, 'queued', $4, $5, $6)`,
      [
        row.messageId,
        tx.organizationId,
        row.channelId,
        JSON.stringify(row.outgoing),
        JSON.stringify(row.handle),
        row.now,
      ],
    );
  }

  async lock(tx: Tx, messageId: string, now: Date): Promise<StoredDelivery | null> {
    const rows = await tx.query<DeliveryRow>(
      `SELECT message_id AS "messageId", channel_id AS "channelId", state, outgoing, handle, attempt, reconciliations,
              resend_allowed AS "resendAllowed", code, detail, call_id AS "callId", lease_until > $3 AS leased
         FROM reply_deliveries WHERE message_id = $1 AND organization_id = $2 FOR UPDATE`,
      [messageId, tx.organizationId, now],
    );
    const row = rows[0];
    if (!row) return null;
    const { messageId: id, channelId, outgoing, callId, leased, ...delivery } = row;
    return { messageId: id, channelId, outgoing, callId, leased, delivery };
  }

  /** @param lease null: nobody is calling */
  async save(
    tx: Tx,
    messageId: string,
    delivery: Delivery,
    lease: { callId: string; until: Date } | null,
    dueAt: Date,
  ): Promise<void> {
    await tx.execute(
      `UPDATE reply_deliveries SET state = $3, handle = $4, attempt = $5, reconciliations = $6, resend_allowed = $7, code = $8,
              detail = $9, call_id = $10, lease_until = coalesce($11::timestamptz, '-infinity'), due_at = $12
        WHERE message_id = $1 AND organization_id = $2`,
      [
        messageId,
        tx.organizationId,
        delivery.state,
        JSON.stringify(delivery.handle),
        delivery.attempt,
        delivery.reconciliations,
        delivery.resendAllowed,
        delivery.code,
        delivery.detail,
        lease?.callId ?? null,
        lease?.until ?? null,
        dueAt,
      ],
    );
  }

  async extendLease(tx: Tx, messageId: string, callId: string, until: Date): Promise<void> {
    await tx.execute(
      'UPDATE reply_deliveries SET lease_until = $4 WHERE message_id = $1 AND organization_id = $2 AND call_id = $3',
      [messageId, tx.organizationId, callId, until],
    );
  }

  /** What no running worker is busy with and is past its time; only inside `Database.system`. */
  findOverdue(tx: Tx, now: Date, maxReconciliations: number): Promise<{ messageId: string; organizationId: string }[]> {
    return tx.query(
      `SELECT message_id AS "messageId", organization_id AS "organizationId" FROM reply_deliveries
        WHERE state IN ('queued', 'sending', 'unknown') AND due_at <= $1 AND lease_until <= $1
          AND (state <> 'unknown' OR (NOT resend_allowed AND reconciliations < $2))
          AND organization_id IN (SELECT id FROM organizations WHERE state = 'active')
        ORDER BY due_at LIMIT 500`,
      [now, maxReconciliations],
    );
  }

  async markPublished(tx: Tx, messageId: string, outcome: PublishedOutcome): Promise<RepliedMessage> {
    const rows = await tx.query<RepliedMessage>(
      `UPDATE messages m SET remote_id = $3, remote_ref = $4, url = $5
         FROM conversations c
        WHERE m.id = $1 AND m.organization_id = $2 AND c.id = m.conversation_id
       RETURNING ${REPLIED}`,
      [messageId, tx.organizationId, outcome.remoteId, JSON.stringify(outcome.remoteRef), outcome.url],
    );
    return rows[0]!;
  }

  async findReplied(tx: Tx, messageId: string): Promise<RepliedMessage> {
    const rows = await tx.query<RepliedMessage>(
      `SELECT ${REPLIED} FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.id = $1 AND m.organization_id = $2`,
      [messageId, tx.organizationId],
    );
    return rows[0]!;
  }
}

const REPLIED = `m.conversation_id AS "conversationId", c.contact_id AS "contactId", m.kind, m.text, m.member_id AS "memberId",
  m.author_name AS "authorName", c.thread_remote_id AS "threadRemoteId", m.in_reply_to_remote_id AS "inReplyToRemoteId"`;
