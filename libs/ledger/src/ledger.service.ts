import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { canonicalJson } from '@divan/transparency-log';
import { CheckpointRepository, type StoredCheckpoint } from './checkpoint.repository';
import { LedgerRepository, type StoredLeaf } from './ledger.repository';

/** One thing to be recorded: `id` names the immutable row it stands for, `entry` is its envelope without personal data. */
export interface NewLeaf {
  id: string;
  entry: object;
}

// C2SP tlog-tiles prefixes an entry with its length in 16 bits.
const MAX_ENTRY_BYTES = 65_535;

/** An organization's log, for the features that write to it and read from it. */
@Injectable()
export class Ledger {
  constructor(
    private readonly repository: LedgerRepository,
    private readonly checkpoints: CheckpointRepository,
  ) {}

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
    return this.checkpoints.latest(tx);
  }

  /** Leaf hashes `from` to `to - 1`, as far as they exist. */
  leafHashes(tx: Tx, from: number, to: number): Promise<Uint8Array[]> {
    return this.repository.leafHashes(tx, from, to);
  }

  /** Leaves `from` to `to - 1` with their entries, as far as they exist. */
  leaves(tx: Tx, from: number, to: number): Promise<StoredLeaf[]> {
    return this.repository.leaves(tx, from, to);
  }
}
