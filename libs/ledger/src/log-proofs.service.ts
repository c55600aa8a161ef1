import { Injectable } from '@nestjs/common';
import { Database, type RequestContext, type Tx } from '@divan/platform';
import {
  consistencyProof,
  consistencyRanges,
  formatProof,
  inclusionProof,
  inclusionRanges,
  rootFromTiles,
  tilesOf,
} from '@divan/transparency-log';
import { CheckpointRepository, type StoredCheckpoint } from './checkpoint.repository';
import { LedgerRepository } from './ledger.repository';
import { leafNotCovered, noCheckpoint, sizeBeyondHead, sizeNotSigned, sizesReversed } from './log.errors';

/** That the log of `size2` leaves begins with the log of `size1`. */
export interface ConsistencyEvidence {
  size1: number;
  size2: number;
  root1: Uint8Array;
  root2: Uint8Array;
  proof: Uint8Array[];
  /** The signed note of `size2`, when that size was signed. */
  checkpoint: string | null;
}

/** Evidence out of the stored tiles: some tens of them at most, read in one query, however long the log. */
@Injectable()
export class LogProofs {
  constructor(
    private readonly database: Database,
    private readonly checkpoints: CheckpointRepository,
    private readonly repository: LedgerRepository,
  ) {}

  /**
   * A `.tlog-proof` file for one leaf.
   * @param size of a signed checkpoint; the newest when left out
   */
  inclusion(ctx: Pick<RequestContext, 'organizationId'>, leafIndex: number, size?: number): Promise<string> {
    return this.database.read(ctx, async (tx) => {
      const checkpoint = await this.checkpoint(tx, size);
      if (!checkpoint || !Number.isSafeInteger(leafIndex) || leafIndex < 0 || leafIndex >= checkpoint.size)
        throw leafNotCovered();
      const places = tilesOf(inclusionRanges(leafIndex, checkpoint.size), checkpoint.size);
      const tiles = await this.repository.tiles(tx, places);
      const proof = inclusionProof(leafIndex, checkpoint.size, tiles);
      return formatProof({ index: leafIndex, proof, checkpoint: checkpoint.note });
    });
  }

  /** Between any two sizes up to the newest signed one, signed or not. */
  consistency(ctx: Pick<RequestContext, 'organizationId'>, from: number, to?: number): Promise<ConsistencyEvidence> {
    return this.database.read(ctx, async (tx) => {
      // Sent together: connections are pipelined.
      const [newest, signed] = await Promise.all([
        this.checkpoints.latest(tx),
        to === undefined ? null : this.checkpoints.at(tx, to),
      ]);
      if (!newest) throw noCheckpoint();
      const size2 = to ?? newest.size;
      if (size2 > newest.size) throw sizeBeyondHead(newest.size);
      if (from > size2) throw to === undefined ? sizeBeyondHead(newest.size) : sizesReversed();
      const places = [
        ...tilesOf([[0, from]], from),
        ...tilesOf([[0, size2], ...consistencyRanges(from, size2)], size2),
      ];
      const tiles = await this.repository.tiles(tx, [
        ...new Map(places.map((place) => [`${place.level}/${place.index}`, place])).values(),
      ]);
      return {
        size1: from,
        size2,
        root1: rootFromTiles(from, tiles),
        root2: rootFromTiles(size2, tiles),
        proof: consistencyProof(from, size2, tiles),
        checkpoint: (to === undefined ? newest : signed)?.note ?? null,
      };
    });
  }

  private async checkpoint(tx: Tx, size: number | undefined): Promise<StoredCheckpoint | null> {
    if (size === undefined) return this.checkpoints.latest(tx);
    const checkpoint = await this.checkpoints.at(tx, size);
    if (!checkpoint) throw sizeNotSigned(size);
    return checkpoint;
  }
}
