import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** A signed head as stored. */
export interface StoredCheckpoint {
  size: number;
  root: Buffer;
  /** The signed note with the cosignatures that came in since. */
  note: string;
  /** The note as it was first signed, byte for byte; what is time-stamped. */
  signedNote: string;
  signedAt: Date;
  origin: string;
  /** The key that signed it, to verify `note` with. */
  vkey: string;
  keyId: string;
}

/** A checkpoint with who else vouches for it. */
export interface ListedCheckpoint extends StoredCheckpoint {
  /** Names of the witnesses that cosigned. */
  witnesses: string[];
  timestampedAt: Date | null;
}

/** A head to be stored, with the key that signed it. */
export type NewCheckpoint = Pick<StoredCheckpoint, 'size' | 'root' | 'keyId' | 'signedAt'> & { note: string };

export type CheckpointRow = Omit<StoredCheckpoint, 'size'> & { size: string };

/** SELECT … FROM of a checkpoint; bigint arrives as text. */
export const CHECKPOINT = `SELECT c.tree_size AS size, c.root, c.note AS "signedNote", c.signed_at AS "signedAt",
    k.origin, k.verifier_key AS vkey, k.key_id AS "keyId",
    c.note || coalesce((SELECT string_agg(s.line, '' ORDER BY s.received_at, s.witness) FROM ledger_cosignatures s
       WHERE s.organization_id = c.organization_id AND s.tree_size = c.tree_size), '') AS note
  FROM ledger_checkpoints c JOIN ledger_keys k ON k.organization_id = c.organization_id AND k.key_id = c.key_id`;

const LISTED = CHECKPOINT.replace(
  'FROM ledger_checkpoints c',
  `, ARRAY(SELECT DISTINCT s.witness FROM ledger_cosignatures s
       WHERE s.organization_id = c.organization_id AND s.tree_size = c.tree_size ORDER BY 1) AS witnesses,
    t.stamped_at AS "timestampedAt"
  FROM ledger_checkpoints c LEFT JOIN ledger_timestamps t ON t.organization_id = c.organization_id AND t.tree_size = c.tree_size`,
);

export function toCheckpoint<R extends { size: string }>(row: R): Omit<R, 'size'> & { size: number } {
  return { ...row, size: Number(row.size) };
}

/** Signed heads, and what witnesses and the time-stamping authority said about them. */
@Injectable()
export class CheckpointRepository {
  latest(tx: Tx): Promise<StoredCheckpoint | null> {
    return this.one(tx, 'ledger.latest-checkpoint', 'ORDER BY c.tree_size DESC LIMIT 1', []);
  }

  /** The checkpoint of exactly this size. */
  at(tx: Tx, size: number): Promise<StoredCheckpoint | null> {
    return this.one(tx, 'ledger.checkpoint-at', 'AND c.tree_size = $2', [size]);
  }

  /** The first checkpoint of at least this size. */
  covering(tx: Tx, size: number): Promise<StoredCheckpoint | null> {
    return this.one(tx, 'ledger.checkpoint-covering', 'AND c.tree_size >= $2 ORDER BY c.tree_size LIMIT 1', [size]);
  }

  private async one(tx: Tx, name: string, which: string, params: unknown[]): Promise<StoredCheckpoint | null> {
    const sql = `${CHECKPOINT} WHERE c.organization_id = $1 ${which}`;
    const [row] = await tx.prepared<CheckpointRow>(name, sql, [tx.organizationId, ...params]);
    return row ? toCheckpoint(row) : null;
  }

  /** Newest first, below size `before`. */
  async list(tx: Tx, before: number | null, limit: number): Promise<ListedCheckpoint[]> {
    const rows = await tx.query<CheckpointRow & Pick<ListedCheckpoint, 'witnesses' | 'timestampedAt'>>(
      `${LISTED} WHERE c.organization_id = $1 AND ($2::bigint IS NULL OR c.tree_size < $2)
        ORDER BY c.tree_size DESC LIMIT $3`,
      [tx.organizationId, before, limit],
    );
    return rows.map(toCheckpoint);
  }

  async save(tx: Tx, head: NewCheckpoint): Promise<void> {
    await tx.execute(
      `INSERT INTO ledger_checkpoints (organization_id, tree_size, root, note, key_id, signed_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [tx.organizationId, head.size, head.root, head.note, head.keyId, head.signedAt],
    );
  }

  /** A witness that answers twice is heard once. */
  async saveCosignature(
    tx: Tx,
    size: number,
    { witness, keyId, line, signedAt }: { witness: string; keyId: string; line: string; signedAt: Date },
  ): Promise<void> {
    await tx.execute(
      `INSERT INTO ledger_cosignatures (organization_id, tree_size, witness, key_id, line, signed_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT ledger_cosignatures_pk DO NOTHING`,
      [tx.organizationId, size, witness, keyId, line, signedAt],
    );
  }

  async isCosigned(tx: Tx, size: number, witness: string): Promise<boolean> {
    const rows = await tx.query(
      'SELECT FROM ledger_cosignatures WHERE organization_id = $1 AND tree_size = $2 AND witness = $3',
      [tx.organizationId, size, witness],
    );
    return rows.length > 0;
  }

  async saveTimestamp(
    tx: Tx,
    size: number,
    { authority, response, stampedAt }: { authority: string; response: Buffer; stampedAt: Date },
  ): Promise<void> {
    await tx.execute(
      `INSERT INTO ledger_timestamps (organization_id, tree_size, authority, response, stamped_at)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT ledger_timestamps_pk DO NOTHING`,
      [tx.organizationId, size, authority, response, stampedAt],
    );
  }

  /** The authority's answer, byte for byte. */
  async timestamp(tx: Tx, size: number): Promise<Buffer | null> {
    const [row] = await tx.query<{ response: Buffer }>(
      'SELECT response FROM ledger_timestamps WHERE organization_id = $1 AND tree_size = $2',
      [tx.organizationId, size],
    );
    return row?.response ?? null;
  }
}
