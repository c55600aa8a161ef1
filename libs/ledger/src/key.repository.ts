import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** A signing key as stored. */
export interface StoredKey {
  origin: string;
  keyId: string;
  verifierKey: string;
  sealedSignerKey: string;
  /** The leaf that announces it; null for a log's first key. */
  entryId: string | null;
  createdAt: Date;
}

/** A key as shown: when it signed, and what hands it over. */
export interface ListedKey {
  keyId: string;
  origin: string;
  vkey: string;
  createdAt: Date;
  /** Since when it signs; null while its entry waits. */
  activeSince: Date | null;
  reason: string | null;
  /** The leaf that announces it. */
  leafIndex: number | null;
  /** The first note that it signed. */
  firstNote: string | null;
}

/** An accepted loss: what the log called `lostOrigin` had once signed, and from where it went on. */
export interface StoredFork {
  lostOrigin: string;
  lostSize: number;
  restoredSize: number;
}

const KEY = `SELECT k.origin, k.key_id AS "keyId", k.verifier_key AS "verifierKey", k.sealed_signer_key AS "sealedSignerKey",
    k.entry_id AS "entryId", k.created_at AS "createdAt"
  FROM ledger_keys k LEFT JOIN ledger_leaves l ON l.organization_id = k.organization_id AND l.source_id = k.entry_id`;

/** Signing keys, why they were made, and the forks that made some of them. */
@Injectable()
export class KeyRepository {
  /**
   * The key that signs: the one announced last by a leaf that is in the tree. After a fork no key of an earlier origin
   * signs again, also not one whose announcement waited meanwhile.
   */
  async current(tx: Tx): Promise<StoredKey | null> {
    const [row] = await tx.prepared<StoredKey>(
      'ledger.current-key',
      `${KEY} WHERE k.organization_id = $1 AND (k.entry_id IS NULL OR l.leaf_index IS NOT NULL)
          AND k.origin = coalesce((SELECT n.origin FROM ledger_forks f
                JOIN ledger_keys n ON n.organization_id = f.organization_id AND n.key_id = f.key_id
               WHERE f.organization_id = $1 ORDER BY f.restored_size DESC LIMIT 1), k.origin)
        ORDER BY l.leaf_index DESC NULLS LAST, k.created_at DESC LIMIT 1`,
      [tx.organizationId],
    );
    return row ?? null;
  }

  async byId(tx: Tx, keyId: string): Promise<StoredKey | null> {
    const [row] = await tx.query<StoredKey>(`${KEY} WHERE k.organization_id = $1 AND k.key_id = $2`, [
      tx.organizationId,
      keyId,
    ]);
    return row ?? null;
  }

  /** Whether a key waits for the leaf that announces it. */
  async isWaiting(tx: Tx): Promise<boolean> {
    const rows = await tx.query(
      `${KEY} WHERE k.organization_id = $1 AND k.entry_id IS NOT NULL AND l.leaf_index IS NULL`,
      [tx.organizationId],
    );
    return rows.length > 0;
  }

  /** Newest first. */
  async list(tx: Tx): Promise<ListedKey[]> {
    const rows = await tx.query<Omit<ListedKey, 'leafIndex'> & { leafIndex: string | null }>(
      `SELECT k.key_id AS "keyId", k.origin, k.verifier_key AS vkey, k.created_at AS "createdAt", r.reason,
              CASE WHEN k.entry_id IS NULL THEN k.created_at ELSE l.integrated_at END AS "activeSince",
              l.leaf_index AS "leafIndex", CASE WHEN first.key_id = k.key_id THEN first.note END AS "firstNote"
         FROM ledger_keys k
         LEFT JOIN ledger_leaves l ON l.organization_id = k.organization_id AND l.source_id = k.entry_id
         LEFT JOIN ledger_key_reasons r ON r.organization_id = k.organization_id AND r.key_id = k.key_id
         LEFT JOIN LATERAL (
           SELECT c.note, c.key_id FROM ledger_checkpoints c WHERE c.organization_id = k.organization_id
              AND c.tree_size > coalesce(l.leaf_index, CASE WHEN k.entry_id IS NULL THEN 0 END)
            ORDER BY c.tree_size LIMIT 1) AS first ON true
        WHERE k.organization_id = $1
        ORDER BY (k.entry_id IS NOT NULL AND l.leaf_index IS NULL) DESC, l.leaf_index DESC NULLS LAST, k.created_at DESC`,
      [tx.organizationId],
    );
    return rows.map((row) => ({ ...row, leafIndex: row.leafIndex === null ? null : Number(row.leafIndex) }));
  }

  /** Every verifier key, whatever its origin. */
  async vkeys(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ vkey: string }>(
      'SELECT verifier_key AS vkey FROM ledger_keys WHERE organization_id = $1',
      [tx.organizationId],
    );
    return rows.map((row) => row.vkey);
  }

  async origins(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ origin: string }>('SELECT origin FROM ledger_keys WHERE organization_id = $1', [
      tx.organizationId,
    ]);
    return rows.map((row) => row.origin);
  }

  async save(tx: Tx, key: Omit<StoredKey, 'createdAt'>): Promise<void> {
    await tx.execute(
      `INSERT INTO ledger_keys (organization_id, key_id, origin, verifier_key, sealed_signer_key, entry_id)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [tx.organizationId, key.keyId, key.origin, key.verifierKey, key.sealedSignerKey, key.entryId],
    );
    await tx.execute('INSERT INTO ledger_logs (organization_id) VALUES ($1) ON CONFLICT DO NOTHING', [
      tx.organizationId,
    ]);
  }

  async saveReason(tx: Tx, keyId: string, salt: Buffer, reason: string): Promise<void> {
    await tx.execute('INSERT INTO ledger_key_reasons (organization_id, key_id, salt, reason) VALUES ($1, $2, $3, $4)', [
      tx.organizationId,
      keyId,
      salt,
      reason,
    ]);
  }

  /** Newest first. */
  async forks(tx: Tx): Promise<StoredFork[]> {
    const rows = await tx.query<{ lostOrigin: string; lostSize: string; restoredSize: string }>(
      `SELECT lost_origin AS "lostOrigin", lost_size AS "lostSize", restored_size AS "restoredSize"
         FROM ledger_forks WHERE organization_id = $1 ORDER BY restored_size DESC, acknowledged_at DESC`,
      [tx.organizationId],
    );
    return rows.map((row) => ({
      ...row,
      lostSize: Number(row.lostSize),
      restoredSize: Number(row.restoredSize),
    }));
  }

  async saveFork(
    tx: Tx,
    fork: StoredFork & { keyId: string; lostNote: string | null; acknowledgedAt: Date },
  ): Promise<void> {
    await tx.execute(
      `INSERT INTO ledger_forks (organization_id, key_id, lost_origin, lost_size, lost_note, restored_size, acknowledged_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        tx.organizationId,
        fork.keyId,
        fork.lostOrigin,
        fork.lostSize,
        fork.lostNote,
        fork.restoredSize,
        fork.acknowledgedAt,
      ],
    );
  }
}
