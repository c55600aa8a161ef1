import {
  canonicalJson,
  commit,
  fromBase64,
  leafHash,
  openNote,
  parseCheckpoint,
  parseProof,
  readNote,
  toHex,
  utf8Text,
  verifyInclusion,
  type Checkpoint,
  type LogProof,
} from '@divan/transparency-log';
import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import type { LogState } from '../../api/types';

export type StepState = 'ok' | 'failed' | 'unchecked';
export type StepName = 'content' | 'leaf' | 'inclusion' | 'signature';

export interface Step {
  name: StepName;
  state: StepState;
  /** Key of the reason, where a step failed or could not be done. */
  reason?: string;
}

export interface Verdict {
  verdict: 'proven' | 'unsigned' | 'failed' | 'impossible';
  steps: Step[];
  index: number;
  head: Checkpoint | null;
  signedAt: string | null;
  /** The proof file, to be kept and verified elsewhere. */
  proofText: string | null;
}

/** What the entry commits to, by its name there: canonical JSON of a value, or bytes. */
export type Commitments = Record<string, { json: unknown } | { bytes: Uint8Array }>;

export interface EntryToVerify {
  leafIndex: number;
  /** Base64 of the entry's bytes. */
  entry: string;
  /** Base64, what the API says the leaf's hash is, where it says so; recomputed here. */
  leafHash?: string;
  /** Null once erased: then there is nothing to open. */
  salt: string | null;
  commitments: () => Promise<Commitments>;
  /** What the screen shows of the entry's own fields, by their names there. */
  stated: Record<string, string | number | null>;
}

async function checkContent({ entry, salt, commitments, stated }: EntryToVerify): Promise<Step> {
  const fields = JSON.parse(utf8Text(fromBase64(entry))) as Record<string, unknown>;
  const differs = Object.entries(stated).some(([name, value]) => fields[name] !== value);
  if (differs) return { name: 'content', state: 'failed' };
  if (salt === null) return { name: 'content', state: 'unchecked', reason: 'erased' };
  const committed = (fields.commitments ?? {}) as Record<string, string>;
  const shown = await commitments();
  const holds = Object.entries(shown).every(([name, part]) => committed[name] === opened(part, salt));
  return { name: 'content', state: holds ? 'ok' : 'failed' };
}

function opened(part: Commitments[string], salt: string): string | null {
  try {
    return commit(fromBase64(salt), 'bytes' in part ? part.bytes : canonicalJson(part.json));
  } catch {
    // What has no canonical form was never committed to.
    return null;
  }
}

/** Only where the API states the leaf's hash is there something to compare; the path proves it in any case. */
function checkLeaf({ leafHash: stated }: EntryToVerify, computed: Uint8Array): Step[] {
  if (stated === undefined) return [];
  return [{ name: 'leaf', state: toHex(computed) === toHex(fromBase64(stated)) ? 'ok' : 'failed' }];
}

function checkInclusion({ index, proof }: LogProof, head: Checkpoint, leaf: Uint8Array, wanted: number): Step {
  try {
    if (index !== wanted) throw new Error('the proof is of another leaf');
    verifyInclusion({ leafIndex: index, treeSize: head.size, leafHash: leaf, proof, root: head.root });
    return { name: 'inclusion', state: 'ok' };
  } catch {
    return { name: 'inclusion', state: 'failed' };
  }
}

function checkSignature(note: string, head: Checkpoint, log: LogState): Step {
  if (!log.vkey) return { name: 'signature', state: 'unchecked', reason: 'noKey' };
  try {
    const holds = openNote(note, [log.vkey]).verified.includes(head.origin);
    return { name: 'signature', state: holds ? 'ok' : 'failed' };
  } catch {
    return { name: 'signature', state: 'failed' };
  }
}

function conclude(steps: Step[]): Verdict['verdict'] {
  if (steps.some((step) => step.state === 'failed')) return 'failed';
  return steps.find((step) => step.name === 'signature')?.state === 'ok' ? 'proven' : 'unsigned';
}

function impossible(index: number, reason: string): Verdict {
  const steps: Step[] = [{ name: 'inclusion', state: 'unchecked', reason }];
  return { verdict: 'impossible', steps, index, head: null, signedAt: null, proofText: null };
}

/** Why the API gives no proof, where that is an answer and not a failure. */
function refusal(error: unknown): string | null {
  if (!(error instanceof ProblemError)) return null;
  return { 403: 'noPermission', 404: 'notYet' }[error.status] ?? null;
}

async function readProof(leafIndex: number): Promise<[text: string, log: LogState]> {
  const [blob, log] = await Promise.all([api.blob(`/log/proofs/${leafIndex}`), api.get<LogState>('/log')]);
  return [await blob.text(), log];
}

/**
 * Recomputes everything here, in the browser: what is shown fits the entry, the entry's hash, the path from it to
 * the head's root, and the head's signature. Believes nothing of the server but the key, which it names.
 */
export async function verifyEntry(item: EntryToVerify): Promise<Verdict> {
  let proofText: string;
  let log: LogState;
  try {
    [proofText, log] = await readProof(item.leafIndex);
  } catch (error) {
    const reason = refusal(error);
    if (reason) return impossible(item.leafIndex, reason);
    throw error;
  }
  const leaf = leafHash(fromBase64(item.entry));
  const file = parseProof(proofText);
  const head = parseCheckpoint(readNote(file.checkpoint).text);
  const steps: Step[] = [
    await checkContent(item),
    ...checkLeaf(item, leaf),
    checkInclusion(file, head, leaf, item.leafIndex),
    checkSignature(file.checkpoint, head, log),
  ];
  const signedAt = log.size === head.size ? log.signedAt : null;
  return { verdict: conclude(steps), steps, index: file.index, head, signedAt, proofText };
}
