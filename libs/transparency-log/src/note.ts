import { concatBytes, equalBytes, fromBase64, toBase64, utf8Bytes, utf8Text } from './bytes';
import { cosignatureTime, verifyCosignature } from './cosignature';
import { ed25519Verify } from './hashing';
import { assertKeyName, noteVerifier, type NoteSigner, type NoteVerifier } from './note-key';

// C2SP signed-note, with signatures of types 1 (Ed25519) and 4 (tlog-cosignature).

/** One signature line of a note, not verified. */
export interface NoteSignature {
  name: string;
  keyId: Uint8Array;
  signature: Uint8Array;
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const SIGNATURE_PREFIX = '\u2014 ';
const MAX_NOTE_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;

/** Signs `text` (must end in a newline) and returns the note: text, blank line, signature line. */
export function signNote(text: string, signer: NoteSigner): string {
  assertNoteText(text);
  return `${text}\n${signatureLine(signer, signer.sign(utf8Bytes(text)))}`;
}

/** The line that a signature is in a note, with its newline. */
export function signatureLine({ name, keyId }: Pick<NoteSigner, 'name' | 'keyId'>, signature: Uint8Array): string {
  assertKeyName(name);
  return `${SIGNATURE_PREFIX}${name} ${toBase64(concatBytes(keyId, signature))}\n`;
}

/**
 * Opens a note: `{text, verified}` with the names of the given keys whose signatures hold, cosignatures included. Throws
 * when the note is malformed, when a given key's signature is wrong, and when no given key signed. Other keys'
 * signatures are ignored.
 */
export function openNote(note: string | Uint8Array, vkeys: readonly string[]): { text: string; verified: string[] } {
  const { text, signatures } = readNote(note);
  const holding = holdingSignatures(text, signatures, vkeys.map(noteVerifier));
  if (holding.length === 0) throw new Error('note is not signed by a known key');
  return { text, verified: [...new Set(holding.map(({ verifier }) => verifier.name))] };
}

/**
 * Which of the given witnesses' keys cosigned a checkpoint, and when each says it saw it (seconds since 1970). Empty when
 * none did; throws when the note is malformed or a given key's signature is wrong.
 */
export function openCosignatures(
  note: string | Uint8Array,
  vkeys: readonly string[],
): { name: string; timestamp: number }[] {
  const { text, signatures } = readNote(note);
  const witnesses = vkeys.map(noteVerifier).filter(({ kind }) => kind === 'cosignature');
  return holdingSignatures(text, signatures, witnesses).map(({ verifier, signature }) => ({
    name: verifier.name,
    timestamp: cosignatureTime(signature),
  }));
}

/** A note's text and signature lines, read and not verified. Throws when it is malformed. */
export function readNote(given: string | Uint8Array): { text: string; signatures: NoteSignature[] } {
  const note = typeof given === 'string' ? given : utf8Text(given);
  if (note.length > MAX_NOTE_BYTES) throw new Error('note is too long');
  assertNoteText(note);
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw new Error('note has no signatures');
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new Error('note has too many signatures');
  return { text, signatures: lines.map(parseSignature) };
}

/** The signatures made by the given keys. Throws when one that claims to be is wrong. */
export function holdingSignatures(
  text: string,
  signatures: readonly NoteSignature[],
  verifiers: readonly NoteVerifier[],
): { verifier: NoteVerifier; signature: Uint8Array }[] {
  return signatures.flatMap(({ name, keyId, signature }) => {
    const known = verifiers.filter((verifier) => verifier.name === name && equalBytes(verifier.keyId, keyId));
    if (known.length === 0) return [];
    const verifier = known.find((candidate) => verifySignature(candidate, text, signature));
    if (!verifier) throw new Error(`signature of ${name} is wrong`);
    return [{ verifier, signature }];
  });
}

function verifySignature({ kind, publicKey }: NoteVerifier, text: string, signature: Uint8Array): boolean {
  if (kind === 'cosignature') return verifyCosignature(publicKey, text, signature);
  return signature.length === 64 && ed25519Verify(publicKey, utf8Bytes(text), signature);
}

function parseSignature(line: string): NoteSignature {
  const [name, encoded, ...more] = line.startsWith(SIGNATURE_PREFIX) ? line.slice(2).split(' ') : [];
  if (!name || !encoded || more.length > 0) throw new Error('note has a malformed signature line');
  assertKeyName(name);
  const bytes = fromBase64(encoded);
  if (bytes.length < 5) throw new Error('note has a signature that is too short');
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}

function assertNoteText(text: string): void {
  if (!/^[\n\u0020-\uffff]*$/.test(text)) throw new Error('note text has control characters');
  if (LONE_SURROGATE.test(text)) throw new Error('note text is not Unicode');
  if (!text.endsWith('\n')) throw new Error('note text does not end in a newline');
}
