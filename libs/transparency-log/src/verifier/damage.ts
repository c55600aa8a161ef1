import { equalBytes } from '../bytes';
import type { StatementCode } from './statements';

/** What happened to one leaf, as far as comparing entries with stored hashes tells. */
export interface LeafDamage {
  code: Extract<StatementCode, `leaf.${string}`>;
  leaf: number;
  other?: number;
}

/**
 * Names what was done to a stretch of leaves: the hashes that its entries give against those that were stored for it.
 * A changed leaf stays where it is, a swap crosses, an insertion or removal moves all that follow.
 */
export function compareLeaves(
  start: number,
  computed: readonly Uint8Array[],
  stored: readonly Uint8Array[],
): LeafDamage[] {
  const different = [...stored.keys()].filter((i) => !same(computed[i], stored[i]));
  const [first, second] = different;
  if (first === undefined) return [];
  if (different.length === 2 && same(computed[first], stored[second!]) && same(computed[second!], stored[first]))
    return [{ code: 'leaf.swapped', leaf: start + first, other: start + second! }];
  const last = stored.length - 1;
  const moved = Array.from({ length: last - first }, (_, i) => first + i);
  if (moved.length > 0 && moved.every((i) => same(computed[i + 1], stored[i])))
    return [{ code: 'leaf.inserted', leaf: start + first }];
  if (moved.length > 0 && moved.every((i) => same(computed[i], stored[i + 1])))
    return [{ code: 'leaf.removed', leaf: start + first }];
  return different.map((i) => ({ code: 'leaf.changed', leaf: start + i }));
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && equalBytes(a, b);
}
