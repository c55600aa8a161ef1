import { Injectable } from '@nestjs/common';
import type { MessageKind } from '@divan/connectors';
import type { RequestContext, Tx } from '@divan/platform';
import type { Direction, StoredMedia } from './inbox.types';
import type { DeliveryState } from './reply-delivery.machine';

export interface MessageRowView {
  id: string;
  conversationId: string;
  direction: Direction;
  kind: MessageKind;
  text: string;
  language: string | null;
  displayName: string | null;
  handle: string | null;
  avatarUrl: string | null;
  memberId: string | null;
  authorName: string | null;
  sentAt: Date;
  receivedAt: Date;
  url: string | null;
  media: StoredMedia[];
  reactionName: string | null;
  inReplyToId: string | null;
  deliveryState: DeliveryState | null;
  deliveryCode: string | null;
  deliveryDetail: string | null;
}

export interface MessagePosition {
  at: string;
  id: string;
}

const SELECT = `SELECT m.id, m.conversation_id AS "conversationId", m.direction, m.kind, m.text, m.language, i.display_name AS "displayName",
    i.handle, i.avatar_url AS "avatarUrl", m.member_id AS "memberId", m.author_name AS "authorName", m.sent_at AS "sentAt",
    m.received_at AS "receivedAt", m.url, m.reaction_name AS "reactionName", m.in_reply_to_id AS "inReplyToId", d.state AS "deliveryState",
    d.code AS "deliveryCode", d.detail AS "deliveryDetail",
    coalesce((SELECT json_agg(json_build_object('url', f.url, 'mediaType', f.media_type, 'altText', f.alt_text) ORDER BY f.position)
                FROM message_media f WHERE f.message_id = m.id), '[]') AS media
  FROM messages m LEFT JOIN identities i ON i.id = m.identity_id LEFT JOIN reply_deliveries d ON d.message_id = m.id`;

@Injectable()
export class MessageReadModel {
  /** Newest first. The caller has made sure that the actor may see the conversation. */
  list(
    tx: Tx,
    ctx: RequestContext,
    conversationId: string,
    after: MessagePosition | undefined,
    limit: number,
  ): Promise<MessageRowView[]> {
    const position = after ? 'AND (m.sent_at, m.id) < ($4::timestamptz, $5::uuid)' : '';
    return tx.query<MessageRowView>(
      `${SELECT} WHERE m.organization_id = $1 AND m.conversation_id = $2 AND m.superseded_at IS NULL ${position}
        ORDER BY m.sent_at DESC, m.id DESC LIMIT $3`,
      [ctx.organizationId, conversationId, limit, ...(after ? [after.at, after.id] : [])],
    );
  }

  async find(tx: Tx, ctx: RequestContext, id: string): Promise<MessageRowView | null> {
    const rows = await tx.query<MessageRowView>(`${SELECT} WHERE m.organization_id = $1 AND m.id = $2`, [
      ctx.organizationId,
      id,
    ]);
    return rows[0] ?? null;
  }
}
