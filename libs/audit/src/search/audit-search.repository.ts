import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { AuditReadModel, type AuditEventView, type AuditPosition, type TimeSpan } from '../audit.read-model';

/** A stretch of time in the index. */
export interface SearchBucket {
  id: string;
  beginsAt: Date | null;
  endsAt: Date | null;
  latestAt: Date;
  events: number;
}

export interface SearchRow {
  eventId: string;
  occurredAt: Date;
  terms: string;
}

const BUCKET = `id, nullif(begins_at, '-infinity') AS "beginsAt", nullif(ends_at, 'infinity') AS "endsAt",
  latest_at AS "latestAt", events`;
const FIRST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The search index's tables. */
@Injectable()
export class AuditSearchRepository {
  constructor(private readonly events: AuditReadModel) {}

  /** Ids of indexed events that fit, newest first. */
  async page(
    tx: Tx,
    query: string,
    { from, to }: TimeSpan,
    before: AuditPosition | undefined,
    limit: number,
  ): Promise<{ id: string; at: Date }[]> {
    return tx.query(
      `SELECT event_id AS id, occurred_at AS at FROM audit_search_page($1, coalesce($2, 'infinity'::timestamptz), $3,
         coalesce($4, '-infinity'::timestamptz), coalesce($5, 'infinity'::timestamptz), $6)`,
      [query, before?.at ?? null, before?.id ?? FIRST_ID, from ?? null, to ?? null, limit],
    );
  }

  /** Events that are not yet in the index, newest first, a few hundred at a time. */
  async *unindexed(tx: Tx, span: TimeSpan, before: AuditPosition | undefined): AsyncGenerator<AuditEventView[]> {
    const PAGE = 500;
    let position = before;
    for (;;) {
      const page = await this.events.outside(tx, span, position, PAGE);
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (page.length < PAGE || !last) return;
      position = { at: last.occurredAt.toISOString(), id: last.id };
    }
  }

  /** Holds this organization's index until the transaction ends. @returns the first leaf that is not in it */
  async lockProgress(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ next: string }>(
      `INSERT INTO audit_search_progress (organization_id, next_leaf) VALUES ($1, 0)
       ON CONFLICT ON CONSTRAINT audit_search_progress_pk DO UPDATE SET next_leaf = audit_search_progress.next_leaf
       RETURNING next_leaf AS next`,
      [tx.organizationId],
    );
    // Erasing waits for this transaction, and this one for erasing.
    await tx.query(`SELECT pg_advisory_xact_lock_shared(hashtextextended('audit-details:' || $1, 0))`, [
      tx.organizationId,
    ]);
    return Number(row!.next);
  }

  async saveProgress(tx: Tx, next: number): Promise<void> {
    await tx.execute('UPDATE audit_search_progress SET next_leaf = $2 WHERE organization_id = $1', [
      tx.organizationId,
      next,
    ]);
  }

  /** The buckets that reach beyond `from`, oldest first; the last has no end. */
  async buckets(tx: Tx, from: Date): Promise<SearchBucket[]> {
    return tx.query<SearchBucket>(
      `SELECT ${BUCKET} FROM audit_search_buckets WHERE organization_id = $1 AND ends_at > $2 ORDER BY begins_at`,
      [tx.organizationId, from],
    );
  }

  /** A bucket without an end, where the last one ends. */
  async addBucket(tx: Tx): Promise<SearchBucket> {
    const [row] = await tx.query<SearchBucket>(
      `INSERT INTO audit_search_buckets (organization_id, begins_at, ends_at, latest_at, events)
       SELECT $1, coalesce(max(ends_at), '-infinity'), 'infinity', coalesce(max(ends_at), 'epoch'), 0
         FROM audit_search_buckets WHERE organization_id = $1
       RETURNING ${BUCKET}`,
      [tx.organizationId],
    );
    return row!;
  }

  async saveBucket(tx: Tx, { id, endsAt, latestAt, events }: SearchBucket): Promise<void> {
    await tx.execute(
      `UPDATE audit_search_buckets SET ends_at = coalesce($3, 'infinity'::timestamptz), latest_at = $4, events = $5
        WHERE organization_id = $1 AND id = $2`,
      [tx.organizationId, id, endsAt, latestAt, events],
    );
  }

  async insert(tx: Tx, rows: readonly SearchRow[]): Promise<void> {
    await tx.execute(
      `INSERT INTO audit_search (organization_id, event_id, occurred_at, terms)
       SELECT $1, item.id, item.at, item.terms::tsvector FROM unnest($2::uuid[], $3::timestamptz[], $4::text[]) AS item(id, at, terms)`,
      [
        tx.organizationId,
        rows.map((row) => row.eventId),
        rows.map((row) => row.occurredAt),
        rows.map((row) => row.terms),
      ],
    );
  }
}
