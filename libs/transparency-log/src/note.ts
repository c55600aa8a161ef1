import { concatBytes, equalBytes, fromBase64, toBase64, utf8Bytes, utf8Text } from './bytes';
import { ed25519Generate, ed25519PublicKey, ed25519Sign, ed25519Verify, sha256 } from './hashing';

// C2SP signed-note with Ed25519 keys (signature type 1).

/** What signs a note: the key's name, its four-byte id and the signature itself. */
export interface NoteSigner {
  name: string;
  keyId: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** A verifier key (`name+hash+base64`), read. */
export interface NoteVerifier {
  name: string;
  keyId: Uint8Array;
  publicKey: Uint8Array;
}

const ED25519 = 1;
const LONE_SURROGATE = /\p{Surrogate}/u;
const SIGNATURE_PREFIX = '\u2014 ';
const MAX_NOTE_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;

/** A fresh key: `skey` (`PRIVATE+KEY+name+hash+base64`, secret) signs, `vkey` (`name+hash+base64`, public) verifies. */
export function generateNoteKey(name: string): { skey: string; vkey: string } {
  assertKeyName(name);
  const { seed, publicKey } = ed25519Generate();
  return { skey: `PRIVATE+KEY+${keyText(name, publicKey, seed)}`, vkey: keyText(name, publicKey, publicKey) };
}

/** Reads an `skey`; throws when it is malformed or its hash does not match its key. */
export function noteSigner(skey: string): NoteSigner {
  const prefix = 'PRIVATE+KEY+';
  if (!skey.startsWith(prefix)) throw new Error('not a signer key');
  const { name, hash, key: seed } = splitKey(skey.slice(prefix.length));
  const keyId = keyIdOf(name, ed25519PublicKey(seed));
  if (!equalBytes(keyId, hash)) throw new Error('signer key does not match its hash');
  return { name, keyId, sign: (message) => ed25519Sign(seed, message) };
}

/** Reads a `vkey`; throws when it is malformed or its hash does not match its key. */
export function noteVerifier(vkey: string): NoteVerifier {
  const { name, hash, key: publicKey } = splitKey(vkey);
  const keyId = keyIdOf(name, publicKey);
  if (!equalBytes(keyId, hash)) throw new Error('verifier key does not match its hash');
  return { name, keyId, publicKey };
}

/** Signs `text` (must end in a newline) and returns the note: text, blank line, signature line. */
export function signNote(text: string, signer: NoteSigner): string {
  assertNoteText(text);
  assertKeyName(signer.name);
  const signature = toBase64(concatBytes(signer.keyId, signer.sign(utf8Bytes(text))));
  return `${text}\n${SIGNATURE_PREFIX}${signer.name} ${signature}\n`;
}

/**
 * Opens a note: `{text, verified}` with the names of the given keys whose signatures hold. Throws when the note is
 * malformed, when a given key's signature is wrong, and when no given key signed. Other keys' signatures are ignored.
 */
export function openNote(note: string | Uint8Array, vkeys: readonly string[]): { text: string; verified: string[] } {
  const { text, signatures } = splitNote(typeof note === 'string' ? note : utf8Text(note));
  const verifiers = vkeys.map(noteVerifier);
  const message = utf8Bytes(text);
  const verified = new Set<string>();
  for (const { name, keyId, signature } of signatures) {
    const known = verifiers.filter((verifier) => verifier.name === name && equalBytes(verifier.keyId, keyId));
    if (known.length === 0) continue;
    if (!known.some((verifier) => ed25519Verify(verifier.publicKey, message, signature))) {
      throw new Error(`signature of ${name} is wrong`);
    }
    verified.add(name);
  }
  if (verified.size === 0) throw new Error('note is not signed by a known key');
  return { text, verified: [...verified] };
}

function splitNote(note: string): {
  text: string;
  signatures: { name: string; keyId: Uint8Array; signature: Uint8Array }[];
} {
  if (note.length > MAX_NOTE_BYTES) throw new Error('note is too long');
  assertNoteText(note);
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw new Error('note has no signatures');
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new Error('note has too many signatures');
  return { text, signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): { name: string; keyId: Uint8Array; signature: Uint8Array } {
  const [name, encoded, ...more] = line.startsWith(SIGNATURE_PREFIX) ? line.slice(2).split(' ') : [];
  if (!name || !encoded || more.length > 0) throw new Error('note has a malformed signature line');
  assertKeyName(name);
  const bytes = fromBase64(encoded);
  if (bytes.length < 5) throw new Error('note has a signature that is too short');
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}

function assertNoteText(text: string): void {
  // eslint-disable-next-line no-control-regex -- the format forbids exactly these
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) throw new Error('note text has control characters');
  if (LONE_SURROGATE.test(text)) throw new Error('note text is not Unicode');
  if (!text.endsWith('\n')) throw new Error('note text does not end in a newline');
}

function assertKeyName(name: string): void {
  // eslint-disable-next-line no-control-regex -- the format forbids exactly these
  if (name === '' || /[\s+\u0000-\u001f\u0085]/u.test(name) || LONE_SURROGATE.test(name))
    throw new Error('not a key name');
}

function keyIdOf(name: string, publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8Bytes(`${name}\n`), Uint8Array.of(ED25519), publicKey)).slice(0, 4);
}

function keyText(name: string, publicKey: Uint8Array, key: Uint8Array): string {
  return `${name}+${hex(keyIdOf(name, publicKey))}+${toBase64(concatBytes(Uint8Array.of(ED25519), key))}`;
}

function splitKey(text: string): { name: string; hash: Uint8Array; key: Uint8Array } {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  if (!match) throw new Error('not a key in the form name+hash+base64');
  assertKeyName(match[1]!);
  const bytes = fromBase64(match[3]!);
  if (bytes[0] !== ED25519 || bytes.length !== 33) throw new Error('not an Ed25519 key');
  const hash = Uint8Array.from(match[2]!.match(/../g)!, (pair) => parseInt(pair, 16));
  return { name: match[1]!, hash, key: bytes.slice(1) };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
