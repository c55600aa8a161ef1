import { Injectable } from '@nestjs/common';
import { Clock, Config, Database, systemContext, type RequestContext, type Tx } from '@divan/platform';
import {
  consistencyProof,
  consistencyRanges,
  inclusionProof,
  inclusionRanges,
  openNote,
  parseCheckpoint,
  rootFromTiles,
  tilePath,
  tilesOf,
  TILE_WIDTH,
  verifyConsistency,
  verifyInclusion,
  type TileSource,
} from '@divan/transparency-log';
import { CheckpointRepository, type StoredCheckpoint } from './checkpoint.repository';
import { LedgerAlarms } from './ledger-alarms';
import { assertContains, LedgerMemory, type KnownHead } from './ledger-memory';
import { LedgerRefusal } from './ledger-refusal';
import { ledgerConfig } from './ledger.config';
import { INTEGRATOR } from './ledger.integrator';
import { LedgerRepository, type StoredLog } from './ledger.repository';
import { LogRepository } from './log.repository';

/** Who raises and clears the alarms of stored logs that do not verify. */
export const SELF_CHECK = 'self-check';

/** Logs of one round: with the leaves of one log, what bounds its cost whatever is stored. */
const LOGS_PER_ROUND = 20;

/**
 * Verifies the stored logs again and again, a stretch at a time: entries against leaf hashes, leaf hashes against tiles,
 * tiles against the newest signed head, an older head against the newest, and both against their signatures.
 */
@Injectable()
export class LedgerVerification {
  constructor(
    private readonly database: Database,
    private readonly repository: LedgerRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly logs: LogRepository,
    private readonly memory: LedgerMemory,
    private readonly alarms: LedgerAlarms,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** One round: the next stretch of the logs that were verified longest ago. */
  async run(): Promise<void> {
    const due = await this.database.system('ledger.find-unverified', (tx) =>
      this.logs.leastVerified(tx, LOGS_PER_ROUND),
    );
    for (const organizationId of due) await this.verify(organizationId);
  }

  /** The next stretch of one log. */
  async verify(organizationId: string): Promise<void> {
    const ctx = systemContext(organizationId, 'ledger');
    const { from, to, failure } = await this.database.read(ctx, (tx) => this.verifyStretch(tx));
    const lost = await this.database.read(ctx, (tx) => this.verifyMemory(tx));
    await this.database.transaction(ctx, async (tx) => {
      // A stretch that fails is verified again until it has been repaired.
      await this.logs.saveVerified(tx, failure === null ? to : from, this.clock.now());
      if (failure === null) await this.alarms.clear(tx, ctx, ['inconsistent'], SELF_CHECK);
      else await this.alarms.raise(tx, ctx, { kind: 'inconsistent', source: SELF_CHECK, reason: failure, lost: null });
      await this.tellLoss(tx, ctx, lost);
    });
  }

  private async tellLoss(tx: Tx, ctx: RequestContext, lost: LedgerRefusal | null): Promise<void> {
    if (lost === null) return this.alarms.clear(tx, ctx, ['rolled_back'], INTEGRATOR);
    if (lost.kind !== 'rolled_back') return;
    const alarm = { kind: lost.kind, source: INTEGRATOR, reason: lost.message, lost: lost.lost } as const;
    return this.alarms.raise(tx, ctx, alarm);
  }

  private async verifyStretch(tx: Tx): Promise<{ from: number; to: number; failure: string | null }> {
    const cursor = await this.logs.verifiedTo(tx);
    const log = await this.repository.state(tx);
    const size = log.last?.size ?? 0;
    const from = cursor < size ? cursor - (cursor % TILE_WIDTH) : 0;
    const to = Math.min(size, from + this.config.get(ledgerConfig).LEDGER_VERIFY_LEAVES);
    try {
      await this.assertStretch(tx, log, from, to);
      return { from, to, failure: null };
    } catch (error) {
      if (!(error instanceof Contradiction)) throw error;
      return { from, to, failure: error.message };
    }
  }

  private async assertStretch(tx: Tx, { size, last }: StoredLog, from: number, to: number): Promise<void> {
    // Leaves and their head are committed together and were read together.
    demand(size === (last?.size ?? 0), `The log has ${size} leaves, and ${last?.size ?? 0} are signed.`);
    if (!last) return;
    const older = (await this.checkpoints.covering(tx, from + 1)) ?? last;
    const rows = await this.repository.rehash(tx, from, to);
    const firsts = Array.from({ length: Math.ceil((to - from) / TILE_WIDTH) }, (_, i) => from + i * TILE_WIDTH);
    const ranges = [...firsts.flatMap((leaf) => inclusionRanges(leaf, size)), ...consistencyRanges(older.size, size)];
    const places = [
      ...tilesOf([[0, size], ...ranges], size),
      ...firsts.map((leaf) => ({ level: 0, index: leaf / TILE_WIDTH })),
    ];
    const unique = new Map(places.map((place) => [`${place.level}/${place.index}`, place]));
    const tiles = await this.repository.tiles(tx, [...unique.values()]);
    for (const head of new Set([older, last])) assertSigned(head);
    contradiction(`The tiles do not lead to the newest signed head of ${size} leaves`, () => {
      demand(Buffer.from(rootFromTiles(size, tiles)).equals(last.root), 'another root');
      const proof = consistencyProof(older.size, size, tiles);
      verifyConsistency({ size1: older.size, size2: size, root1: older.root, root2: last.root, proof });
    });
    for (const first of firsts) assertTile(first, Math.min(to, first + TILE_WIDTH), rows, tiles, last);
  }

  private async verifyMemory(tx: Tx): Promise<LedgerRefusal | null> {
    const log = await this.repository.state(tx);
    try {
      const known = await this.memory.toProve(tx, { ...log, alarms: log.alarms.filter(isRollback) });
      for (const head of known) await this.assertRemembered(tx, head, log.last!);
      return null;
    } catch (error) {
      if (error instanceof LedgerRefusal) return error;
      throw error;
    }
  }

  private async assertRemembered(tx: Tx, head: KnownHead, last: StoredCheckpoint): Promise<void> {
    const tiles = await this.repository.tiles(tx, tilesOf(consistencyRanges(head.size, last.size), last.size));
    const proof = consistencyProof(head.size, last.size, tiles);
    assertContains(head, { size2: last.size, root2: last.root, proof });
  }
}

/** What is stored does not agree with what is signed, or with itself. */
class Contradiction extends Error {}

const isRollback = ({ kind }: { kind: string }): boolean => kind === 'rolled_back';

function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Contradiction(otherwise);
}

function contradiction(what: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw new Contradiction(`${what}: ${(cause as Error).message}.`, { cause });
  }
}

/** The row says what its note says, and the log's key signed that. */
function assertSigned({ size, root, origin, vkey, signedNote }: StoredCheckpoint): void {
  contradiction(`The checkpoint of ${size} leaves is not what was signed`, () => {
    const signed = parseCheckpoint(openNote(signedNote, [vkey]).text);
    demand(signed.size === size && signed.origin === origin, 'another size or origin');
    demand(root.equals(signed.root), 'another root');
  });
}

/** Entries `first` to `end - 1`, all of one tile, are those that the head was signed over. */
function assertTile(
  first: number,
  end: number,
  rows: readonly { index: number; stored: Buffer; rehashed: Buffer }[],
  tiles: TileSource,
  head: StoredCheckpoint,
): void {
  const name = `Leaves ${first} to ${end - 1}`;
  const row = rows.find(({ index }) => index === first / TILE_WIDTH);
  demand(row?.stored.length === (end - first) * 32, `${name} are not all there.`);
  const { stored, rehashed } = row!;
  const changed = Array.from({ length: end - first }, (_, i) => i).filter(
    (i) => !stored.subarray(i * 32, i * 32 + 32).equals(rehashed.subarray(i * 32, i * 32 + 32)),
  );
  demand(changed.length === 0, `The entry of leaf ${first + changed[0]!} is not what its hash says.`);
  const tile = tiles.get(tilePath(0, first / TILE_WIDTH));
  demand(!!tile && stored.equals(tile.subarray(0, stored.length)), `${name} have other hashes than their tile.`);
  contradiction(`${name} are not under the newest signed head`, () =>
    verifyInclusion({
      leafIndex: first,
      treeSize: head.size,
      leafHash: new Uint8Array(stored.subarray(0, 32)),
      proof: inclusionProof(first, head.size, tiles),
      root: head.root,
    }),
  );
}
