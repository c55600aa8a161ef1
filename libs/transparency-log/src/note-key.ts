import { concatBytes, equalBytes, fromBase64, toBase64, toHex, utf8Bytes } from './bytes';
import { ed25519Generate, ed25519PublicKey, ed25519Sign, sha256 } from './hashing';

/**
 * What a key of a note signs (C2SP signed-note signature types): 'note' (1, Ed25519) the text itself,
 * 'cosignature' (4, tlog-cosignature) a checkpoint together with the time at which a witness saw it.
 */
export type NoteKeyKind = 'note' | 'cosignature';

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
  kind: NoteKeyKind;
}

const TYPES: Record<NoteKeyKind, number> = { note: 1, cosignature: 4 };
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A fresh key: `skey` (`PRIVATE+KEY+name+hash+base64`, secret) signs, `vkey` (`name+hash+base64`, public) verifies. */
export function generateNoteKey(name: string, kind: NoteKeyKind = 'note'): { skey: string; vkey: string } {
  assertKeyName(name);
  const { seed, publicKey } = ed25519Generate();
  const text = (key: Uint8Array): string =>
    `${name}+${toHex(keyIdOf(name, kind, publicKey))}+${toBase64(concatBytes(Uint8Array.of(TYPES[kind]), key))}`;
  return { skey: `PRIVATE+KEY+${text(seed)}`, vkey: text(publicKey) };
}

/** Reads an `skey`; throws when it is malformed, of another kind, or its hash does not match its key. */
export function noteSigner(skey: string, kind: NoteKeyKind = 'note'): NoteSigner {
  const prefix = 'PRIVATE+KEY+';
  if (!skey.startsWith(prefix)) throw new Error('not a signer key');
  const { name, hash, kind: found, key: seed } = splitKey(skey.slice(prefix.length));
  if (found !== kind) throw new Error(`signer key is a ${found} key, not a ${kind} key`);
  const keyId = keyIdOf(name, kind, ed25519PublicKey(seed));
  if (!equalBytes(keyId, hash)) throw new Error('signer key does not match its hash');
  return { name, keyId, sign: (message) => ed25519Sign(seed, message) };
}

/** Reads a `vkey` of either kind; throws when it is malformed or its hash does not match its key. */
export function noteVerifier(vkey: string): NoteVerifier {
  const { name, hash, kind, key: publicKey } = splitKey(vkey);
  const keyId = keyIdOf(name, kind, publicKey);
  if (!equalBytes(keyId, hash)) throw new Error('verifier key does not match its hash');
  return { name, keyId, publicKey, kind };
}

/** Throws unless `name` may name a key: not empty, no white space, no plus, no control characters. */
export function assertKeyName(name: string): void {
  if (!/^[^\s+\u0085]+$/u.test(name) || !/^[!-\u{10ffff}]+$/u.test(name) || LONE_SURROGATE.test(name))
    throw new Error('not a key name');
}

function keyIdOf(name: string, kind: NoteKeyKind, publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8Bytes(`${name}\n`), Uint8Array.of(TYPES[kind]), publicKey)).slice(0, 4);
}

function splitKey(text: string): { name: string; hash: Uint8Array; kind: NoteKeyKind; key: Uint8Array } {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  if (!match) throw new Error('not a key in the form name+hash+base64');
  assertKeyName(match[1]!);
  const bytes = fromBase64(match[3]!);
  const kind = (Object.keys(TYPES) as NoteKeyKind[]).find((name) => TYPES[name] === bytes[0]);
  if (!kind || bytes.length !== 33) throw new Error('not an Ed25519 key');
  const hash = Uint8Array.from(match[2]!.match(/../g)!, (pair) => parseInt(pair, 16));
  return { name: match[1]!, hash, kind, key: bytes.slice(1) };
}
