import { equalBytes } from './bytes';
import { rangeHash, type LeafRange, type TileSource } from './tiles';
import { assertCount, assertHash, nodeHash, splitPoint } from './tree';

/** An inclusion proof with everything it is checked against. */
export interface InclusionClaim {
  leafIndex: number;
  treeSize: number;
  leafHash: Uint8Array;
  proof: readonly Uint8Array[];
  root: Uint8Array;
}

/** A consistency proof between two heads. */
export interface ConsistencyClaim {
  size1: number;
  size2: number;
  root1: Uint8Array;
  root2: Uint8Array;
  proof: readonly Uint8Array[];
}

/** The ranges of leaves whose hashes are the inclusion proof, leaf's sibling first (RFC 9162 section 2.1.3.1). */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  assertCount(size, 'tree size', 1);
  assertCount(index, 'leaf index');
  if (index >= size) throw new Error(`leaf index ${index} is not in a tree of ${size}`);
  const ranges: LeafRange[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      ranges.unshift([middle, end]);
      end = middle;
    } else {
      ranges.unshift([start, middle]);
      start = middle;
    }
  }
  return ranges;
}

/** The ranges of leaves whose hashes are the consistency proof, in its order (RFC 9162 section 2.1.4.1). */
export function consistencyRanges(size1: number, size2: number): LeafRange[] {
  assertCount(size1, 'first size', 1);
  assertCount(size2, 'second size', 1);
  if (size1 > size2) throw new Error(`first size ${size1} is above the second ${size2}`);
  const ranges: LeafRange[] = [];
  let [start, end] = [0, size2];
  while (end !== size1) {
    const middle = start + splitPoint(end - start);
    if (size1 <= middle) {
      ranges.unshift([middle, end]);
      end = middle;
    } else {
      ranges.unshift([start, middle]);
      start = middle;
    }
  }
  // The verifier knows the old root; it needs the first node only where that is not the whole old tree.
  if (start > 0) ranges.unshift([start, end]);
  return ranges;
}

/** The inclusion proof of leaf `index` in the tree of the first `size` leaves. Throws when a tile is missing. */
export function inclusionProof(index: number, size: number, tiles: TileSource): Uint8Array[] {
  return inclusionRanges(index, size).map((range) => rangeHash(range, size, tiles));
}

/** The proof that the tree of `size1` leaves is a prefix of that of `size2`. Throws on size 0: there is nothing to prove. */
export function consistencyProof(size1: number, size2: number, tiles: TileSource): Uint8Array[] {
  return consistencyRanges(size1, size2).map((range) => rangeHash(range, size2, tiles));
}

/** Throws unless `proof` shows that `leafHash` is leaf `leafIndex` of the tree with that root (RFC 9162 section 2.1.3.2). */
export function verifyInclusion({ leafIndex, treeSize, leafHash, proof, root }: InclusionClaim): void {
  assertCount(treeSize, 'tree size', 1);
  assertCount(leafIndex, 'leaf index');
  if (leafIndex >= treeSize) throw new Error(`leaf index ${leafIndex} is not in a tree of ${treeSize}`);
  assertHash(leafHash, 'leaf hash');
  assertHash(root, 'root');
  assertProof(proof, inclusionRanges(leafIndex, treeSize).length);
  let [node, last, computed] = [leafIndex, treeSize - 1, leafHash];
  for (const sibling of proof) {
    if (node % 2 === 1 || node === last) {
      computed = nodeHash(sibling, computed);
      while (node % 2 === 0 && node > 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      computed = nodeHash(computed, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  if (last !== 0 || !equalBytes(computed, root)) throw new Error('inclusion proof does not lead to the root');
}

/** Throws unless `proof` shows that the second tree extends the first (RFC 9162 section 2.1.4.2; sizes above 0). */
export function verifyConsistency({ size1, size2, root1, root2, proof }: ConsistencyClaim): void {
  const expected = consistencyRanges(size1, size2).length;
  assertHash(root1, 'first root');
  assertHash(root2, 'second root');
  assertProof(proof, expected);
  if (size1 === size2) {
    if (!equalBytes(root1, root2)) throw new Error('same size, different roots');
    return;
  }
  // The old root itself is the first node where the old tree is one complete subtree; the proof then leaves it out.
  const [first, ...rest] = isPowerOfTwo(size1) ? [root1, ...proof] : proof;
  if (!first) throw new Error('consistency proof is empty');
  const [old, grown] = climb(size1, size2, first, rest);
  if (!equalBytes(old, root1)) throw new Error('consistency proof does not lead to the first root');
  if (!equalBytes(grown, root2)) throw new Error('consistency proof does not lead to the second root');
}

/** Steps 3 to 6 of RFC 9162 section 2.1.4.2: the two roots that the path leads to. */
function climb(size1: number, size2: number, first: Uint8Array, path: readonly Uint8Array[]): [Uint8Array, Uint8Array] {
  let [node, last] = [size1 - 1, size2 - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  let [old, grown] = [first, first];
  for (const hash of path) {
    if (node % 2 === 1 || node === last) {
      [old, grown] = [nodeHash(hash, old), nodeHash(hash, grown)];
      while (node % 2 === 0 && node > 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      grown = nodeHash(grown, hash);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw new Error('consistency proof is too short');
  return [old, grown];
}

function assertProof(proof: readonly Uint8Array[], length: number): void {
  if (!Array.isArray(proof)) throw new Error('proof is not a list of hashes');
  proof.forEach((hash: Uint8Array, i) => assertHash(hash, `proof[${i}]`));
  if (proof.length !== length) throw new Error(`proof has ${proof.length} hashes, not ${length}`);
}

function isPowerOfTwo(n: number): boolean {
  return n === 1 || splitPoint(n) * 2 === n;
}
