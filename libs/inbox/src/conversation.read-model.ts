import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { visibleChannelsSql } from '@divan/channels';
import type { MessageKind, PublishLimits } from '@divan/connectors';
import type { RequestContext, Tx } from '@divan/platform';
import type { ConversationStatus, Direction } from './inbox.types';
import { toSearchQuery } from './search-text';

export interface ConversationFilter {
  status?: ConversationStatus;
  /** `me`, `none` or a member's id. */
  assignee?: string;
  channelId?: string;
  kind?: MessageKind;
  q?: string;
}

/** Position in a list ordered by the last message, newest first. */
export interface ConversationPosition {
  at: string;
  id: string;
}

export interface ConversationRow {
  id: string;
  channelId: string;
  network: string;
  channelHandle: string;
  contactId: string;
  contactName: string;
  contactHandle: string;
  contactAvatarUrl: string | null;
  kind: MessageKind;
  status: ConversationStatus;
  assigneeId: string | null;
  assigneeName: string | null;
  lastMessageId: string;
  lastMessageText: string;
  lastMessageDirection: Direction;
  lastMessageKind: MessageKind;
  lastMessageAt: Date;
  unreadCount: number;
  messageCount: number;
  version: number;
}

export interface ConversationDetailRow extends ConversationRow {
  url: string | null;
  limits: PublishLimits | null;
  channelState: string;
}

export interface ConversationCounts {
  mine: number;
  unassigned: number;
  open: number;
  pending: number;
  resolved: number;
}

const COLUMNS = `c.id, c.channel_id AS "channelId", ch.network, ch.handle AS "channelHandle", c.contact_id AS "contactId",
  c.contact_name AS "contactName", c.contact_handle AS "contactHandle", c.contact_avatar_url AS "contactAvatarUrl", c.kind, c.status,
  c.assignee_id AS "assigneeId", m.name AS "assigneeName", c.last_message_id AS "lastMessageId", c.last_message_text AS "lastMessageText",
  c.last_message_direction AS "lastMessageDirection", c.last_message_kind AS "lastMessageKind", c.last_message_at AS "lastMessageAt",
  c.unread_count AS "unreadCount", c.message_count AS "messageCount", c.version`;
const TABLES = `conversations c JOIN channels ch ON ch.id = c.channel_id LEFT JOIN members m ON m.id = c.assignee_id`;

@Injectable()
export class ConversationReadModel {
  /** One indexed query; the last message first. */
  list(
    tx: Tx,
    ctx: RequestContext,
    filter: ConversationFilter,
    after: ConversationPosition | undefined,
    limit: number,
  ): Promise<ConversationRow[]> {
    const params: unknown[] = [ctx.organizationId];
    const bind = (value: unknown): string => `$${params.push(value)}`;
    const where = ['c.organization_id = $1', ...conditions(ctx, filter, bind)];
    if (after) where.push(`(c.last_message_at, c.id) < (${bind(after.at)}::timestamptz, ${bind(after.id)}::uuid)`);
    const visible = visibleChannelsSql(ctx, 'ch', params.length + 1);
    params.push(...visible.params);
    // The limit is part of the text: a plan for any limit would rather sort everything than walk the index.
    const sql = `SELECT ${COLUMNS} FROM ${TABLES} WHERE ${where.join(' AND ')} AND ${visible.sql}
      ORDER BY c.last_message_at DESC, c.id DESC LIMIT ${Math.trunc(limit)}`;
    return tx.prepared<ConversationRow>(statementName(sql), sql, params);
  }

  async find(tx: Tx, ctx: RequestContext, id: string): Promise<ConversationDetailRow | null> {
    const visible = visibleChannelsSql(ctx, 'ch', 3);
    const rows = await tx.query<ConversationDetailRow>(
      `SELECT ${COLUMNS}, c.url, ch.limits, ch.state AS "channelState" FROM ${TABLES}
        WHERE c.organization_id = $1 AND c.id = $2 AND ${visible.sql}`,
      [ctx.organizationId, id, ...visible.params],
    );
    return rows[0] ?? null;
  }

  async counts(tx: Tx, ctx: RequestContext): Promise<ConversationCounts> {
    const visible = visibleChannelsSql(ctx, 'ch', 3);
    const rows = await tx.query<ConversationCounts>(
      `SELECT count(*) FILTER (WHERE c.status = 'open' AND c.assignee_id::text = $2)::int AS mine,
              count(*) FILTER (WHERE c.status = 'open' AND c.assignee_id IS NULL)::int AS unassigned,
              count(*) FILTER (WHERE c.status = 'open')::int AS open,
              count(*) FILTER (WHERE c.status = 'pending')::int AS pending,
              count(*) FILTER (WHERE c.status = 'resolved')::int AS resolved
         FROM conversations c JOIN channels ch ON ch.id = c.channel_id
        WHERE c.organization_id = $1 AND c.kind <> 'reaction' AND ${visible.sql}`,
      [ctx.organizationId, ctx.actor.id, ...visible.params],
    );
    return rows[0]!;
  }

  /** A contact's conversations on the channels that the actor sees. */
  listOfContact(tx: Tx, ctx: RequestContext, contactId: string, limit: number): Promise<ConversationRow[]> {
    const visible = visibleChannelsSql(ctx, 'ch', 4);
    return tx.query<ConversationRow>(
      `SELECT ${COLUMNS} FROM ${TABLES} WHERE c.organization_id = $1 AND c.contact_id = $2 AND ${visible.sql}
        ORDER BY c.last_message_at DESC, c.id DESC LIMIT $3`,
      [ctx.organizationId, contactId, limit, ...visible.params],
    );
  }
}

/** One name for each shape of the list: PostgreSQL plans it once on each connection. */
function statementName(sql: string): string {
  return `inbox.list-${createHash('sha256').update(sql).digest('base64url').slice(0, 20)}`;
}

function conditions(ctx: RequestContext, filter: ConversationFilter, bind: (value: unknown) => string): string[] {
  const where: string[] = [];
  if (filter.status) where.push(`c.status = ${bind(filter.status)}`);
  // Likes and reposts are there for who asks for them, and do not flood everything else.
  where.push(filter.kind ? `c.kind = ${bind(filter.kind)}` : `c.kind <> 'reaction'`);
  if (filter.channelId) where.push(`c.channel_id = ${bind(filter.channelId)}`);
  if (filter.assignee === 'none') where.push('c.assignee_id IS NULL');
  else if (filter.assignee === 'me')
    where.push(ctx.actor.kind === 'member' ? `c.assignee_id = ${bind(ctx.actor.id)}` : 'FALSE');
  else if (filter.assignee) where.push(`c.assignee_id = ${bind(filter.assignee)}`);
  if (filter.q === undefined) return where;
  const query = toSearchQuery(filter.q);
  if (query === null) return [...where, 'FALSE'];
  const found = `SELECT s.conversation_id FROM messages s WHERE s.organization_id = $1 AND s.superseded_at IS NULL AND s.search @@ ${bind(query)}::tsquery`;
  return [...where, `c.id IN (${found})`];
}
