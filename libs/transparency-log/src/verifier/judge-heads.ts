import { equalBytes } from '../bytes';
import { verifyConsistency } from '../proofs';
import type { ConsistencyFile } from './evidence';
import { agrees, largest, sizeOf, type Head, type Heads, type Tree } from './heads';
import type { Findings } from './statements';

interface Given {
  subject: Head;
  heads: Heads;
  tree: Tree | null;
  consistency: readonly ConsistencyFile[];
  findings: Findings;
}

interface Case extends Given {
  /** Sizes of the trusted heads that agree with the tree, and of those that do not. */
  good: number[];
  bad: number[];
}

/** How every checkpoint stands to the one in question, which is `subject`, and to the tree, where there is one. */
export function judgeHeads(all: Given): void {
  const { subject, heads, tree, findings } = all;
  const known = tree ? heads.all.filter((head) => heads.isTrusted(head) && tree.rootAt(sizeOf(head))) : [];
  const sizes = (agreeing: boolean): number[] =>
    known.filter((head) => tree !== null && agrees(head, tree) === agreeing).map(sizeOf);
  const given = { ...all, good: sizes(true), bad: sizes(false) };
  const own = tree?.rootAt(sizeOf(subject));
  if (own && !equalBytes(own, subject.checkpoint.root))
    findings.failed('tree.differs', { size: sizeOf(subject), ...region(given, subject) });
  const others = heads.all.filter((head) => head !== subject);
  const agreeing = others.map((head) => judgeHead(given, head)).filter(Boolean).length;
  const shown = agreeing - others.filter(({ role }) => role === 'held').length;
  if (agreeing === others.length && shown > 0) findings.proved('heads.consistent', { count: shown + 1 });
  if (heads.held.length === 0) findings.open('held.none');
}

/** @returns whether this head and the subject are shown to be of one log */
function judgeHead(given: Case, head: Head): boolean {
  const { subject, tree, findings } = given;
  const [held, size] = [sizeOf(head), given.heads.reach(head.checkpoint.origin, subject)];
  if (size === null) return false;
  if (held > size) {
    findings.failed('log.rolledBack', { held, size });
    return false;
  }
  if (held === sizeOf(subject)) return judgeSameSize(given, head);
  const linked = tree?.rootAt(held) ? agrees(head, tree) : linkedByProof(given, head);
  if (linked && head.role === 'held') findings.proved('held.extended', { held });
  // Whoever gives a checkpoint of their own asks for just that.
  else if (linked === null) findings[head.role === 'held' ? 'failed' : 'open']('held.unlinked', { held, size });
  else if (!linked) contradicts(given, head);
  return linked === true;
}

function judgeSameSize(given: Case, head: Head): boolean {
  const same = equalBytes(head.checkpoint.root, given.subject.checkpoint.root);
  if (!same) contradicts(given, head);
  else if (head.role === 'held') given.findings.proved('held.same', { held: sizeOf(head) });
  return same;
}

/** A fork where the log agrees with its own head; otherwise the same damage that its own head shows. */
function contradicts(given: Case, head: Head): void {
  const { subject, tree, findings } = given;
  const whole = !tree || agrees(subject, tree);
  if (whole) findings.failed('log.forked', { held: sizeOf(head), ...region(given, head) });
  else findings.failed('tree.differs', { size: sizeOf(head), ...region(given, head) });
}

/** Between the last head that still agrees and the first that does not: that is as near as heads can tell. */
function region({ good, bad, tree }: Case, head: Head): { from: number; to: number } {
  if (!tree) return { from: 0, to: Math.max(0, sizeOf(head) - 1) };
  const first = bad.reduce((min, size) => Math.min(min, size), sizeOf(head));
  return { from: largest(good.filter((size) => size < first)), to: Math.max(0, first - 1) };
}

/** Null when no consistency proof of these two sizes was given. */
function linkedByProof({ subject, consistency }: Case, head: Head): boolean | null {
  const [size1, size2] = [sizeOf(head), sizeOf(subject)];
  const proof = consistency.find((file) => file.size1 === size1 && file.size2 === size2);
  if (!proof) return size1 === 0 ? true : null;
  try {
    // With the roots of the signed heads, not with those that the file claims.
    const [root1, root2] = [head.checkpoint.root, subject.checkpoint.root];
    verifyConsistency({ size1, size2, root1, root2, proof: proof.proof });
    return true;
  } catch {
    return false;
  }
}
