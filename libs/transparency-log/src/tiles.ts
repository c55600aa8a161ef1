import { concatBytes } from './bytes';
import { HASH_BYTES } from './hashing';
import { assertCount, assertHash, nodeHash, rootHash, splitPoint } from './tree';

/** Hashes in a full tile (C2SP tlog-tiles: height 8). */
export const TILE_WIDTH = 256;

/** Stored tiles by `tilePath`. A `Map<string, Uint8Array>` is one. A full tile, or a wider one, serves for a partial one. */
export interface TileSource {
  get(path: string): Uint8Array | undefined;
}

/** One tile: its place and the concatenated hashes it holds, 32 bytes each. */
export interface Tile {
  level: number;
  index: number;
  hashes: Uint8Array;
}

/** A tile that a tree of some size has, and how many hashes of it. */
export interface TileReference {
  level: number;
  index: number;
  width: number;
}

/** Leaves `start` to `end - 1`. */
export type LeafRange = readonly [start: number, end: number];

/** `tile/<L>/<N>[.p/<W>]`; level 'entries' for bundles of entries. Width 256 or none means a full tile. */
export function tilePath(level: number | 'entries', index: number, width: number = TILE_WIDTH): string {
  if (level !== 'entries') assertCount(level, 'tile level');
  if (level !== 'entries' && level > 63) throw new Error(`tile level is above 63: ${level}`);
  assertCount(index, 'tile index');
  assertCount(width, 'tile width', 1);
  if (width > TILE_WIDTH) throw new Error(`tile width is above ${TILE_WIDTH}: ${width}`);
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g)!;
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Reads what `tilePath` writes; throws on every other spelling. */
export function parseTilePath(path: string): { level: number | 'entries'; index: number; width: number } {
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path);
  if (!match) throw new Error('not a tile path');
  const level = match[1] === 'entries' ? 'entries' : Number(match[1]);
  const index = Number(match[2]!.replace(/[x/]/g, ''));
  const width = match[3] === undefined ? TILE_WIDTH : Number(match[3]);
  // Formatting again refuses leading zeroes, a partial tile of 256 and indexes that are no safe integer.
  if (tilePath(level, index, width) !== path) throw new Error('not a canonical tile path');
  return { level, index, width };
}

/** The tiles on the right edge of a tree: those that the next leaves extend, and all that its root needs. */
export function edgeTiles(size: number): TileReference[] {
  assertCount(size, 'tree size');
  const edge: TileReference[] = [];
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
    const width = count % TILE_WIDTH;
    if (width > 0) edge.push({ level, index: Math.floor(count / TILE_WIDTH), width });
  }
  return edge;
}

/** The tiles that hold the complete subtrees which make up `ranges` in a tree of `size` leaves. */
export function tilesOf(ranges: readonly LeafRange[], size: number): TileReference[] {
  const found = new Map<string, TileReference>();
  for (const range of ranges) {
    for (const [start, end] of completeSubtrees(range)) {
      const { level, index } = placeOf(start, end - start);
      found.set(`${level}/${index}`, { level, index, width: widthIn(level, index, size) });
    }
  }
  return [...found.values()];
}

/** The Merkle tree hash of a range of leaves, from tiles. Throws when a tile is missing, too short or malformed. */
export function rangeHash(range: LeafRange, size: number, tiles: TileSource): Uint8Array {
  const hashes = completeSubtrees(range).map(([start, end]) => subtreeHash(start, end - start, size, tiles));
  if (hashes.length === 0) return rootHash([]);
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** The root of the first `size` leaves, from tiles. Reads the right edge only. */
export function rootFromTiles(size: number, tiles: TileSource): Uint8Array {
  assertCount(size, 'tree size');
  return rangeHash([0, size], size, tiles);
}

/**
 * The tiles that change when `leafHashes` are added to a tree of `size` leaves. Reads the right edge of the old
 * tree from `tiles` and returns the changed tiles whole, so the cost is that of the new leaves and a logarithm.
 */
export function growTiles(size: number, leafHashes: readonly Uint8Array[], tiles: TileSource): Tile[] {
  assertCount(size, 'tree size');
  leafHashes.forEach((hash) => assertHash(hash, 'leaf hash'));
  const changed: Tile[] = [];
  let nodes = [...leafHashes];
  for (let level = 0, count = size; nodes.length > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
    const present = count % TILE_WIDTH;
    let index = Math.floor(count / TILE_WIDTH);
    let row = present > 0 ? readTile({ level, index, width: present }, tiles) : [];
    const above: Uint8Array[] = [];
    for (const node of nodes) {
      row.push(node);
      if (row.length < TILE_WIDTH) continue;
      changed.push({ level, index, hashes: concatBytes(...row) });
      above.push(rootHash(row));
      row = [];
      index += 1;
    }
    if (row.length > 0) changed.push({ level, index, hashes: concatBytes(...row) });
    nodes = above;
  }
  return changed;
}

/** Every tile of the tree over `leafHashes`, partial ones under their partial path. */
export function buildTiles(leafHashes: readonly Uint8Array[]): Map<string, Uint8Array> {
  const tiles = growTiles(0, leafHashes, new Map());
  return new Map(tiles.map(({ level, index, hashes }) => [tilePath(level, index, hashes.length / HASH_BYTES), hashes]));
}

/** Splits a range into the complete, aligned subtrees that RFC 6962 hashes it from, left to right. */
function completeSubtrees([start, end]: LeafRange): LeafRange[] {
  const subtrees: LeafRange[] = [];
  let from = start;
  while (from < end) {
    const length = end - from;
    const power = splitPoint(length + 1);
    subtrees.push([from, from + power]);
    from += power;
  }
  return subtrees;
}

/** Where a complete subtree of `leaves` (a power of two) leaves from `start` on is stored: some hashes of one tile. */
function placeOf(start: number, leaves: number): { level: number; index: number; offset: number; count: number } {
  let level = 0;
  let span = 1;
  while (span * TILE_WIDTH <= leaves) {
    span *= TILE_WIDTH;
    level += 1;
  }
  const position = start / span;
  return { level, index: Math.floor(position / TILE_WIDTH), offset: position % TILE_WIDTH, count: leaves / span };
}

function widthIn(level: number, index: number, size: number): number {
  return Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - index * TILE_WIDTH);
}

function subtreeHash(start: number, leaves: number, size: number, tiles: TileSource): Uint8Array {
  const { level, index, offset, count } = placeOf(start, leaves);
  return rootHash(readTile({ level, index, width: widthIn(level, index, size) }, tiles, offset, offset + count));
}

/** The hashes `from` to `to - 1` of a tile. */
function readTile({ level, index, width }: TileReference, tiles: TileSource, from = 0, to = width): Uint8Array[] {
  const path = tilePath(level, index, width);
  const bytes = tiles.get(path) ?? tiles.get(tilePath(level, index));
  if (!bytes) throw new Error(`tile is missing: ${path}`);
  if (bytes.length % HASH_BYTES !== 0) throw new Error(`tile is malformed: ${path}`);
  if (bytes.length < width * HASH_BYTES) throw new Error(`tile is too short: ${path}`);
  const hashAt = (i: number): Uint8Array => new Uint8Array(bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
  return Array.from({ length: to - from }, (_, i) => hashAt(from + i));
}
