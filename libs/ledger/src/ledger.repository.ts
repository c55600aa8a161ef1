import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { tilePath, TILE_WIDTH, type Tile, type TileReference } from '@divan/transparency-log';
import type { LedgerAlarm } from './alarm.repository';
import { CHECKPOINT, toCheckpoint, type CheckpointRow, type StoredCheckpoint } from './checkpoint.repository';

/** What the integrator begins with. */
export interface StoredLog {
  /** Leaves. */
  size: number;
  /** The newest signed head. */
  last: StoredCheckpoint | null;
  alarms: LedgerAlarm[];
}

/** An organization that waits for the integrator. */
export interface PendingOrganization {
  id: string;
  oldest: Date;
}

/** A leaf with its entry. */
export interface StoredLeaf {
  leafIndex: number;
  leafHash: Buffer;
  /** Canonical JSON, byte for byte what was hashed. */
  entry: Buffer;
  sourceId: string;
}

// bigint arrives as text; sizes stay far below 2^53.
type AlarmJson = Omit<LedgerAlarm, 'raisedAt'> & { raisedAt: string };
type LeafRow = Omit<StoredLeaf, 'leafIndex'> & { leafIndex: string };

const LEAF = `leaf_index AS "leafIndex", leaf_hash AS "leafHash", entry, source_id AS "sourceId"`;

/** The log itself: pending entries, leaves, tiles. Everything is of the organization that the transaction is bound to. */
@Injectable()
export class LedgerRepository {
  /** Entries may not contain newlines: canonical JSON never does. One statement for any number; also wakes the integrator. */
  async insertPending(tx: Tx, ids: string[], entries: string[]): Promise<void> {
    await tx.prepared(
      'ledger.insert-pending',
      `INSERT INTO ledger_pending (organization_id, source_id, entry)
       SELECT $1::uuid, item.id, convert_to(item.entry, 'UTF8')
         FROM unnest($2::uuid[], string_to_array($3, E'\\n')) WITH ORDINALITY AS item(id, entry, n) ORDER BY item.n`,
      [tx.organizationId, ids, entries.join('\n')],
    );
    if (tx.organizationId) tx.notify('divan_ledger', tx.organizationId);
  }

  /**
   * Every organization with pending entries, and when the oldest of them was written. Across organizations; only inside
   * `Database.system`. Steps from one to the next by index: a long backlog costs as much as a short one.
   */
  async pendingOrganizations(tx: Tx): Promise<PendingOrganization[]> {
    return tx.query<PendingOrganization>(
      `WITH RECURSIVE step AS (
         (SELECT organization_id, created_at FROM ledger_pending ORDER BY organization_id, seq LIMIT 1)
         UNION ALL
         SELECT next.organization_id, next.created_at FROM step CROSS JOIN LATERAL (
           SELECT organization_id, created_at FROM ledger_pending p WHERE p.organization_id > step.organization_id
            ORDER BY organization_id, seq LIMIT 1) AS next)
       SELECT organization_id AS id, created_at AS oldest FROM step`,
    );
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

  /** For rare changes by a person: waits for the running batch, and holds the next ones off until this commits. */
  async holdIntegration(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('ledger:' || $1, 0))`, [tx.organizationId]);
  }

  /** How the stored log stands, all of one moment. */
  async state(tx: Tx): Promise<StoredLog> {
    const [row] = await tx.prepared<Partial<CheckpointRow> & { leaves: string | null; alarms: AlarmJson[] | null }>(
      'ledger.state',
      `SELECT (SELECT leaf_index + 1 FROM ledger_leaves WHERE organization_id = $1 ORDER BY leaf_index DESC LIMIT 1) AS leaves,
              (SELECT json_agg(json_build_object('kind', kind, 'source', source, 'reason', reason, 'lost', lost, 'raisedAt', raised_at)
                        ORDER BY raised_at) FROM ledger_alarms WHERE organization_id = $1) AS alarms, head.*
         FROM (SELECT 1) AS one LEFT JOIN LATERAL (${CHECKPOINT}
           WHERE c.organization_id = $1 ORDER BY c.tree_size DESC LIMIT 1) AS head ON true`,
      [tx.organizationId],
    );
    const { leaves, alarms, ...head } = row!;
    return {
      size: Number(leaves ?? 0),
      last: head.size === undefined || head.size === null ? null : toCheckpoint(head as CheckpointRow),
      alarms: (alarms ?? []).map((alarm) => ({ ...alarm, raisedAt: new Date(alarm.raisedAt) })),
    };
  }

  /** One leaf at a place that the caller knows to be the next. */
  async insertLeaf(tx: Tx, leafIndex: number, id: string, entry: string): Promise<Buffer> {
    const [row] = await tx.query<{ leafHash: Buffer }>(
      `INSERT INTO ledger_leaves (organization_id, leaf_index, leaf_hash, entry, source_id)
       VALUES ($1, $2, sha256('\\x00'::bytea || convert_to($3, 'UTF8')), convert_to($3, 'UTF8'), $4)
       RETURNING leaf_hash AS "leafHash"`,
      [tx.organizationId, leafIndex, entry, id],
    );
    return row!.leafHash;
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

  /**
   * For verification: per tile the stored leaf hashes, and those that the stored entries really have. One statement, whose
   * answer is 64 bytes a leaf.
   * @param from the first leaf of a tile
   */
  async rehash(tx: Tx, from: number, to: number): Promise<{ index: number; stored: Buffer; rehashed: Buffer }[]> {
    const rows = await tx.query<{ index: string; stored: Buffer; rehashed: Buffer }>(
      `SELECT leaf_index / ${TILE_WIDTH} AS index, string_agg(leaf_hash, ''::bytea ORDER BY leaf_index) AS stored,
              string_agg(sha256('\\x00'::bytea || entry), ''::bytea ORDER BY leaf_index) AS rehashed
         FROM ledger_leaves WHERE organization_id = $1 AND leaf_index >= $2 AND leaf_index < $3 GROUP BY 1 ORDER BY 1`,
      [tx.organizationId, from, to],
    );
    return rows.map((row) => ({ ...row, index: Number(row.index) }));
  }
}
