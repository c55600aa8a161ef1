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
  kind?: string | undefined;
  objectType?: string | undefined;
  objectId?: string | undefined;
  outcome?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

type Row = Omit<AuditEventView, 'leafIndex'> & { leafIndex: string | null };

const EVENT = `e.id, e.kind, e.version, e.actor_kind AS "actorKind", e.actor_id AS "actorId", d.actor_name AS "actorName",
  e.object_type AS "objectType", e.object_id AS "objectId", e.occurred_at AS "occurredAt", d.address,
  d.user_agent AS "userAgent", e.session_id AS "sessionId", e.request_id AS "requestId", e.outcome, d.reason, d.detail,
  d.before, d.after, d.salt, l.leaf_index AS "leafIndex"`;
const DETAILS = 'LEFT JOIN audit_details d ON d.organization_id = e.organization_id AND d.event_id = e.id';
const LEAF = 'JOIN ledger_leaves l ON l.organization_id = e.organization_id AND l.source_id = e.id';

/** Audit events with their details and their places in the log. */
@Injectable()
export class AuditReadModel {
  /** Newest first, starting after `before`. */
  async newest(
    tx: Tx,
    filter: AuditFilter,
    limit: number,
    before?: { at: string; id: string },
  ): Promise<AuditEventView[]> {
    const { where, params } = conditions(tx, filter);
    if (before)
      where.push(`(e.occurred_at, e.id) < (${bind(params, before.at)}::timestamptz, ${bind(params, before.id)}::uuid)`);
    const rows = await tx.query<Row>(
      // The page is cut before anything is joined to it.
      `SELECT ${EVENT}, NULL AS entry
         FROM (SELECT * FROM audit_events e WHERE ${where.join(' AND ')}
                ORDER BY e.occurred_at DESC, e.id DESC LIMIT ${bind(params, limit)}) e
         ${DETAILS} LEFT ${LEAF}
        ORDER BY e.occurred_at DESC, e.id DESC`,
      params,
    );
    return rows.map(toView);
  }

  /** By leaf index, from the first above `after` on, with entries. */
  async pull(tx: Tx, filter: AuditFilter, limit: number, after: number): Promise<AuditEventView[]> {
    const { where, params } = conditions(tx, filter);
    const rows = await tx.query<Row>(
      `SELECT ${EVENT}, l.entry
         FROM audit_events e ${LEAF} ${DETAILS}
        WHERE ${where.join(' AND ')} AND l.organization_id = $1 AND l.leaf_index > ${bind(params, after)}
        ORDER BY l.leaf_index LIMIT ${bind(params, limit)}`,
      params,
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
}

function conditions(tx: Tx, filter: AuditFilter): { where: string[]; params: unknown[] } {
  const params: unknown[] = [tx.organizationId];
  const where = ['e.organization_id = $1'];
  const columns = [
    ['e.actor_id =', filter.actorId],
    ['e.kind =', filter.kind],
    ['e.object_type =', filter.objectType],
    ['e.object_id =', filter.objectId],
    ['e.outcome =', filter.outcome],
    ['e.occurred_at >=', filter.from],
    ['e.occurred_at <', filter.to],
  ] as const;
  for (const [condition, value] of columns) {
    if (value !== undefined) where.push(`${condition} ${bind(params, value)}`);
  }
  return { where, params };
}

function bind(params: unknown[], value: unknown): string {
  return `$${params.push(value)}`;
}

function toView(row: Row): AuditEventView {
  return { ...row, leafIndex: row.leafIndex === null ? null : Number(row.leafIndex) };
}
