import { concatBytes } from './bytes';
import { HASH_BYTES, sha256 } from './hashing';

const LEAF_PREFIX = Uint8Array.of(0);
// Hashing is synchronous, so one buffer serves for every node; a million nodes need no million buffers.
const node = Uint8Array.of(1, ...new Uint8Array(2 * HASH_BYTES));

/** SHA-256(0x00 ‖ entry): RFC 6962 section 2.1. */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(concatBytes(LEAF_PREFIX, entry));
}

/** SHA-256(0x01 ‖ left ‖ right): RFC 6962 section 2.1. Throws unless both are 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  assertHash(left, 'left child');
  assertHash(right, 'right child');
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return sha256(node);
}

/** The Merkle tree hash of the leaves; SHA-256("") for none. Linear in the number of leaves. */
export function rootHash(leafHashes: readonly Uint8Array[]): Uint8Array {
  leafHashes.forEach((hash) => assertHash(hash, 'leaf hash'));
  if (leafHashes.length === 0) return sha256(new Uint8Array());
  let level = [...leafHashes];
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) above.push(nodeHash(level[i]!, level[i + 1]!));
    // A node without a sibling rises unchanged, which is what the recursive definition comes to.
    if (level.length % 2 === 1) above.push(level.at(-1)!);
    level = above;
  }
  return level[0]!;
}

/** Throws unless `hash` is 32 bytes. */
export function assertHash(hash: Uint8Array, what: string): void {
  if (!(hash instanceof Uint8Array) || hash.length !== HASH_BYTES) throw new Error(`${what} is not a 32-byte hash`);
}

/** Throws unless `value` is a safe integer of at least `min`. */
export function assertCount(value: number, what: string, min = 0): void {
  if (!Number.isSafeInteger(value) || value < min)
    throw new Error(`${what} is not an integer of at least ${min}: ${value}`);
}

/** The largest power of two smaller than `n` (n ≥ 2); arithmetic, because sizes exceed 32 bits. */
export function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
