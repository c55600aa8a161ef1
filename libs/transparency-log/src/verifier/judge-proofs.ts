import { toHex } from '../bytes';
import { parseCheckpoint } from '../checkpoint';
import { commit } from '../commitment';
import { readNote } from '../note';
import type { LogProof } from '../proof-file';
import { verifyInclusion } from '../proofs';
import { leafHash } from '../tree';
import type { Gathered } from './gathered';
import type { LeafTable } from './leaf-table';
import { commitmentsOf, readEntry } from './rows';
import type { Findings } from './statements';

/**
 * Every proof needs a leaf and every entry a proof, where no tree shows them all.
 * @returns the leaves that proofs show to be in the log as they are in the copy
 */
export function judgeProofs(given: Gathered, hash: Uint8Array | undefined, findings: Findings): Set<number> {
  const proven = new Set<number>();
  const entries = given.entries.map(leafHash);
  const used = new Set<Uint8Array>();
  for (const { file, proof } of given.proofs) {
    const row = given.copy.claimed.get(proof.index);
    const candidates = hash ? [hash] : row ? [row] : entries;
    const found = candidates.find((leaf) => sizeIfIncluded(proof, leaf) !== null);
    if (candidates.length === 0) findings.failed('entry.none', { file, leaf: proof.index });
    else if (!found) findings.failed('entry.notIncluded', { leaf: proof.index });
    else {
      findings.proved('entry.included', { leaf: proof.index, size: sizeIfIncluded(proof, found)! });
      proven.add(proof.index);
      used.add(found);
    }
  }
  const unbound = given.proofs.length === 0 ? 0 : entries.filter((entry) => !used.has(entry)).length;
  // Of an entry whose own proof failed that has been said.
  if (unbound > findings.count('entry.notIncluded')) findings.failed('entries.unbound', { count: unbound });
  return proven;
}

/** Whether the content that was given is what the entry that was given commits to under this salt. */
export function judgeContent(
  entries: readonly Uint8Array[],
  { bytes, salt }: { bytes: Uint8Array; salt: Uint8Array },
  findings: Findings,
): void {
  const committed = entries.flatMap((entry) => Object.values(commitmentsOf(readEntry(entry))));
  if (committed.includes(commit(salt, bytes))) findings.proved('content.proved', { contents: 1 });
  else findings.failed('content.unknown');
}

/** Looks for entries that somebody holds, a receipt as it were, among all leaves of a log or of a copy. */
export class Receipts {
  private readonly wanted: Map<string, number | null>;

  /** @param hash of a leaf whose entry is not at hand */
  constructor({ entries, proofs }: Pick<Gathered, 'entries' | 'proofs'>, hash: Uint8Array | undefined) {
    // Where there are proofs, they are what the entries are for.
    const wanted = proofs.length > 0 ? [] : [...entries.map(leafHash), ...(hash ? [hash] : [])];
    this.wanted = new Map(wanted.map((leaf) => [toHex(leaf), null]));
  }

  meet(index: number, hash: Uint8Array): void {
    if (this.wanted.size === 0) return;
    const key = toHex(hash);
    if (this.wanted.get(key) === null) this.wanted.set(key, index);
  }

  /** Looks through the leaf hashes of a copy, as far as a signed head covers them. */
  search(hashes: LeafTable, size: number): void {
    if (this.wanted.size === 0) return;
    for (let leaf = 0; leaf < size; leaf += 1) {
      const hash = hashes.get(leaf);
      if (hash) this.meet(leaf, hash);
    }
  }

  /** @param tree whether all leaves were looked at; else what was not found may still be somewhere */
  report(tree: boolean, findings: Findings): void {
    const leaves = [...this.wanted.values()];
    for (const leaf of leaves) if (leaf !== null) findings.proved('entry.found', { leaf });
    const missing = leaves.filter((leaf) => leaf === null).length;
    if (missing > 0 && !tree) findings.failed('entries.unbound', { count: missing });
    else for (let i = 0; i < missing; i += 1) findings.failed('entry.notFound');
  }
}

function sizeIfIncluded({ index, proof, checkpoint }: LogProof, leaf: Uint8Array): number | null {
  try {
    const { size, root } = parseCheckpoint(readNote(checkpoint).text);
    verifyInclusion({ leafIndex: index, treeSize: size, leafHash: Uint8Array.from(leaf), proof, root });
    return size;
  } catch {
    return null;
  }
}
