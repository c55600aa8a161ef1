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
    this.pushSubtree(leafHash, 1);
  }

  /** Adds a complete subtree by its root: a power of two of leaves, of which the tree so far has whole multiples. */
  pushSubtree(root: Uint8Array, leaves: number): void {
    assertHash(root, 'hash');
    if (!(leaves >= 1) || !Number.isSafeInteger(Math.log2(leaves)) || this.count % leaves !== 0)
      throw new Error(`a subtree of ${leaves} leaves does not fit at ${this.count}`);
    let hash = root;
    for (let trees = this.count / leaves; trees % 2 === 1; trees = (trees - 1) / 2)
      hash = nodeHash(this.peaks.pop()!, hash);
    this.peaks.push(hash);
    this.count += leaves;
  }

  /** The same tree, to grow apart. */
  clone(): MerkleFold {
    const copy = new MerkleFold();
    copy.peaks.push(...this.peaks);
    copy.count = this.count;
    return copy;
  }

  /** The Merkle tree hash of what was pushed so far. */
  root(): Uint8Array {
    if (this.peaks.length === 0) return sha256(new Uint8Array());
    return this.peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}
