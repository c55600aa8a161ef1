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
  type TileReference,
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

/** A size that a log had, and its checkpoint if that was signed. */
interface PossibleHead {
  size: number;
  signed: StoredCheckpoint | null;
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
      const [newest, first, second] = await Promise.all([
        this.checkpoints.latest(tx),
        this.checkpoints.at(tx, from),
        to === undefined ? null : this.checkpoints.at(tx, to),
      ]);
      if (!newest) throw noCheckpoint();
      if (Math.max(from, to ?? 0) > newest.size) throw sizeBeyondHead(newest.size);
      if (to !== undefined && from > to) throw sizesReversed();
      return to === undefined
        ? this.between(tx, { size: from, signed: first }, { size: newest.size, signed: newest })
        : this.between(tx, { size: from, signed: first }, { size: to, signed: second });
    });
  }

  /** What was signed is the root; only that of a size which nobody signed has to be computed. */
  private async between(tx: Tx, old: PossibleHead, grown: PossibleHead): Promise<ConsistencyEvidence> {
    const tiles = await this.tiles(tx, [
      ...tilesOf(consistencyRanges(old.size, grown.size), grown.size),
      ...[old, grown].flatMap(({ size, signed }) => (signed ? [] : tilesOf([[0, size]], size))),
    ]);
    const rootOf = ({ size, signed }: PossibleHead): Uint8Array => signed?.root ?? rootFromTiles(size, tiles);
    return {
      size1: old.size,
      size2: grown.size,
      root1: rootOf(old),
      root2: rootOf(grown),
      proof: consistencyProof(old.size, grown.size, tiles),
      checkpoint: grown.signed?.note ?? null,
    };
  }

  private tiles(tx: Tx, places: readonly TileReference[]): Promise<Map<string, Uint8Array>> {
    const unique = new Map(places.map((place) => [`${place.level}/${place.index}`, place]));
    return this.repository.tiles(tx, [...unique.values()]);
  }

  private async checkpoint(tx: Tx, size: number | undefined): Promise<StoredCheckpoint | null> {
    if (size === undefined) return this.checkpoints.latest(tx);
    const checkpoint = await this.checkpoints.at(tx, size);
    if (!checkpoint) throw sizeNotSigned(size);
    return checkpoint;
  }
}
