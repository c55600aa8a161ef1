import { equalBytes } from '../bytes';
import { parseEntryBundle } from '../entry-bundle';
import { MerkleFold } from '../fold';
import { HASH_BYTES } from '../hashing';
import { TILE_WIDTH, tilePath } from '../tiles';
import { leafHash, rootHash } from '../tree';
import { compareLeaves, type LeafDamage } from './damage';

/** Where a log is read: a web address, a folder. `null`: there is no such file. Paths are those of C2SP tlog-tiles. */
export interface LogSource {
  read(path: string): Promise<Uint8Array | null>;
  /** The first checkpoint that covers a leaf, where the log keeps those: needed to follow a change of key. */
  headCovering?(leaf: number): Promise<string | null>;
}

export interface WalkOptions {
  size: number;
  /** Sizes at which roots are wanted, beside `size` itself. */
  marks: Iterable<number>;
  /** Sees every entry, in order. */
  onEntry?(index: number, entry: Uint8Array, hash: Uint8Array): void;
  /** How many bundles are fetched ahead. */
  parallel?: number;
}

/** What walking a log gave. Nothing here is signed: compare the roots with heads. */
export interface Walk {
  size: number;
  /** Roots that the entries give, by size. */
  fromEntries: Map<number, Uint8Array>;
  /** Roots that the stored leaf hashes (tiles of level 0) give. The same, unless something was damaged. */
  fromTiles: Map<number, Uint8Array>;
  damage: LeafDamage[];
  /** Tiles of level 1 and above that do not hold what is below them, and missing ones of any level. */
  changedTiles: { tile: string; place: number }[];
  missingTiles: string[];
  tiles: number;
}

const LISTED_DAMAGE = 1_000;

interface Bundle {
  index: number;
  width: number;
  entries: Uint8Array | null;
  tile: Uint8Array | null;
}

/** Reads a whole log once, in order, in little memory: every entry hashed anew, every tile compared with that. */
export async function walkLog(source: LogSource, options: WalkOptions): Promise<Walk> {
  const walker = new Walker(source, options);
  for await (const bundle of bundles(source, options.size, options.parallel ?? 8)) {
    if (!(await walker.take(bundle))) break;
  }
  return walker.finish();
}

async function* bundles(source: LogSource, size: number, parallel: number): AsyncGenerator<Bundle> {
  const count = Math.ceil(size / TILE_WIDTH);
  const ahead: Promise<Bundle>[] = [];
  const fetchBundle = async (index: number): Promise<Bundle> => {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const [entries, tile] = await Promise.all([
      source.read(tilePath('entries', index, width)),
      source.read(tilePath(0, index, width)),
    ]);
    return { index, width, entries, tile };
  };
  for (let index = 0, next = 0; index < count; index += 1) {
    for (; next < count && next < index + parallel; next += 1) {
      const bundle = fetchBundle(next);
      // Whoever stops early leaves promises behind; their failures have been told by the first one.
      bundle.catch(() => undefined);
      ahead.push(bundle);
    }
    yield await ahead.shift()!;
  }
}

class Walker {
  private readonly result: Walk;
  private readonly marks: Set<number>;
  private readonly entriesFold = new MerkleFold();
  /** Only from the first difference on. */
  private tilesFold: MerkleFold | undefined;
  /** Rows of the upper tiles that are being filled: what the entries give, and what the tiles below hold. */
  private readonly rows: { index: number; fromEntries: Uint8Array[]; fromTiles: Uint8Array[] }[] = [];

  constructor(
    private readonly source: LogSource,
    private readonly options: WalkOptions,
  ) {
    const { size } = options;
    this.marks = new Set([...options.marks, size]);
    this.result = {
      size,
      fromEntries: new Map(),
      fromTiles: new Map(),
      damage: [],
      changedTiles: [],
      missingTiles: [],
      tiles: 0,
    };
    this.mark();
  }

  /** @returns false when neither entries nor hashes are there, so that nothing can follow */
  async take(bundle: Bundle): Promise<boolean> {
    const { index, width } = bundle;
    const entries = (bundle.entries && readBundle(bundle.entries)) ?? [];
    const computed = entries.map((entry) => leafHash(entry));
    const stored = bundle.tile?.length === width * HASH_BYTES ? slices(bundle.tile) : null;
    this.result.tiles += 1;
    if (!stored) this.result.missingTiles.push(tilePath(0, index, width));
    await this.inspect(bundle, computed, stored);
    const hashes = computed.length >= width ? computed.slice(0, width) : stored;
    if (!hashes) return false;
    const { onEntry } = this.options;
    if (onEntry) entries.slice(0, width).forEach((entry, i) => onEntry(index * TILE_WIDTH + i, entry, computed[i]!));
    await this.grow(hashes, stored ?? hashes);
    return true;
  }

  private async grow(fromEntries: readonly Uint8Array[], fromTiles: readonly Uint8Array[]): Promise<void> {
    // Until something differs both readings are one tree.
    const differ = fromEntries.some((hash, i) => !equalBytes(hash, fromTiles[i]!));
    if (differ) this.tilesFold ??= this.entriesFold.clone();
    if (fromEntries.length < TILE_WIDTH) return this.pushEach(fromEntries, fromTiles);
    const root = rootHash(fromEntries);
    const tileRoot = differ ? rootHash(fromTiles) : root;
    if (this.markWithin(TILE_WIDTH)) this.pushEach(fromEntries, fromTiles);
    else {
      this.entriesFold.pushSubtree(root, TILE_WIDTH);
      this.tilesFold?.pushSubtree(tileRoot, TILE_WIDTH);
      this.mark();
    }
    await this.climb(0, root, tileRoot);
  }

  private pushEach(fromEntries: readonly Uint8Array[], fromTiles: readonly Uint8Array[]): void {
    for (const [i, hash] of fromEntries.entries()) {
      this.entriesFold.push(hash);
      this.tilesFold?.push(fromTiles[i]!);
      this.mark();
    }
  }

  private markWithin(leaves: number): boolean {
    const { size } = this.entriesFold;
    return [...this.marks].some((mark) => mark > size && mark < size + leaves);
  }

  private async inspect({ index, width, entries }: Bundle, computed: Uint8Array[], stored: Uint8Array[] | null) {
    if (computed.length < width) await this.reportMissing(index, width, computed.length, entries !== null);
    else if (stored && computed.length > width) await this.reportRepeated(index, computed, stored);
    else if (stored) this.report(compareLeaves(index * TILE_WIDTH, computed, stored));
  }

  async finish(): Promise<Walk> {
    for (const [level, row] of this.rows.entries()) if (row.fromEntries.length > 0) await this.compareTile(level, row);
    return this.result;
  }

  private mark(): void {
    const { size } = this.entriesFold;
    if (!this.marks.has(size)) return;
    const root = this.entriesFold.root();
    this.result.fromEntries.set(size, root);
    this.result.fromTiles.set(size, this.tilesFold?.root() ?? root);
  }

  /** A full tile of `level` is one hash in a tile of the level above. */
  private async climb(level: number, fromEntries: Uint8Array, fromTiles: Uint8Array): Promise<void> {
    const row = (this.rows[level] ??= { index: 0, fromEntries: [], fromTiles: [] });
    row.fromEntries.push(fromEntries);
    row.fromTiles.push(fromTiles);
    if (row.fromEntries.length < TILE_WIDTH) return;
    await this.compareTile(level, row);
    const roots = [rootHash(row.fromEntries), rootHash(row.fromTiles)] as const;
    this.rows[level] = { index: row.index + 1, fromEntries: [], fromTiles: [] };
    await this.climb(level + 1, ...roots);
  }

  private async compareTile(below: number, row: Walker['rows'][number]): Promise<void> {
    const width = row.fromEntries.length;
    const path = tilePath(below + 1, row.index, width);
    this.result.tiles += 1;
    const tile = await this.source.read(path);
    if (!tile || tile.length !== width * HASH_BYTES) {
      this.result.missingTiles.push(path);
      return;
    }
    // What is damaged below has been told already; a tile above is at fault when it fits neither reading of it.
    const place = slices(tile).findIndex(
      (hash, i) => !equalBytes(hash, row.fromEntries[i]!) && !equalBytes(hash, row.fromTiles[i]!),
    );
    if (place >= 0) this.result.changedTiles.push({ tile: path, place });
  }

  private report(damage: readonly LeafDamage[]): void {
    const { damage: all } = this.result;
    // After an insertion or removal everything is elsewhere; that is one fact and not a million.
    if (all.some(({ code }) => code === 'leaf.inserted' || code === 'leaf.removed')) return;
    if (all.length < LISTED_DAMAGE) all.push(...damage);
  }

  /** Bisects with partial bundles: a server has those up to the first entry that is missing. */
  private async reportMissing(bundle: number, width: number, present: number, served: boolean): Promise<void> {
    let [low, high] = [present, width];
    const first = !this.result.damage.some(({ code }) => code === 'leaf.missing');
    while (first && !served && low + 1 < high) {
      const middle = Math.floor((low + high) / 2);
      if (await this.source.read(tilePath('entries', bundle, middle))) low = middle;
      else high = middle;
    }
    this.report([{ code: 'leaf.missing', leaf: bundle * TILE_WIDTH + low }]);
  }

  /** Of two entries with one index either may come first; how many come before it tells which index it is. */
  private async reportRepeated(bundle: number, computed: Uint8Array[], stored: Uint8Array[]): Promise<void> {
    const at = stored.findIndex((hash, i) => !equalBytes(computed[i]!, hash));
    const before = at > 0 ? await this.source.read(tilePath('entries', bundle, at)) : null;
    const index = at < 0 ? stored.length - 1 : before && (readBundle(before)?.length ?? 0) > at ? at - 1 : at;
    this.report([{ code: 'leaf.repeated', leaf: bundle * TILE_WIDTH + index }]);
  }
}

function readBundle(bytes: Uint8Array): Uint8Array[] | null {
  try {
    return parseEntryBundle(bytes);
  } catch {
    return null;
  }
}

function slices(tile: Uint8Array): Uint8Array[] {
  return Array.from({ length: tile.length / HASH_BYTES }, (_, i) =>
    tile.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}
