import { equalBytes } from '../bytes';
import type { PulledCopy } from './copy';
import type { LeafDamage } from './damage';
import { sizeOf, type Head, type Heads, type Tree } from './heads';
import type { Findings } from './statements';
import type { Walk } from './walk';
import { TILE_WIDTH, tilePath } from '../tiles';

type Roots = ReadonlyMap<number, Uint8Array>;
/** Which of the two things that should agree is the one that was signed. */
type Truth = 'entries' | 'hashes' | 'neither';

/** What a walk over a whole log says about it: the tree, and what was done to entries and tiles. */
export function treeOfWalk(subject: Head, walk: Walk, findings: Findings): Tree {
  const truth = truthOf(subject, walk.fromEntries, walk.fromTiles);
  for (const damage of walk.damage) {
    if (truth === 'entries' && !MISSING.includes(damage.code))
      findings.failed('tile.changed', tileOf(damage.leaf, walk.size));
    else reportDamage(damage, truth, findings);
  }
  for (const tile of walk.missingTiles) findings.failed('tile.missing', { tile });
  for (const { tile, place } of walk.changedTiles) findings.failed('tile.changed', { tile, place });
  if (truth === 'entries' && walk.damage.length === 0) {
    findings.proved('tree.complete', { size: walk.size });
    const damagedTiles = walk.missingTiles.length + walk.changedTiles.length;
    if (damagedTiles === 0 && walk.tiles > 0) findings.proved('tiles.agree', { tiles: walk.tiles });
  }
  return treeOf(walk.size, truth === 'hashes' ? walk.fromTiles : walk.fromEntries);
}

// Of these the tiles are no fault: there is an entry too few or too many.
const MISSING: readonly string[] = ['leaf.missing', 'leaf.repeated'];

/**
 * What the leaf hashes of a pulled copy give, up to the signed head and no further; null where the copy has none, not all
 * of them, or ends before the head: hashes under no signed root are anybody's word.
 */
export function treeOfCopy(subject: Head, heads: Heads, copy: PulledCopy, findings: Findings): Tree | null {
  if (copy.stated.size === 0) return null;
  if (sizeOf(subject) > copy.stated.size) {
    findings.open('copy.stops', { to: copy.stated.size - 1, size: sizeOf(subject) });
    return null;
  }
  const gap = copy.gap();
  if (gap) {
    findings.failed('copy.gap', gap);
    return null;
  }
  const sizes = new Set(heads.all.map(sizeOf));
  const [fromEntries, fromHashes] = [copy.roots(sizes, 'entries'), copy.roots(sizes, 'hashes')];
  const truth = truthOf(subject, fromEntries, fromHashes);
  const damage = copy.damage();
  for (const found of damage) reportDamage(found, truth, findings);
  if (truth === 'entries' && damage.length === 0) {
    findings.proved('copy.complete', { size: sizeOf(subject) });
    const unseen = copy.unseen(sizeOf(subject));
    if (unseen > 0) findings.open('leaves.unseen', { count: unseen });
  }
  return treeOf(sizeOf(subject), truth === 'hashes' ? fromHashes : fromEntries);
}

/** Hashes that a copy's pages state against those of the walked log. */
export function compareStated(copy: PulledCopy, index: number, hash: Uint8Array, findings: Findings): void {
  const stated = copy.stated.get(index);
  if (stated && !equalBytes(stated, hash)) findings.failed('leaf.hashChanged', { leaf: index });
}

function truthOf({ checkpoint }: Head, fromEntries: Roots, fromHashes: Roots): Truth {
  const gives = (roots: Roots): boolean => {
    const root = roots.get(checkpoint.size);
    return root !== undefined && equalBytes(root, checkpoint.root);
  };
  if (gives(fromEntries)) return 'entries';
  return gives(fromHashes) ? 'hashes' : 'neither';
}

function reportDamage({ code, leaf, other }: LeafDamage, truth: Truth, findings: Findings): void {
  const params = { leaf, ...(other === undefined ? {} : { other }) };
  if (code !== 'leaf.changed') findings.failed(code, params);
  else if (truth === 'hashes') findings.failed('leaf.changed', params);
  else findings.failed(truth === 'entries' ? 'leaf.hashChanged' : 'leaf.disagrees', params);
}

function tileOf(leaf: number, size: number): { tile: string; place: number } {
  const index = Math.floor(leaf / TILE_WIDTH);
  return { tile: tilePath(0, index, Math.min(TILE_WIDTH, size - index * TILE_WIDTH)), place: leaf % TILE_WIDTH };
}

function treeOf(size: number, roots: Roots): Tree {
  return { size, rootAt: (at) => roots.get(at) };
}
