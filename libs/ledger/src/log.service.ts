import { Injectable } from '@nestjs/common';
import { AppError, Clock, Database, notFound, type RequestContext } from '@divan/platform';
import { parseTilePath, TILE_WIDTH } from '@divan/transparency-log';
import { LedgerRepository } from './ledger.repository';
import { Ledger, type LedgerState } from './ledger.service';

const HASH_BYTES = 32;

/** What the log shows to those who may read the organization's audit (C2SP tlog-tiles). */
@Injectable()
export class LogService {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly repository: LedgerRepository,
    private readonly clock: Clock,
  ) {}

  async describe(ctx: RequestContext): Promise<LedgerState & { lagSeconds: number }> {
    const state = await this.database.read(ctx, (tx) => this.ledger.state(tx));
    const waited = state.oldestPending ? this.clock.now().getTime() - state.oldestPending.getTime() : 0;
    return { ...state, lagSeconds: Math.max(0, Math.round(waited / 100) / 10) };
  }

  /** The newest signed note, verbatim. */
  async checkpoint(ctx: RequestContext): Promise<string> {
    const checkpoint = await this.database.read(ctx, (tx) => this.repository.latestCheckpoint(tx));
    if (!checkpoint) throw new AppError('ledger.no_checkpoint', 404, 'Nothing has been recorded and signed yet.');
    return checkpoint.note;
  }

  proof(ctx: RequestContext, leafIndex: number): Promise<string> {
    return this.database.read(ctx, (tx) => this.ledger.proof(tx, leafIndex));
  }

  /** @param path what follows `tile/`: `<L>/<N>[.p/<W>]` or `entries/<N>[.p/<W>]` */
  async tile(ctx: RequestContext, path: string): Promise<Buffer> {
    const { level, index, width } = parsePath(`tile/${path}`);
    const bytes = await (level === 'entries'
      ? this.entryBundle(ctx, index, width)
      : this.hashTile(ctx, level, index, width));
    // A tile that is not there yet would be another one tomorrow; only complete answers may be kept.
    if (!bytes) throw notFound('tile');
    return bytes;
  }

  private async hashTile(ctx: RequestContext, level: number, index: number, width: number): Promise<Buffer | null> {
    const tiles = await this.database.read(ctx, (tx) => this.repository.tiles(tx, [{ level, index }]));
    const [hashes] = tiles.values();
    return hashes && hashes.length >= width * HASH_BYTES ? Buffer.from(hashes.subarray(0, width * HASH_BYTES)) : null;
  }

  private async entryBundle(ctx: RequestContext, index: number, width: number): Promise<Buffer | null> {
    const from = index * TILE_WIDTH;
    const leaves = await this.database.read(ctx, (tx) => this.repository.leaves(tx, from, from + width));
    if (leaves.length < width) return null;
    return Buffer.concat(leaves.flatMap(({ entry }) => [lengthPrefix(entry.length), entry]));
  }
}

function parsePath(path: string): ReturnType<typeof parseTilePath> {
  try {
    const parsed = parseTilePath(path);
    if (!Number.isSafeInteger((parsed.index + 1) * TILE_WIDTH)) throw new Error('index is out of range');
    return parsed;
  } catch {
    throw notFound('tile');
  }
}

function lengthPrefix(length: number): Buffer {
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(length);
  return prefix;
}
