import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { tilePath, type Tile, type TileReference } from '@divan/transparency-log';

/** A signed head as stored. */
export interface StoredCheckpoint {
  size: number;
  root: Buffer;
  /** The signed note, verbatim. */
  note: string;
  signedAt: Date;
  origin: string;
  /** The key that signed it, to verify `note` with. */
  vkey: string;
}

/** A head to be stored, with the key that signed it. */
export type NewCheckpoint = Omit<StoredCheckpoint, 'origin' | 'vkey'> & { keyId: string };

export interface StoredKey {
  origin: string;
  keyId: string;
  verifierKey: string;
  sealedSignerKey: string;
}

/** A leaf with its entry. */
export interface StoredLeaf {
  leafIndex: number;
  leafHash: Buffer;
  /** Canonical JSON, byte for byte what was hashed. */
  entry: Buffer;
  sourceId: string;
}

/** Why signing was last refused, and since when. */
export interface LedgerAlarm {
  reason: string;
  raisedAt: Date;
}

// bigint arrives as text; sizes stay far below 2^53.
type CheckpointRow = Omit<StoredCheckpoint, 'size'> & { size: string };
type LeafRow = Omit<StoredLeaf, 'leafIndex'> & { leafIndex: string };

const LEAF = `leaf_index AS "leafIndex", leaf_hash AS "leafHash", entry, source_id AS "sourceId"`;

/** The ledger's tables. Everything is of the organization that the transaction is bound to. */
@Injectable()
export class LedgerRepository {
  /** Entries may not contain newlines: canonical JSON never does. One statement for any number; also wakes the integrator. */
  async insertPending(tx: Tx, ids: string[], entries: string[]): Promise<void> {
    await tx.prepared(
      'ledger.insert-pending',
      `WITH inserted AS (
         INSERT INTO ledger_pending (organization_id, source_id, entry)
         SELECT $1::uuid, item.id, convert_to(item.entry, 'UTF8')
           FROM unnest($2::uuid[], string_to_array($3, E'\\n')) WITH ORDINALITY AS item(id, entry, n) ORDER BY item.n)
       SELECT pg_notify('divan_ledger', ($1::uuid)::text)`,
      [tx.organizationId, ids, entries.join('\n')],
    );
  }

  /** Across organizations; only inside `Database.system`. */
  async organizationsWithPending(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ id: string }>('SELECT DISTINCT organization_id AS id FROM ledger_pending');
    return rows.map((row) => row.id);
  }

  /**
   * Also has this transaction read by index only: the statistics of a queue are always wrong, and a scan of a long
   * backlog for every batch of it would make the whole quadratic.
   * @returns false when another integrates this organization's log right now; held until the transaction ends
   */
  async lockIntegration(tx: Tx): Promise<boolean> {
    const [row] = await tx.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('ledger:' || $1, 0)) AS locked,
              set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
              set_config('enable_sort', 'off', true)`,
      [tx.organizationId],
    );
    return row?.locked ?? false;
  }

  async treeSize(tx: Tx): Promise<number> {
    const [row] = await tx.prepared<{ size: string }>(
      'ledger.tree-size',
      'SELECT leaf_index + 1 AS size FROM ledger_leaves WHERE organization_id = $1 ORDER BY leaf_index DESC LIMIT 1',
      [tx.organizationId],
    );
    return Number(row?.size ?? 0);
  }

  /**
   * Moves the oldest pending entries to the leaves from `size` on, in one statement, so that entries never travel.
   * Takes what is visible, never what is numbered above the last: a transaction may commit after a later one.
   * @returns the new leaf hashes, in the order of their indexes
   */
  async drainPending(tx: Tx, size: number, limit: number): Promise<Buffer[]> {
    const rows = await tx.prepared<{ leafIndex: string; leafHash: Buffer }>(
      'ledger.drain-pending',
      `WITH taken AS (
         DELETE FROM ledger_pending WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM ledger_pending WHERE organization_id = $1 ORDER BY seq LIMIT $3))
         RETURNING seq, source_id, entry)
       INSERT INTO ledger_leaves (organization_id, leaf_index, leaf_hash, entry, source_id)
       SELECT $1, $2::bigint + row_number() OVER (ORDER BY seq) - 1, sha256('\\x00'::bytea || entry), entry, source_id FROM taken
       RETURNING leaf_index AS "leafIndex", leaf_hash AS "leafHash"`,
      [tx.organizationId, size, limit],
    );
    return rows.sort((a, b) => Number(a.leafIndex) - Number(b.leafIndex)).map((row) => row.leafHash);
  }

  /** The stored tiles of these places, under the path of a full tile whatever their width. Missing ones are left out. */
  async tiles(tx: Tx, places: readonly Pick<TileReference, 'level' | 'index'>[]): Promise<Map<string, Uint8Array>> {
    if (places.length === 0) return new Map();
    const rows = await tx.prepared<{ level: number; index: string; hashes: Buffer }>(
      'ledger.tiles',
      `SELECT t.level, t.tile_index AS index, t.hashes
         FROM unnest($2::smallint[], $3::bigint[]) AS place(level, index)
         JOIN ledger_tiles t ON t.organization_id = $1 AND t.level = place.level AND t.tile_index = place.index`,
      [tx.organizationId, places.map((place) => place.level), places.map((place) => place.index)],
    );
    return new Map(rows.map((row) => [tilePath(row.level, Number(row.index)), row.hashes]));
  }

  async saveTiles(tx: Tx, tiles: readonly Tile[]): Promise<void> {
    await tx.prepared(
      'ledger.save-tiles',
      `INSERT INTO ledger_tiles (organization_id, level, tile_index, hashes)
       SELECT $1, * FROM unnest($2::smallint[], $3::bigint[], $4::bytea[])
       ON CONFLICT ON CONSTRAINT ledger_tiles_pk DO UPDATE SET hashes = excluded.hashes`,
      [
        tx.organizationId,
        tiles.map((tile) => tile.level),
        tiles.map((tile) => tile.index),
        tiles.map((tile) => Buffer.from(tile.hashes)),
      ],
    );
  }

  async latestCheckpoint(tx: Tx): Promise<StoredCheckpoint | null> {
    const [row] = await tx.prepared<CheckpointRow>(
      'ledger.latest-checkpoint',
      `SELECT c.tree_size AS size, c.root, c.note, c.signed_at AS "signedAt", k.origin, k.verifier_key AS vkey
         FROM ledger_checkpoints c JOIN ledger_keys k USING (organization_id, key_id)
        WHERE c.organization_id = $1 ORDER BY c.tree_size DESC LIMIT 1`,
      [tx.organizationId],
    );
    return row ? { ...row, size: Number(row.size) } : null;
  }

  async saveCheckpoint(tx: Tx, head: NewCheckpoint): Promise<void> {
    await tx.execute(
      `INSERT INTO ledger_checkpoints (organization_id, tree_size, root, note, key_id, signed_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [tx.organizationId, head.size, head.root, head.note, head.keyId, head.signedAt],
    );
  }

  async currentKey(tx: Tx): Promise<StoredKey | null> {
    const [row] = await tx.prepared<StoredKey>(
      'ledger.current-key',
      `SELECT origin, key_id AS "keyId", verifier_key AS "verifierKey", sealed_signer_key AS "sealedSignerKey"
         FROM ledger_keys WHERE organization_id = $1 ORDER BY created_at DESC LIMIT 1`,
      [tx.organizationId],
    );
    return row ?? null;
  }

  async saveKey(tx: Tx, { origin, keyId, verifierKey, sealedSignerKey }: StoredKey): Promise<void> {
    await tx.execute(
      `INSERT INTO ledger_keys (organization_id, key_id, origin, verifier_key, sealed_signer_key) VALUES ($1, $2, $3, $4, $5)`,
      [tx.organizationId, keyId, origin, verifierKey, sealedSignerKey],
    );
  }

  async leaves(tx: Tx, from: number, to: number): Promise<StoredLeaf[]> {
    const rows = await tx.query<LeafRow>(
      `SELECT ${LEAF} FROM ledger_leaves WHERE organization_id = $1 AND leaf_index >= $2 AND leaf_index < $3 ORDER BY leaf_index`,
      [tx.organizationId, from, to],
    );
    return rows.map((row) => ({ ...row, leafIndex: Number(row.leafIndex) }));
  }

  async leafHashes(tx: Tx, from: number, to: number): Promise<Buffer[]> {
    const rows = await tx.query<{ hash: Buffer }>(
      `SELECT leaf_hash AS hash FROM ledger_leaves WHERE organization_id = $1 AND leaf_index >= $2 AND leaf_index < $3 ORDER BY leaf_index`,
      [tx.organizationId, from, to],
    );
    return rows.map((row) => row.hash);
  }

  async backlog(tx: Tx): Promise<{ pending: number; oldest: Date | null }> {
    const [row] = await tx.query<{ pending: number; oldest: Date | null }>(
      'SELECT count(*)::int AS pending, min(created_at) AS oldest FROM ledger_pending WHERE organization_id = $1',
      [tx.organizationId],
    );
    return row ?? { pending: 0, oldest: null };
  }

  async alarm(tx: Tx): Promise<LedgerAlarm | null> {
    const [row] = await tx.query<LedgerAlarm>(
      'SELECT reason, raised_at AS "raisedAt" FROM ledger_alarms WHERE organization_id = $1',
      [tx.organizationId],
    );
    return row ?? null;
  }

  async raiseAlarm(tx: Tx, reason: string, at: Date): Promise<void> {
    await tx.execute(
      `INSERT INTO ledger_alarms (organization_id, reason, raised_at, last_seen_at) VALUES ($1, $2, $3, $3)
       ON CONFLICT ON CONSTRAINT ledger_alarms_pk DO UPDATE SET reason = excluded.reason, last_seen_at = excluded.last_seen_at`,
      [tx.organizationId, reason, at],
    );
  }

  async clearAlarm(tx: Tx): Promise<void> {
    await tx.execute('DELETE FROM ledger_alarms WHERE organization_id = $1', [tx.organizationId]);
  }
}
