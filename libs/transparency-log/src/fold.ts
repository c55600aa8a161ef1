import { sha256 } from './hashing';
import { assertHash, nodeHash } from './tree';

/** The root of a growing tree, leaf by leaf, in memory that grows with the logarithm of its size (RFC 9162 section 2.1.2). */
export class MerkleFold {
  private readonly peaks: Uint8Array[] = [];
  private count = 0;

  /** How many leaves it has. */
  get size(): number {
    return this.count;
  }

  push(leafHash: Uint8Array): void {
    assertHash(leafHash, 'leaf hash');
    let hash = leafHash;
    for (let size = this.count; size % 2 === 1; size = (size - 1) / 2) hash = nodeHash(this.peaks.pop()!, hash);
    this.peaks.push(hash);
    this.count += 1;
  }

  /** The Merkle tree hash of what was pushed so far. */
  root(): Uint8Array {
    if (this.peaks.length === 0) return sha256(new Uint8Array());
    return this.peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}
