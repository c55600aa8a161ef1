import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { ExportCheckpoint, ExportFormat } from './export-format';

export type ExportState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
/** Times as RFC 3339. */
export type StoredFilter = Record<string, string>;

export interface StoredExport {
  id: string;
  format: ExportFormat;
  filter: StoredFilter;
  state: ExportState;
  treeSize: number;
  checkpoint: ExportCheckpoint | null;
  nextLeaf: number;
  chunks: number;
  rows: number;
  bytes: number;
  sha256: string | null;
  failures: number;
  error: string | null;
  createdById: string;
  createdByName: string;
  createdAt: Date;
  finishedAt: Date | null;
  expiresAt: Date | null;
}

export type NewExport = Pick<
  StoredExport,
  'id' | 'format' | 'filter' | 'treeSize' | 'checkpoint' | 'createdById' | 'createdByName' | 'createdAt'
>;

type Row = Omit<StoredExport, 'treeSize' | 'nextLeaf' | 'rows' | 'bytes'> &
  Record<'treeSize' | 'nextLeaf' | 'rows' | 'bytes', string>;

const EXPORT = `id, format, filter, state, tree_size AS "treeSize", checkpoint, next_leaf AS "nextLeaf", chunks, rows, bytes,
  sha256, failures, error, created_by_id AS "createdById", created_by_name AS "createdByName", created_at AS "createdAt",
  finished_at AS "finishedAt", expires_at AS "expiresAt"`;

/** Exports of the audit log and their content. */
@Injectable()
export class ExportRepository {
  async insert(tx: Tx, item: NewExport, leaseUntil: Date): Promise<void> {
    await tx.execute(
      `INSERT INTO audit_exports (organization_id, id, format, filter, state, tree_size, checkpoint, created_by_id,
                                  created_by_name, created_at, lease_until)
       VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7, $8, $9, $10)`,
      [
        tx.organizationId,
        item.id,
        item.format,
        JSON.stringify(item.filter),
        item.treeSize,
        JSON.stringify(item.checkpoint),
        item.createdById,
        item.createdByName,
        item.createdAt,
        leaseUntil,
      ],
    );
  }

  async find(tx: Tx, id: string, lock: '' | 'FOR UPDATE' = ''): Promise<StoredExport | null> {
    const [row] = await tx.query<Row>(
      `SELECT ${EXPORT} FROM audit_exports WHERE organization_id = $1 AND id = $2 ${lock}`,
      [tx.organizationId, id],
    );
    return row ? toExport(row) : null;
  }

  /** Newest first; ids are in the order of time. */
  async list(tx: Tx, limit: number, before: string | null): Promise<StoredExport[]> {
    const rows = await tx.query<Row>(
      `SELECT ${EXPORT} FROM audit_exports WHERE organization_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [tx.organizationId, before, limit],
    );
    return rows.map(toExport);
  }

  /** Requests of one organization count in turns, so that many at once cannot all be the last that is allowed. */
  async countUnfinished(tx: Tx): Promise<number> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('audit-exports:' || $1, 0))`, [tx.organizationId]);
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM audit_exports WHERE organization_id = $1 AND state IN ('queued', 'running')`,
      [tx.organizationId],
    );
    return row!.count;
  }

  async save(tx: Tx, item: StoredExport, leaseUntil: Date): Promise<void> {
    await tx.execute(
      `UPDATE audit_exports SET state = $3, next_leaf = $4, chunks = $5, rows = $6, bytes = $7, sha256 = $8, failures = $9,
              error = $10, finished_at = $11, expires_at = $12, lease_until = $13
        WHERE organization_id = $1 AND id = $2`,
      [
        tx.organizationId,
        item.id,
        item.state,
        item.nextLeaf,
        item.chunks,
        item.rows,
        item.bytes,
        item.sha256,
        item.failures,
        item.error,
        item.finishedAt,
        item.expiresAt,
        leaseUntil,
      ],
    );
  }

  async addChunk(tx: Tx, id: string, position: number, content: Buffer): Promise<void> {
    await tx.execute(
      'INSERT INTO audit_export_chunks (organization_id, export_id, position, content) VALUES ($1, $2, $3, $4)',
      [tx.organizationId, id, position, content],
    );
  }

  async chunk(tx: Tx, id: string, position: number): Promise<Buffer | null> {
    const [row] = await tx.query<{ content: Buffer }>(
      'SELECT content FROM audit_export_chunks WHERE organization_id = $1 AND export_id = $2 AND position = $3',
      [tx.organizationId, id, position],
    );
    return row?.content ?? null;
  }

  async removeChunks(tx: Tx, id: string): Promise<void> {
    await tx.execute('DELETE FROM audit_export_chunks WHERE organization_id = $1 AND export_id = $2', [
      tx.organizationId,
      id,
    ]);
  }

  /** With its chunks. */
  async remove(tx: Tx, id: string): Promise<void> {
    await tx.execute('DELETE FROM audit_exports WHERE organization_id = $1 AND id = $2', [tx.organizationId, id]);
  }

  /** Across organizations; only inside `Database.system`. */
  abandoned(tx: Tx, now: Date): Promise<{ organizationId: string; id: string }[]> {
    return tx.query(
      `SELECT organization_id AS "organizationId", id FROM audit_exports
        WHERE state IN ('queued', 'running') AND lease_until < $1 LIMIT 1000`,
      [now],
    );
  }

  /** Across organizations; only inside `Database.system`. */
  expired(tx: Tx, now: Date): Promise<{ organizationId: string; id: string }[]> {
    return tx.query(
      'SELECT organization_id AS "organizationId", id FROM audit_exports WHERE expires_at < $1 LIMIT 1000',
      [now],
    );
  }
}

function toExport(row: Row): StoredExport {
  const { treeSize, nextLeaf, rows, bytes } = row;
  return {
    ...row,
    treeSize: Number(treeSize),
    nextLeaf: Number(nextLeaf),
    rows: Number(rows),
    bytes: Number(bytes),
  };
}
