import { equalBytes } from '../bytes';
import { HASH_BYTES } from '../hashing';

/** Leaf hashes by index, 33 bytes each: a million leaves fit where a million objects would not. */
export class LeafTable {
  private hashes = new Uint8Array(0);
  private present = new Uint8Array(0);
  private end = 0;

  /** One above the highest index that was set. */
  get size(): number {
    return this.end;
  }

  /** @returns whether the place was free, held the same hash already, or another one, which then stays */
  set(index: number, hash: Uint8Array): 'new' | 'same' | 'conflict' {
    this.reserve(index + 1);
    if (this.present[index]) return equalBytes(this.at(index), hash) ? 'same' : 'conflict';
    this.hashes.set(hash, index * HASH_BYTES);
    this.present[index] = 1;
    this.end = Math.max(this.end, index + 1);
    return 'new';
  }

  get(index: number): Uint8Array | undefined {
    return this.present[index] ? this.at(index) : undefined;
  }

  private at(index: number): Uint8Array {
    return this.hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }

  private reserve(size: number): void {
    if (size <= this.present.length) return;
    if (size > MAX_LEAVES) throw new Error(`leaf index ${size - 1} is too large for a copy`);
    const capacity = Math.min(MAX_LEAVES, Math.max(size, 1024, this.present.length * 2));
    const [hashes, present] = [this.hashes, this.present];
    this.hashes = new Uint8Array(capacity * HASH_BYTES);
    this.present = new Uint8Array(capacity);
    this.hashes.set(hashes);
    this.present.set(present);
  }
}

// A forged index must not make the verifier ask for all memory there is.
const MAX_LEAVES = 2 ** 26;
