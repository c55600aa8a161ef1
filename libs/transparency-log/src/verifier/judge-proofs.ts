import { toHex } from '../bytes';
import { parseCheckpoint } from '../checkpoint';
import { commit } from '../commitment';
import { readNote } from '../note';
import type { LogProof } from '../proof-file';
import { verifyInclusion } from '../proofs';
import { leafHash } from '../tree';
import type { Gathered } from './gathered';
import { commitmentsOf, readEntry } from './rows';
import type { Findings } from './statements';

/** @returns the leaves that proofs show to be in the log as they are in the copy */
export function judgeProofs(given: Gathered, hash: Uint8Array | undefined, findings: Findings): Set<number> {
  const proven = new Set<number>();
  for (const { file, proof } of given.proofs) {
    const row = given.copy.claimed.get(proof.index);
    const candidates = row ? [row] : hash ? [hash] : given.entries.map(leafHash);
    if (candidates.length === 0) {
      findings.open('entry.none', { file, leaf: proof.index });
    } else {
      const size = candidates.map((leaf) => sizeIfIncluded(proof, leaf)).find((found) => found !== null);
      if (size === undefined || size === null) findings.failed('entry.notIncluded', { leaf: proof.index });
      else {
        findings.proved('entry.included', { leaf: proof.index, size });
        proven.add(proof.index);
      }
    }
  }
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

/** Looks for entries that somebody holds, a receipt as it were, among all leaves of a log. */
export class Receipts {
  private readonly wanted: Map<string, number | null>;

  constructor(entries: readonly Uint8Array[]) {
    this.wanted = new Map(entries.map((entry) => [toHex(leafHash(entry)), null]));
  }

  meet(index: number, hash: Uint8Array): void {
    if (this.wanted.size === 0) return;
    const key = toHex(hash);
    if (this.wanted.get(key) === null) this.wanted.set(key, index);
  }

  report(findings: Findings): void {
    for (const leaf of this.wanted.values()) {
      if (leaf === null) findings.failed('entry.notFound');
      else findings.proved('entry.found', { leaf });
    }
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
