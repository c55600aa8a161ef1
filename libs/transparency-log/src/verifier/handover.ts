import { consistencyProof, consistencyRanges, verifyConsistency } from '../proofs';
import { rangeHash, tilePath, tilesOf } from '../tiles';
import { sizeOf, type Head, type Heads, type Rotation, type Tree } from './heads';
import type { Findings } from './statements';
import type { LogSource } from './walk';

/**
 * Asks the log for the heads that cover its changes of key, so that `Heads.follow` finds what the old key signed. Such a
 * head counts only where the log's own tiles show that the subject extends it.
 */
export async function withHandovers(
  { name, source }: { name: string; source: LogSource },
  { subject, heads, tree }: { subject: Head; heads: Heads; tree: Tree },
  rotations: readonly Rotation[],
  findings: Findings,
): Promise<Tree> {
  if (!source.headCovering || heads.isTrusted(subject)) return tree;
  const roots = new Map<number, Uint8Array>();
  for (const { leaf } of rotations) {
    const note = await source.headCovering(leaf);
    if (!note) continue;
    heads.add(`${name} (handover at entry ${leaf})`, note, 'given', findings);
    const size = heads.given.find((head) => head.note === note)?.checkpoint.size ?? 0;
    const root = size > leaf && size <= sizeOf(subject) ? await rootAt(source, size, subject) : null;
    if (root) roots.set(size, root);
  }
  return { size: tree.size, rootAt: (size) => tree.rootAt(size) ?? roots.get(size) };
}

/** The root at a smaller size, from tiles that are shown to lead to the subject's root; null when they do not. */
async function rootAt(source: LogSource, size: number, { checkpoint }: Head): Promise<Uint8Array | null> {
  const ranges = [[0, size] as const, ...consistencyRanges(size, checkpoint.size)];
  const tiles = new Map<string, Uint8Array>();
  for (const { level, index, width } of tilesOf(ranges, checkpoint.size)) {
    const path = tilePath(level, index, width);
    const tile = await source.read(path);
    if (tile) tiles.set(path, tile);
  }
  try {
    const root1 = rangeHash([0, size], checkpoint.size, tiles);
    const proof = consistencyProof(size, checkpoint.size, tiles);
    verifyConsistency({ size1: size, size2: checkpoint.size, root1, root2: checkpoint.root, proof });
    return root1;
  } catch {
    return null;
  }
}
