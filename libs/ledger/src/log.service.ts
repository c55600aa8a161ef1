import { Injectable } from '@nestjs/common';
import {
  assertIfMatch,
  Clock,
  Database,
  decodeCursor,
  DomainEvents,
  isId,
  notFound,
  pageOf,
  type Page,
  type RequestContext,
} from '@divan/platform';
import { parseTilePath, TILE_WIDTH } from '@divan/transparency-log';
import { z } from 'zod';
import { CheckpointRepository, type ListedCheckpoint, type StoredCheckpoint } from './checkpoint.repository';
import { logAccessChanged } from './ledger.events';
import { LedgerRepository } from './ledger.repository';
import { noCheckpoint, sizeNotSigned } from './log.errors';
import { LogRepository } from './log.repository';

const HASH_BYTES = 32;

/** Whose log; nothing else of a context is needed to read it. */
export type LogOwner = Pick<RequestContext, 'organizationId'>;

const cursorSchema = z.object({ size: z.int().positive() });

/** What the log shows to those who may read the organization's audit (C2SP tlog-tiles), or to everybody once opened. */
@Injectable()
export class LogService {
  constructor(
    private readonly database: Database,
    private readonly repository: LedgerRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly logs: LogRepository,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** The newest signed note, with its cosignatures. */
  async checkpoint(owner: LogOwner): Promise<string> {
    const checkpoint = await this.database.read(owner, (tx) => this.checkpoints.latest(tx));
    if (!checkpoint) throw noCheckpoint();
    return checkpoint.note;
  }

  async checkpointAt(owner: LogOwner, size: number): Promise<StoredCheckpoint> {
    assertSize(size);
    const checkpoint = await this.database.read(owner, (tx) => this.checkpoints.at(tx, size));
    if (!checkpoint) throw sizeNotSigned(size);
    return checkpoint;
  }

  /** Newest first. */
  async listCheckpoints(owner: LogOwner, limit: number, cursor?: string): Promise<Page<ListedCheckpoint>> {
    const before = decodeCursor(cursor, cursorSchema)?.size ?? null;
    const rows = await this.database.read(owner, (tx) => this.checkpoints.list(tx, before, limit + 1));
    return pageOf(
      rows,
      limit,
      ({ size }) => ({ size }),
      (row) => row,
    );
  }

  /** The time-stamping authority's answer about the checkpoint of this size. */
  async timestamp(owner: LogOwner, size: number): Promise<Buffer> {
    assertSize(size);
    const response = await this.database.read(owner, (tx) => this.checkpoints.timestamp(tx, size));
    if (!response) throw notFound('time-stamp');
    return response;
  }

  /** @param path what follows `tile/`: `<L>/<N>[.p/<W>]` or `entries/<N>[.p/<W>]` */
  async tile(owner: LogOwner, path: string): Promise<Buffer> {
    const { level, index, width } = parsePath(`tile/${path}`);
    const bytes = await (level === 'entries'
      ? this.entryBundle(owner, index, width)
      : this.hashTile(owner, level, index, width));
    // A tile that is not there yet would be another one tomorrow; only complete answers may be kept.
    if (!bytes) throw notFound('tile');
    return bytes;
  }

  /** Opens the log to everybody, or closes it. What was fetched meanwhile cannot be called back. */
  async setPublic(ctx: RequestContext, ifMatch: string, isPublic: boolean): Promise<void> {
    await this.database.transaction(ctx, async (tx) => {
      const settings = await this.logs.forUpdate(tx);
      assertIfMatch(ifMatch, settings.version);
      if (settings.isPublic === isPublic) return;
      await this.logs.setPublic(tx, isPublic);
      await this.events.publish(tx, ctx, logAccessChanged, [{ public: isPublic, at: this.clock.now() }]);
    });
  }

  /** @throws 404 unless the organization has opened its log; whether it exists at all is not told */
  async openToAll(organizationId: string): Promise<LogOwner> {
    const owner = { organizationId };
    const settings = isId(organizationId) ? await this.database.read(owner, (tx) => this.logs.settings(tx)) : null;
    if (!settings?.isPublic) throw notFound('public log');
    return owner;
  }

  private async hashTile(owner: LogOwner, level: number, index: number, width: number): Promise<Buffer | null> {
    const tiles = await this.database.read(owner, (tx) => this.repository.tiles(tx, [{ level, index }]));
    const [hashes] = tiles.values();
    return hashes && hashes.length >= width * HASH_BYTES ? Buffer.from(hashes.subarray(0, width * HASH_BYTES)) : null;
  }

  private async entryBundle(owner: LogOwner, index: number, width: number): Promise<Buffer | null> {
    const from = index * TILE_WIDTH;
    const leaves = await this.database.read(owner, (tx) => this.repository.leaves(tx, from, from + width));
    if (leaves.length < width) return null;
    return Buffer.concat(leaves.flatMap(({ entry }) => [lengthPrefix(entry.length), entry]));
  }
}

/** A number that no log can reach is the size of none. */
function assertSize(size: number): void {
  if (!Number.isSafeInteger(size)) throw sizeNotSigned(size);
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
