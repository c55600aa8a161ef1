import fc from 'fast-check';
import { leafHash, MerkleFold, nodeHash, parseEntryBundle, rootHash } from '.';

/** RFC 6962 section 2.1, as it is written there. */
function naive(leaves: Uint8Array[]): Uint8Array {
  if (leaves.length <= 1) return leaves[0] ?? rootHash([]);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(naive(leaves.slice(0, k)), naive(leaves.slice(k)));
}

const leaves = Array.from({ length: 600 }, (_, n) => leafHash(Uint8Array.of(n & 255, n >> 8)));

describe('a growing root', () => {
  it('is the Merkle tree hash at every size', () => {
    const fold = new MerkleFold();
    for (let size = 0; size <= 600; size += 1) {
      if (size < 70 || size % 97 === 0) expect(fold.root()).toEqual(naive(leaves.slice(0, size)));
      expect(fold.size).toBe(size);
      if (size < 600) fold.push(leaves[size]!);
    }
  });

  it('is the same by whole subtrees, and after parting', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 40 }), (power, rest) => {
        const span = 2 ** power;
        const fold = new MerkleFold();
        for (let at = 0; at < 4 * span; at += span) fold.pushSubtree(rootHash(leaves.slice(at, at + span)), span);
        const other = fold.clone();
        for (let at = 4 * span; at < 4 * span + rest; at += 1) fold.push(leaves[at]!);
        expect(fold.root()).toEqual(naive(leaves.slice(0, 4 * span + rest)));
        expect(other.root()).toEqual(naive(leaves.slice(0, 4 * span)));
      }),
    );
  });

  it('refuses what is no hash and what does not fit', () => {
    const fold = new MerkleFold();
    fold.push(leaves[0]!);
    expect(() => fold.push(new Uint8Array(31))).toThrow('32-byte');
    for (const size of [2, 3, 0, -1, 0.5, Number.NaN]) expect(() => fold.pushSubtree(leaves[0]!, size)).toThrow('fit');
    expect(fold.size).toBe(1);
  });
});

describe('a bundle of entries', () => {
  it('is read as it is written, and refused when cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (entries) => {
        const bundle = Uint8Array.from(entries.flatMap((entry) => [entry.length >> 8, entry.length & 255, ...entry]));
        expect(parseEntryBundle(bundle)).toEqual(entries);
        if (bundle.length > 0) {
          const cut = bundle.slice(0, -1);
          if (entries.at(-1)!.length > 0) expect(() => parseEntryBundle(cut)).toThrow('ends within');
        }
      }),
    );
    expect(() => parseEntryBundle(Uint8Array.of(0))).toThrow('length');
    expect(() => parseEntryBundle(Uint8Array.of(0, 2, 1))).toThrow('entry');
  });
});
