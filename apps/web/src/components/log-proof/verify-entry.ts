import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import { canonicalJson, concatBytes, equalBytes, fromBase64, sha256, toHex, utf8Bytes, utf8Text } from './bytes';
import { leafHash, provesInclusion } from './merkle';
import { readProofFile, verifyNote, type Head, type ProofFile } from './note';
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
  head: Head | null;
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
  for (const [name, part] of Object.entries(shown)) {
    const bytes = 'bytes' in part ? part.bytes : utf8Bytes(canonicalJson(part.json));
    const computed = toHex(await sha256(concatBytes(fromBase64(salt), bytes)));
    if (committed[name] !== computed) return { name: 'content', state: 'failed' };
  }
  return { name: 'content', state: 'ok' };
}

/** Only where the API states the leaf's hash is there something to compare; the path proves it in any case. */
function checkLeaf({ leafHash: stated }: EntryToVerify, computed: Uint8Array): Step[] {
  if (stated === undefined) return [];
  return [{ name: 'leaf', state: equalBytes(computed, fromBase64(stated)) ? 'ok' : 'failed' }];
}

async function checkSignature({ note, head }: ProofFile, log: LogState): Promise<Step> {
  if (!log.vkey) return { name: 'signature', state: 'unchecked', reason: 'noKey' };
  if (log.origin !== head.origin) return { name: 'signature', state: 'failed' };
  const signature = await verifyNote(note, log.vkey).catch(() => 'invalid' as const);
  if (signature === 'unsupported') return { name: 'signature', state: 'unchecked', reason: 'noEd25519' };
  return { name: 'signature', state: signature === 'valid' ? 'ok' : 'failed' };
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
  if (!globalThis.crypto?.subtle) return impossible(item.leafIndex, 'noWebCrypto');
  let proofText: string;
  let log: LogState;
  try {
    [proofText, log] = await readProof(item.leafIndex);
  } catch (error) {
    const reason = refusal(error);
    if (reason) return impossible(item.leafIndex, reason);
    throw error;
  }
  const leaf = await leafHash(fromBase64(item.entry));
  const file = readProofFile(proofText);
  const { head, index, proof } = file;
  const included =
    index === item.leafIndex && (await provesInclusion({ index, size: head.size, leaf, proof, root: head.root }));
  const steps: Step[] = [
    await checkContent(item),
    ...checkLeaf(item, leaf),
    { name: 'inclusion', state: included ? 'ok' : 'failed' },
    await checkSignature(file, log),
  ];
  const signedAt = log.size === head.size ? log.signedAt : null;
  return { verdict: conclude(steps), steps, index, head, signedAt, proofText };
}
