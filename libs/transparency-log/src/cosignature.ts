import { concatBytes, utf8Bytes } from './bytes';
import { parseCheckpoint } from './checkpoint';
import { ed25519Verify } from './hashing';
import { noteVerifier, type NoteSigner, type NoteVerifier } from './note-key';

// C2SP tlog-cosignature: a witness says that at some time it saw a checkpoint, consistent with all it saw before.

const TIMESTAMP_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** Reads a witness's `vkey`; throws when it is malformed or not a cosignature key (type 4). */
export function cosignatureVerifier(vkey: string): NoteVerifier {
  const verifier = noteVerifier(vkey);
  if (verifier.kind !== 'cosignature') throw new Error('not the key of a witness (cosignature/v1)');
  return verifier;
}

/** What a witness puts into its signature line for the text of a checkpoint: time and signature, 72 bytes. */
export function cosignature(text: string, timestamp: number, signer: NoteSigner): Uint8Array {
  return concatBytes(timestampBytes(timestamp), signer.sign(cosignedMessage(text, timestamp)));
}

/** Whether these 72 bytes are the cosignature of a checkpoint's text under `publicKey`. */
export function verifyCosignature(publicKey: Uint8Array, text: string, signature: Uint8Array): boolean {
  if (signature.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) return false;
  try {
    parseCheckpoint(text);
    const message = cosignedMessage(text, cosignatureTime(signature));
    return ed25519Verify(publicKey, message, signature.subarray(TIMESTAMP_BYTES));
  } catch {
    return false;
  }
}

/** When the witness says it saw the checkpoint, in seconds since 1970. Throws when that is not a safe integer. */
export function cosignatureTime(signature: Uint8Array): number {
  const time = new DataView(signature.buffer, signature.byteOffset, signature.byteLength).getBigUint64(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error('time of a cosignature is out of range');
  return Number(time);
}

function cosignedMessage(text: string, timestamp: number): Uint8Array {
  return utf8Bytes(`cosignature/v1\ntime ${timestamp}\n${text}`);
}

function timestampBytes(timestamp: number): Uint8Array {
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) throw new Error('time of a cosignature is out of range');
  const bytes = new Uint8Array(TIMESTAMP_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(timestamp));
  return bytes;
}
