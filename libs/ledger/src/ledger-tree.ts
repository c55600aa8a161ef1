import { Injectable } from '@nestjs/common';
import { Clock, DomainEvents, type RequestContext, type Tx } from '@divan/platform';
import {
  consistencyProof,
  consistencyRanges,
  edgeTiles,
  formatCheckpoint,
  growTiles,
  rootFromTiles,
  signatureLine,
  signNote,
  tilePath,
  tilesOf,
  verifyConsistency,
} from '@divan/transparency-log';
import { CheckpointRepository, type StoredCheckpoint } from './checkpoint.repository';
import { LedgerKeys } from './ledger-keys';
import { assertContains, type KnownHead } from './ledger-memory';
import { LedgerRefusal } from './ledger-refusal';
import { checkpointCreated } from './ledger.events';
import { LedgerRepository, type StoredLog } from './ledger.repository';

/** A head that is about to be signed. */
export interface NewHead {
  size: number;
  root: Uint8Array;
}

/** Extends the stored tree and signs its head. Only under the integration lock. */
@Injectable()
export class LedgerTree {
  constructor(
    private readonly repository: LedgerRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly keys: LedgerKeys,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Extends the tiles and proves from them that the new tree contains the last signed head, and `known` ones.
   * @throws LedgerRefusal when it does not
   */
  async grow(
    tx: Tx,
    { size: oldSize, last }: Pick<StoredLog, 'size' | 'last'>,
    hashes: readonly Uint8Array[],
    known: readonly KnownHead[] = [],
  ): Promise<NewHead> {
    const size = oldSize + hashes.length;
    const earlier = [...(last ? [last.size] : []), ...known.map((head) => head.size)];
    const proven = earlier.flatMap((from) => tilesOf(consistencyRanges(from, size), size));
    const tiles = await this.repository.tiles(tx, [...edgeTiles(oldSize), ...proven]);
    const { root, changed, proofs } = stored(() => {
      const grown = growTiles(oldSize, hashes, tiles);
      for (const tile of grown) tiles.set(tilePath(tile.level, tile.index), tile.hashes);
      const newRoot = rootFromTiles(size, tiles);
      if (last) {
        const proof = consistencyProof(last.size, size, tiles);
        verifyConsistency({ size1: last.size, size2: size, root1: last.root, root2: newRoot, proof });
      }
      return { root: newRoot, changed: grown, proofs: known.map((head) => consistencyProof(head.size, size, tiles)) };
    });
    known.forEach((head, i) => assertContains(head, { size2: size, root2: root, proof: proofs[i]! }));
    await this.repository.saveTiles(tx, changed);
    return { size, root };
  }

  /**
   * Signs and stores the head. The first head of a new key is signed by the old one too, so that who trusts only that
   * one can follow.
   */
  async sign(tx: Tx, ctx: RequestContext, head: NewHead, last: StoredCheckpoint | null): Promise<StoredCheckpoint> {
    const { origin, keyId, vkey, signer } = await this.keys.signer(tx);
    const text = formatCheckpoint({ origin, ...head });
    let note = signNote(text, signer);
    if (last && last.keyId !== keyId) {
      const old = await this.keys.retired(tx, last.keyId);
      if (old) note += signatureLine(old, old.sign(Buffer.from(text)));
    }
    const root = Buffer.from(head.root);
    const signedAt = this.clock.now();
    await this.checkpoints.save(tx, { size: head.size, root, note, keyId, signedAt });
    await this.events.publish(tx, ctx, checkpointCreated, [{ size: head.size, root: root.toString('base64') }]);
    return { size: head.size, root, note, signedNote: note, signedAt, origin, vkey, keyId };
  }
}

/** What fails in here is the stored log's fault. */
function stored<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new LedgerRefusal(
      'inconsistent',
      `The log is not consistent with its last signed checkpoint: ${detail}.`,
      null,
      { cause },
    );
  }
}
