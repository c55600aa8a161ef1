import { equalBytes, toHex } from '../bytes';
import { parseCheckpoint, type Checkpoint } from '../checkpoint';
import { holdingSignatures, openCosignatures, readNote, type NoteSignature } from '../note';
import { noteVerifier, type NoteVerifier } from '../note-key';
import type { Findings } from './statements';

/** `held`: the outsider's own, from before. `given`: what is to be verified, or came with it. */
export type HeadRole = 'held' | 'given';

/** A checkpoint that was given or found, opened as far as it can be. */
export interface Head {
  file: string;
  role: HeadRole;
  note: string;
  text: string;
  checkpoint: Checkpoint;
  signatures: NoteSignature[];
}

/** What a trusted log says about its keys: entry `leaf` hands over from one to the next. */
export interface Rotation {
  leaf: number;
  oldVkey: string;
  newVkey: string;
}

/** What a log says about its past: it goes on, under a name of its own, from some size of another that lost more. */
export interface Fork {
  leaf: number;
  lostOrigin: string;
  lostSize: number;
  restoredOrigin: string;
  restoredSize: number;
}

/** The roots of the verified tree at some sizes. */
export interface Tree {
  size: number;
  rootAt(size: number): Uint8Array | undefined;
}

type Trust =
  | { state: 'trusted'; signer: NoteVerifier }
  | { state: 'wrong'; name: string }
  | { state: 'other-key'; keys: string[] }
  | { state: 'retired'; signer: NoteVerifier; leaf: number }
  | { state: 'other-log' };

/** All checkpoints of one verification and the keys they are judged by. */
export class Heads {
  readonly all: Head[] = [];
  private readonly seen = new Set<string>();
  private readonly trusted: NoteVerifier[];
  private readonly forks: Fork[] = [];
  /** Keys that the log itself has handed on: they sign nothing that covers the entry which says so. */
  private readonly retired: { verifier: NoteVerifier; leaf: number }[] = [];
  /** A signature is checked once for the keys that are trusted so far. */
  private readonly judged = new Map<Head, Trust>();

  /** @throws when a key is malformed */
  constructor(private readonly vkeys: readonly string[]) {
    this.trusted = vkeys.map(noteVerifier);
  }

  /** Adds a note, once; says so when it cannot be read. */
  add(file: string, note: string, role: HeadRole, findings: Findings): void {
    if (this.seen.has(`${role} ${note}`)) return;
    this.seen.add(`${role} ${note}`);
    try {
      const { text, signatures } = readNote(note);
      this.all.push({ file, role, note, text, signatures, checkpoint: parseCheckpoint(text) });
    } catch (error) {
      findings.failed('head.malformed', { file, reason: messageOf(error) });
    }
  }

  get held(): Head[] {
    return this.all.filter(({ role }) => role === 'held');
  }

  get given(): Head[] {
    return this.all.filter(({ role }) => role === 'given');
  }

  isTrusted(head: Head): boolean {
    return this.judge(head).state === 'trusted';
  }

  /**
   * Trusts the successors of trusted keys that the tree names, each only under a head that its predecessor signed and
   * that the tree confirms: whoever stole the database can write a rotation but not have it signed by the old key.
   */
  follow(rotations: readonly Rotation[], tree: Tree, findings: Findings): void {
    const open = [...rotations].sort((a, b) => a.leaf - b.leaf);
    for (let found = true; found;) {
      const covered = largest(this.all.filter((head) => this.isTrusted(head) && agrees(head, tree)).map(sizeOf));
      const next = open.findIndex(
        ({ leaf, oldVkey }) =>
          leaf < covered && this.knows(oldVkey) && this.retiredAt(noteVerifier(oldVkey), leaf + 1) === null,
      );
      found = next >= 0;
      if (found) this.adopt(open.splice(next, 1)[0]!, findings);
    }
    for (const { leaf, oldVkey, newVkey } of open) {
      if (this.knows(newVkey)) continue;
      findings.open('rotation.unproven', { leaf, old: keyNumber(oldVkey), new: keyNumber(newVkey) });
    }
  }

  /** Takes note of the forks that the log itself acknowledges: heads of the names before them are of this log, too. */
  acknowledge(forks: readonly Fork[], findings: Findings): void {
    for (const fork of forks) {
      this.forks.push(fork);
      const { leaf, restoredOrigin, restoredSize, lostSize } = fork;
      findings.open('log.forkAcknowledged', { leaf, origin: restoredOrigin, size: restoredSize, lost: lostSize });
    }
  }

  /** Up to which size a head of this name must agree with the subject's log; null when it is of another log. */
  reach(origin: string, subject: Head): number | null {
    const { checkpoint } = subject;
    if (origin === checkpoint.origin) return checkpoint.size;
    const sizes = this.forks
      .filter(({ lostOrigin, restoredOrigin }) => origin === lostOrigin || origin === restoredOrigin)
      .map(({ restoredSize }) => restoredSize);
    return sizes.length > 0 ? Math.min(...sizes) : null;
  }

  /** Says who signed each head; every one must be signed by a trusted key of its own origin. */
  report(subject: Head, findings: Findings): void {
    for (const head of this.all) {
      const trust = this.judge(head);
      const { origin, size } = head.checkpoint;
      if (trust.state === 'wrong') findings.failed('head.wrongSignature', { file: head.file, name: trust.name });
      else if (trust.state === 'other-log') {
        findings.failed('head.otherLog', { file: head.file, origin, expected: this.originsKnown() });
      } else if (trust.state === 'other-key') {
        const params = { file: head.file, key: trust.keys.join(', ') || 'nobody', trusted: this.keysKnown() };
        findings.failed('head.otherKey', params);
      } else if (trust.state === 'retired') {
        findings.failed('head.retiredKey', { file: head.file, size, key: toHex(trust.signer.keyId), leaf: trust.leaf });
      } else if (head === subject) {
        findings.proved('head.signed', { origin, size, key: toHex(trust.signer.keyId) });
      }
      if (this.reach(origin, subject) === null)
        findings.failed('head.otherLog', { file: head.file, origin, expected: subject.checkpoint.origin });
    }
    this.reportWitnesses(subject, findings);
  }

  private reportWitnesses({ note }: Head, findings: Findings): void {
    try {
      for (const { name, timestamp } of openCosignatures(note, this.vkeys)) {
        findings.proved('head.cosigned', { witness: name, time: new Date(timestamp * 1000).toISOString() });
      }
    } catch {
      // A wrong signature of a given key; `judge` has said so.
    }
  }

  private judge(head: Head): Trust {
    const known = this.judged.get(head) ?? this.judgeAnew(head);
    this.judged.set(head, known);
    return known;
  }

  private judgeAnew({ text, signatures, checkpoint }: Head): Trust {
    try {
      const holding = holdingSignatures(text, signatures, this.trusted).map(({ verifier }) => verifier);
      const signers = holding.filter(({ name, kind }) => kind === 'note' && name === checkpoint.origin);
      const signer = signers.find((one) => this.retiredAt(one, checkpoint.size) === null);
      if (signer) return { state: 'trusted', signer };
      const [late] = signers;
      if (late) return { state: 'retired', signer: late, leaf: this.retiredAt(late, checkpoint.size)! };
    } catch {
      return { state: 'wrong', name: checkpoint.origin };
    }
    if (!this.trusted.some(({ name }) => name === checkpoint.origin)) return { state: 'other-log' };
    const own = signatures.filter(({ name }) => name === checkpoint.origin);
    return { state: 'other-key', keys: own.map(({ keyId }) => toHex(keyId)) };
  }

  private adopt({ leaf, oldVkey, newVkey }: Rotation, findings: Findings): void {
    if (!this.knows(newVkey)) this.trusted.push(noteVerifier(newVkey));
    this.retired.push({ verifier: noteVerifier(oldVkey), leaf });
    this.judged.clear();
    findings.proved('rotation.followed', { leaf, old: keyNumber(oldVkey), new: keyNumber(newVkey) });
  }

  /** The entry by which the log had handed this key on before a head of this size; null while it may sign. */
  private retiredAt({ name, publicKey }: NoteVerifier, size: number): number | null {
    const found = this.retired.find(
      ({ verifier, leaf }) => leaf < size && verifier.name === name && equalBytes(verifier.publicKey, publicKey),
    );
    return found?.leaf ?? null;
  }

  private knows(vkey: string): boolean {
    const { name, publicKey } = noteVerifier(vkey);
    return this.trusted.some((known) => known.name === name && equalBytes(known.publicKey, publicKey));
  }

  private keysKnown(): string {
    return this.trusted.map(({ keyId }) => toHex(keyId)).join(', ');
  }

  private originsKnown(): string {
    return [...new Set(this.trusted.filter(({ kind }) => kind === 'note').map(({ name }) => name))].join(', ');
  }
}

/** Whether the tree has this head's root at its size. */
export function agrees({ checkpoint }: Head, tree: Tree): boolean {
  const root = tree.rootAt(checkpoint.size);
  return root !== undefined && equalBytes(root, checkpoint.root);
}

/** The largest of any number of sizes; 0 of none. */
export function largest(sizes: readonly number[]): number {
  return sizes.reduce((max, size) => Math.max(max, size), 0);
}

export function sizeOf({ checkpoint }: Head): number {
  return checkpoint.size;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The eight hexadecimal digits by which people compare keys. */
export function keyNumber(vkey: string): string {
  return toHex(noteVerifier(vkey).keyId);
}
