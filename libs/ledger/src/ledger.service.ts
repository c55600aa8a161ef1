import { Injectable } from '@nestjs/common';
import { AppError, type Tx } from '@divan/platform';
import {
  canonicalJson,
  formatProof,
  inclusionProof,
  inclusionRanges,
  rootHash,
  tilesOf,
} from '@divan/transparency-log';
import { LedgerRepository, type LedgerAlarm, type StoredCheckpoint, type StoredLeaf } from './ledger.repository';

/** One thing to be recorded: `id` names the immutable row it stands for, `entry` is its envelope without personal data. */
export interface NewLeaf {
  id: string;
  entry: object;
}

/** How an organization's log stands. */
export interface LedgerState {
  origin: string | null;
  size: number;
  root: Uint8Array;
  vkey: string | null;
  checkpoint: string | null;
  signedAt: Date | null;
  /** Entries committed and not yet in the tree. */
  pending: number;
  /** When the oldest of them was written. */
  oldestPending: Date | null;
  alarm: LedgerAlarm | null;
}

// C2SP tlog-tiles prefixes an entry with its length in 16 bits.
const MAX_ENTRY_BYTES = 65_535;

/** An organization's log, for the features that write to it and read from it. */
@Injectable()
export class Ledger {
  constructor(private readonly repository: LedgerRepository) {}

  /**
   * Records entries in the caller's transaction: they are in the log if and only if it commits. The integrator gives
   * them their leaf index shortly after.
   * @throws when an entry is no JSON or above 65,535 bytes of canonical JSON
   */
  async append(tx: Tx, leaves: readonly NewLeaf[]): Promise<void> {
    if (leaves.length === 0) return;
    const entries = leaves.map(({ entry }) => canonicalJson(entry));
    const tooLong = entries.findIndex(
      (entry) => entry.length * 3 > MAX_ENTRY_BYTES && Buffer.byteLength(entry) > MAX_ENTRY_BYTES,
    );
    if (tooLong >= 0) throw new Error(`ledger entry of ${leaves[tooLong]?.id} is above ${MAX_ENTRY_BYTES} bytes`);
    await this.repository.insertPending(
      tx,
      leaves.map(({ id }) => id),
      entries,
    );
  }

  /** The newest signed head, or null before the first. */
  latestCheckpoint(tx: Tx): Promise<StoredCheckpoint | null> {
    return this.repository.latestCheckpoint(tx);
  }

  /** Leaf hashes `from` to `to - 1`, as far as they exist. */
  leafHashes(tx: Tx, from: number, to: number): Promise<Uint8Array[]> {
    return this.repository.leafHashes(tx, from, to);
  }

  /** Leaves `from` to `to - 1` with their entries, as far as they exist. */
  leaves(tx: Tx, from: number, to: number): Promise<StoredLeaf[]> {
    return this.repository.leaves(tx, from, to);
  }

  /** A `.tlog-proof` file for one leaf under the newest checkpoint. */
  async proof(tx: Tx, leafIndex: number): Promise<string> {
    const checkpoint = await this.repository.latestCheckpoint(tx);
    if (!checkpoint || !Number.isSafeInteger(leafIndex) || leafIndex < 0 || leafIndex >= checkpoint.size) {
      throw new AppError('ledger.leaf_not_covered', 404, 'No signed checkpoint covers this leaf.');
    }
    const places = tilesOf(inclusionRanges(leafIndex, checkpoint.size), checkpoint.size);
    const tiles = await this.repository.tiles(tx, places);
    const proof = inclusionProof(leafIndex, checkpoint.size, tiles);
    return formatProof({ index: leafIndex, proof, checkpoint: checkpoint.note });
  }

  async state(tx: Tx): Promise<LedgerState> {
    const checkpoint = await this.repository.latestCheckpoint(tx);
    const { pending, oldest } = await this.repository.backlog(tx);
    const alarm = await this.repository.alarm(tx);
    const head = checkpoint ?? { origin: null, vkey: null, size: 0, root: rootHash([]), note: null, signedAt: null };
    return {
      origin: head.origin,
      size: head.size,
      root: head.root,
      vkey: head.vkey,
      checkpoint: head.note,
      signedAt: head.signedAt,
      pending,
      oldestPending: oldest,
      alarm,
    };
  }
}
