import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { AuditOutcome } from './audit-kind';

/** An event as people and programs read it. Erased details are null. */
export interface AuditEventView {
  id: string;
  kind: string;
  version: number;
  actorKind: 'member' | 'key' | 'system';
  actorId: string;
  actorName: string | null;
  objectType: string;
  objectId: string;
  occurredAt: Date;
  address: string | null;
  userAgent: string | null;
  sessionId: string | null;
  requestId: string;
  outcome: AuditOutcome;
  reason: string | null;
  detail: string | null;
  before: string | null;
  after: string | null;
  salt: Buffer | null;
  leafIndex: number | null;
  /** Canonical JSON of the log's entry; null until it is integrated, and where it was not asked for. */
  entry: Buffer | null;
}

export interface AuditFilter {
  actorId?: string | undefined;
  /** A kind, or all of a feature's with a dot at the end: `inbox.`. */
  kind?: string | undefined;
  objectType?: string | undefined;
  objectId?: string | undefined;
  outcome?: AuditOutcome | undefined;
  requestId?: string | undefined;
  sessionId?: string | undefined;
  address?: string | undefined;
  /** Words, of which the last letters may be missing, and ids. */
  q?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

/** A place in the list that goes from the newest event to the oldest. */
export interface AuditPosition {
  at: string;
  id: string;
}

export type TimeSpan = Pick<AuditFilter, 'from' | 'to'>;

type Row = Omit<AuditEventView, 'leafIndex'> & { leafIndex: string | null };

const EVENT = `e.id, e.kind, e.version, e.actor_kind AS "actorKind", e.actor_id AS "actorId", d.actor_name AS "actorName",
  e.object_type AS "objectType", e.object_id AS "objectId", e.occurred_at AS "occurredAt", d.address,
  d.user_agent AS "userAgent", e.session_id AS "sessionId", e.request_id AS "requestId", e.outcome, d.reason, d.detail,
  d.before, d.after, d.salt, l.leaf_index AS "leafIndex"`;
const DETAILS = 'LEFT JOIN audit_details d ON d.organization_id = e.organization_id AND d.event_id = e.id';
const LEAF = 'JOIN ledger_leaves l ON l.organization_id = e.organization_id AND l.source_id = e.id';
const NEWEST_FIRST = 'ORDER BY e.occurred_at DESC, e.id DESC';

/** Audit events with their details and their places in the log. */
@Injectable()
export class AuditReadModel {
  /** Newest first, starting after `before`, of all kinds. */
  async newest(tx: Tx, span: TimeSpan, limit: number, before?: AuditPosition): Promise<AuditEventView[]> {
    const { where, params } = stretch(tx, span, before);
    const rows = await tx.query<Row>(
      // The page is cut before anything is joined to it.
      `SELECT ${EVENT}, NULL AS entry
         FROM (SELECT * FROM audit_events e WHERE ${where} ${NEWEST_FIRST} LIMIT ${bind(params, limit)}) e
         ${DETAILS} LEFT ${LEAF}
        ${NEWEST_FIRST}`,
      params,
    );
    return rows.map(toView);
  }

  /** Events that the search index does not have yet: those at the end of the log and those on their way into it. */
  async outside(tx: Tx, span: TimeSpan, before: AuditPosition | undefined, limit: number): Promise<AuditEventView[]> {
    const { where, params } = stretch(tx, span, before);
    // Asked for first: a plan that knows the number does not expect a third of the log behind it.
    const [progress] = await tx.query<{ next: string }>(
      'SELECT next_leaf AS next FROM audit_search_progress WHERE organization_id = $1',
      [tx.organizationId],
    );
    const rows = await tx.query<Row>(
      `SELECT ${EVENT}, NULL AS entry
         FROM (SELECT source_id FROM ledger_pending WHERE organization_id = $1
               UNION ALL
               SELECT source_id FROM ledger_leaves WHERE organization_id = $1 AND leaf_index >= ${bind(params, progress?.next ?? 0)}) outside
         JOIN audit_events e ON e.organization_id = $1 AND e.id = outside.source_id
         ${DETAILS} LEFT ${LEAF}
        WHERE ${where} ${NEWEST_FIRST} LIMIT ${bind(params, limit)}`,
      params,
    );
    return rows.map(toView);
  }

  /** These events, newest first. */
  async some(tx: Tx, ids: readonly string[]): Promise<AuditEventView[]> {
    if (ids.length === 0) return [];
    const rows = await tx.query<Row>(
      `SELECT ${EVENT}, NULL AS entry FROM audit_events e ${DETAILS} LEFT ${LEAF}
        WHERE e.organization_id = $1 AND e.id = ANY ($2::uuid[]) ${NEWEST_FIRST}`,
      [tx.organizationId, ids],
    );
    return rows.map(toView);
  }

  /** By leaf index, from the first above `after` on, with entries. */
  async pull(tx: Tx, limit: number, after: number): Promise<AuditEventView[]> {
    return this.byLeaf(tx, 'l.leaf_index > $2 ORDER BY l.leaf_index LIMIT $3', [after, limit]);
  }

  /** The events among leaves `from` to `to - 1`, with entries. */
  async range(tx: Tx, from: number, to: number): Promise<AuditEventView[]> {
    return this.byLeaf(tx, 'l.leaf_index >= $2 AND l.leaf_index < $3 ORDER BY l.leaf_index', [from, to]);
  }

  private async byLeaf(tx: Tx, which: string, params: unknown[]): Promise<AuditEventView[]> {
    const rows = await tx.query<Row>(
      `SELECT ${EVENT}, l.entry FROM audit_events e ${LEAF} ${DETAILS}
        WHERE e.organization_id = $1 AND l.organization_id = $1 AND ${which}`,
      [tx.organizationId, ...params],
    );
    return rows.map(toView);
  }

  async one(tx: Tx, id: string): Promise<AuditEventView | null> {
    const [row] = await tx.query<Row>(
      `SELECT ${EVENT}, l.entry FROM audit_events e ${DETAILS} LEFT ${LEAF} WHERE e.organization_id = $1 AND e.id = $2`,
      [tx.organizationId, id],
    );
    return row ? toView(row) : null;
  }

  /** How many leaves the log has. */
  async treeSize(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ size: string }>(
      'SELECT leaf_index + 1 AS size FROM ledger_leaves WHERE organization_id = $1 ORDER BY leaf_index DESC LIMIT 1',
      [tx.organizationId],
    );
    return Number(row?.size ?? 0);
  }
}

function stretch(tx: Tx, { from, to }: TimeSpan, before?: AuditPosition): { where: string; params: unknown[] } {
  const params: unknown[] = [tx.organizationId];
  const where = ['e.organization_id = $1'];
  if (from) where.push(`e.occurred_at >= ${bind(params, from)}`);
  if (to) where.push(`e.occurred_at < ${bind(params, to)}`);
  if (before)
    where.push(`(e.occurred_at, e.id) < (${bind(params, before.at)}::timestamptz, ${bind(params, before.id)}::uuid)`);
  return { where: where.join(' AND '), params };
}

function bind(params: unknown[], value: unknown): string {
  return `$${params.push(value)}`;
}

function toView(row: Row): AuditEventView {
  return { ...row, leafIndex: row.leafIndex === null ? null : Number(row.leafIndex) };
}
