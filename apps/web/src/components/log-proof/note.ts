import { concatBytes, equalBytes, fromBase64, sha256, utf8Bytes } from './bytes';

/** A tree head: whose log, how many leaves, which root. */
export interface Head {
  origin: string;
  size: number;
  root: Uint8Array;
  rootText: string;
}

export interface ProofFile {
  index: number;
  proof: Uint8Array[];
  /** The signed note, as it was sent. */
  note: string;
  head: Head;
}

function decimal(text: string | undefined): number {
  const value = text && /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new Error('not a decimal number');
  return value;
}

/** c2sp.org/tlog-checkpoint. */
export function readHead(note: string): Head {
  const [origin, size, rootText] = note.split('\n');
  if (!origin || !rootText) throw new Error('not a checkpoint');
  return { origin, size: decimal(size), root: fromBase64(rootText), rootText };
}

/** c2sp.org/tlog-proof: index, path, and the signed note that it leads to. */
export function readProofFile(text: string): ProofFile {
  const split = text.indexOf('\n\n');
  const [header, ...lines] = text.slice(0, Math.max(0, split)).split('\n');
  if (header !== 'c2sp.org/tlog-proof@v1') throw new Error('not a proof');
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const indexLine = lines.shift();
  if (!indexLine?.startsWith('index ')) throw new Error('proof has no index');
  const note = text.slice(split + 2);
  return { index: decimal(indexLine.slice('index '.length)), proof: lines.map(fromBase64), note, head: readHead(note) };
}

export type SignatureVerdict = 'valid' | 'invalid' | 'unsupported';

const ED25519 = 1;

/** The public key of a verifier key `name+hash+base64`; throws when its own hash does not match. */
async function publicKeyOf(vkey: string): Promise<{ name: string; id: Uint8Array; key: Uint8Array<ArrayBuffer> }> {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(vkey);
  const [, name, hash, encoded] = match ?? [];
  if (!name || !hash || !encoded) throw new Error('not a verifier key');
  const bytes = fromBase64(encoded);
  if (bytes[0] !== ED25519 || bytes.length !== 33) throw new Error('not an Ed25519 key');
  const id = (await sha256(concatBytes(utf8Bytes(`${name}\n`), bytes))).slice(0, 4);
  const stated = Uint8Array.from(hash.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  if (!equalBytes(id, stated)) throw new Error('verifier key does not match its hash');
  return { name, id, key: bytes.slice(1) };
}

async function importKey(key: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
  } catch {
    // This browser has no Ed25519; the screen says that it was not checked.
    return null;
  }
}

/** c2sp.org/signed-note: whether the holder of this key signed this note. */
export async function verifyNote(note: string, vkey: string): Promise<SignatureVerdict> {
  const split = note.lastIndexOf('\n\n');
  const text = utf8Bytes(note.slice(0, split + 1));
  const { name, id, key } = await publicKeyOf(vkey);
  const lines = note.slice(split + 2).split('\n');
  const signatures = lines
    .filter((line) => line.startsWith(`\u2014 ${name} `))
    .map((line) => fromBase64(line.slice(name.length + 3)))
    .filter((bytes) => equalBytes(bytes.slice(0, 4), id));
  if (split < 0 || signatures.length === 0) return 'invalid';
  const imported = await importKey(key);
  if (!imported) return 'unsupported';
  const checks = signatures.map((bytes) => crypto.subtle.verify('Ed25519', imported, bytes.slice(4), text));
  return (await Promise.all(checks)).every(Boolean) ? 'valid' : 'invalid';
}
