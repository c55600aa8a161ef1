import { concatBytes, equalBytes, sha256 } from './bytes';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const HASH_BYTES = 32;

/** RFC 6962: SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return sha256(concatBytes(LEAF, entry));
}

function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return sha256(concatBytes(NODE, left, right));
}

interface InclusionClaim {
  index: number;
  size: number;
  leaf: Uint8Array;
  proof: readonly Uint8Array[];
  root: Uint8Array;
}

/** RFC 9162, section 2.1.3.2: whether the path leads from this leaf to this root. */
export async function provesInclusion({ index, size, leaf, proof, root }: InclusionClaim): Promise<boolean> {
  const counts = [index, size].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!counts || index >= size || [leaf, root, ...proof].some((hash) => hash.length !== HASH_BYTES)) return false;
  let [node, last, computed] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      computed = await nodeHash(sibling, computed);
      while (node % 2 === 0 && node > 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      computed = await nodeHash(computed, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && equalBytes(computed, root);
}
