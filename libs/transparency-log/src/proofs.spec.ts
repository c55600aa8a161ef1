import fc from 'fast-check';
import {
  buildTiles,
  consistencyProof,
  consistencyRanges,
  edgeTiles,
  growTiles,
  inclusionProof,
  inclusionRanges,
  leafHash,
  nodeHash,
  parseTilePath,
  rootFromTiles,
  rootHash,
  tilePath,
  tilesOf,
  verifyConsistency,
  verifyInclusion,
} from '.';

fc.configureGlobal({ numRuns: 50 });

/** The definition of RFC 6962 section 2.1, word for word: slow, recursive, and not what is under test. */
function naiveRoot(leaves: Uint8Array[]): Uint8Array {
  if (leaves.length < 2) return leaves[0] ?? rootHash([]);
  const k = naiveSplit(leaves.length);
  return nodeHash(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}
function naivePath(m: number, leaves: Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = naiveSplit(leaves.length);
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
}
function naiveProof(m: number, leaves: Uint8Array[], whole = true): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [naiveRoot(leaves)];
  const k = naiveSplit(leaves.length);
  return m <= k
    ? [...naiveProof(m, leaves.slice(0, k), whole), naiveRoot(leaves.slice(k))]
    : [...naiveProof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
}
const naiveSplit = (n: number): number => 2 ** Math.ceil(Math.log2(n) - 1);

const leaves = Array.from({ length: 1400 }, (_, i) => leafHash(new TextEncoder().encode(`leaf ${i}`)));
const known = new Map<number, Map<string, Uint8Array>>();
function tilesAt(size: number): Map<string, Uint8Array> {
  const tiles = known.get(size) ?? buildTiles(leaves.slice(0, size));
  known.set(size, tiles);
  return tiles;
}
const sizes = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 250, max: 260 }),
  fc.integer({ min: 1, max: 1400 }),
);
const indexAndSize = sizes.chain((size) => fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.constant(size)));
const twoSizes = sizes.chain((size2) => fc.tuple(fc.integer({ min: 1, max: size2 }), fc.constant(size2)));

describe('trees, tiles and proofs', () => {
  it('computes the root of the definition, from leaves and from tiles', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const expected = naiveRoot(leaves.slice(0, size));
        expect(rootHash(leaves.slice(0, size))).toEqual(expected);
        expect(rootFromTiles(size, tilesAt(size))).toEqual(expected);
      }),
    );
    expect(rootFromTiles(0, new Map())).toEqual(rootHash([]));
  });

  it('proves inclusion as the definition does', () => {
    fc.assert(
      fc.property(indexAndSize, ([leafIndex, treeSize]) => {
        const proof = inclusionProof(leafIndex, treeSize, tilesAt(treeSize));
        expect(proof).toEqual(naivePath(leafIndex, leaves.slice(0, treeSize)));
        const root = rootHash(leaves.slice(0, treeSize));
        const claim = { leafIndex, treeSize, leafHash: leaves[leafIndex]!, proof, root };
        verifyInclusion(claim);
        expect(() => verifyInclusion({ ...claim, proof: [...proof, root] })).toThrow();
        expect(() => verifyInclusion({ ...claim, leafHash: leaves[(leafIndex + 1) % 1400]! })).toThrow();
        if (proof.length > 0) expect(() => verifyInclusion({ ...claim, proof: proof.slice(1) })).toThrow();
      }),
    );
  });

  it('proves consistency as the definition does', () => {
    fc.assert(
      fc.property(twoSizes, ([size1, size2]) => {
        const proof = consistencyProof(size1, size2, tilesAt(size2));
        expect(proof).toEqual(naiveProof(size1, leaves.slice(0, size2)));
        const claim = {
          size1,
          size2,
          root1: rootHash(leaves.slice(0, size1)),
          root2: rootHash(leaves.slice(0, size2)),
          proof,
        };
        verifyConsistency(claim);
        const other = leafHash(new Uint8Array());
        expect(() => verifyConsistency({ ...claim, root1: other })).toThrow();
        expect(() => verifyConsistency({ ...claim, root2: other })).toThrow();
        expect(() => verifyConsistency({ ...claim, proof: [...proof, other] })).toThrow();
        proof.forEach((_, i) => {
          expect(() => verifyConsistency({ ...claim, proof: proof.with(i, other) })).toThrow();
          expect(() => verifyConsistency({ ...claim, proof: proof.toSpliced(i, 1) })).toThrow();
        });
      }),
    );
  });

  it('needs for a proof only the tiles it names', () => {
    fc.assert(
      fc.property(twoSizes, fc.nat(), ([size1, size2], seed) => {
        const all = tilesAt(size2);
        const only = (ranges: ReturnType<typeof inclusionRanges>): Map<string, Uint8Array> =>
          new Map(
            tilesOf(ranges, size2).map(({ level, index, width }) => [
              tilePath(level, index, width),
              all.get(tilePath(level, index, width))!,
            ]),
          );
        expect(consistencyProof(size1, size2, only(consistencyRanges(size1, size2)))).toHaveLength(
          consistencyRanges(size1, size2).length,
        );
        const index = seed % size2;
        expect(inclusionProof(index, size2, only(inclusionRanges(index, size2)))).toEqual(
          inclusionProof(index, size2, all),
        );
        const edge = new Map(
          edgeTiles(size2).map(({ level, index, width }) => [
            tilePath(level, index, width),
            all.get(tilePath(level, index, width))!,
          ]),
        );
        expect(rootFromTiles(size2, edge)).toEqual(rootHash(leaves.slice(0, size2)));
      }),
    );
  });

  it('grows in any steps to the same tiles', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 4 }), (steps) => {
        const stored = new Map<string, Uint8Array>();
        let size = 0;
        for (const step of steps) {
          for (const { level, index, hashes } of growTiles(size, leaves.slice(size, size + step), stored)) {
            stored.set(tilePath(level, index), hashes);
          }
          size += step;
        }
        // As text: comparing thousands of bytes one by one is what would take the time.
        const hex = (tiles: Map<string, Uint8Array>): [string, string][] =>
          [...tiles].map(([path, hashes]) => [path.replace(/\.p.*/, ''), Buffer.from(hashes).toString('hex')]);
        expect(new Map(hex(stored))).toEqual(new Map(hex(tilesAt(size))));
      }),
    );
  });

  it('proves against an older size from the tiles of a newer tree', () => {
    const tiles = new Map([...tilesAt(1400)].map(([path, hashes]) => [path.replace(/\.p.*/, ''), hashes]));
    expect(inclusionProof(17, 300, tiles)).toEqual(naivePath(17, leaves.slice(0, 300)));
    expect(rootFromTiles(777, tiles)).toEqual(rootHash(leaves.slice(0, 777)));
  });

  it('refuses malformed claims', () => {
    const root = rootHash(leaves.slice(0, 3));
    const good = { leafIndex: 1, treeSize: 3, leafHash: leaves[1]!, proof: inclusionProof(1, 3, tilesAt(3)), root };
    for (const wrong of [
      { treeSize: 0 },
      { leafIndex: 3 },
      { leafIndex: -1 },
      { leafIndex: 0.5 },
      { leafIndex: Number.NaN },
      { treeSize: 2 ** 53 },
      { treeSize: 3.5 },
      { leafHash: leaves[1]!.slice(1) },
      { root: new Uint8Array() },
      { proof: [] },
      { proof: [new Uint8Array(31), new Uint8Array(32)] },
    ]) {
      expect(() => verifyInclusion({ ...good, ...wrong })).toThrow();
    }
    for (const [size1, size2] of [
      [0, 3],
      [0, 0],
      [3, 2],
      [-1, 3],
      [1.5, 3],
      [1, Number.POSITIVE_INFINITY],
    ] as const) {
      expect(() => verifyConsistency({ size1, size2, root1: root, root2: root, proof: [] })).toThrow();
      expect(() => consistencyProof(size1, size2, tilesAt(3))).toThrow();
    }
    expect(() => verifyConsistency({ size1: 3, size2: 3, root1: root, root2: leaves[0]!, proof: [] })).toThrow();
    expect(() => verifyConsistency({ size1: 3, size2: 3, root1: root, root2: root, proof: [root] })).toThrow();
    expect(() => nodeHash(new Uint8Array(3), root)).toThrow();
    expect(() => rootHash([new Uint8Array(31)])).toThrow();
  });

  it('refuses missing, short and malformed tiles', () => {
    expect(() => rootFromTiles(3, new Map())).toThrow('missing');
    expect(() => rootFromTiles(3, new Map([['tile/0/000', new Uint8Array(64)]]))).toThrow('too short');
    expect(() => rootFromTiles(1, new Map([['tile/0/000', new Uint8Array(33)]]))).toThrow('malformed');
  });

  it('reads and writes tile paths in one spelling', () => {
    expect(tilePath(0, 1_234_067)).toBe('tile/0/x001/x234/067');
    expect(tilePath('entries', 5, 17)).toBe('tile/entries/005.p/17');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 63 }),
        fc.nat(),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          expect(parseTilePath(tilePath(level, index, width))).toEqual({ level, index, width });
        },
      ),
    );
    for (const path of [
      'tile/0/0',
      'tile/00/000',
      'tile/64/000',
      'tile/0/x000/001',
      'tile/0/001/002',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      'tile/0/../000',
      '/tile/0/000',
      'tile/-1/000',
      'tile/0/000\n',
    ]) {
      expect(() => parseTilePath(path)).toThrow();
    }
    expect(() => tilePath(0, 1.5)).toThrow();
    expect(() => tilePath(64, 0)).toThrow();
    expect(() => tilePath(0, 0, 257)).toThrow();
  });
});
