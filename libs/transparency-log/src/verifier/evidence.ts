import { fromBase64, utf8Bytes, utf8Text } from '../bytes';
import { canonicalJson } from '../canonical-json';
import { parseProof, type LogProof } from '../proof-file';
import { isObject, readEntry, readRow, type Json, type JsonObject, type Row } from './rows';

/** A file that somebody gives to be verified; read when its turn comes. */
export interface EvidenceFile {
  name: string;
  read(): Uint8Array | Promise<Uint8Array>;
}

/** A page of a pull, or a list for reading, as `GET /v1/records` and `GET /v1/audit-events` give them. */
export interface CopyPage {
  /** What its rows are, or would be. */
  kind: Row['kind'];
  rows: Row[];
  /** Checkpoints that the page or its items carry, verbatim. */
  notes: string[];
  leafHashes: { from: number; hashes: Uint8Array[] } | null;
  /** A page of a pull says where it ended; a list for reading does not. */
  nextAfter: number | null;
}

/** The proof that one head extends another, as `GET /v1/log/consistency` gives it. */
export interface ConsistencyFile {
  size1: number;
  size2: number;
  root1: Uint8Array;
  root2: Uint8Array;
  proof: Uint8Array[];
  note: string | null;
}

export type Evidence =
  | { kind: 'proof'; proof: LogProof }
  | { kind: 'head'; note: string }
  | { kind: 'consistency'; consistency: ConsistencyFile }
  | { kind: 'pages'; pages: CopyPage[] }
  | { kind: 'entry'; entry: Uint8Array }
  | { kind: 'payload'; id: string; bytes: Uint8Array };

// What `GET /v1/records/{id}/payload` names its answer by.
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** Tells from its content what a file is. Throws when it is nothing that can be verified. */
export function readEvidence(name: string, bytes: Uint8Array): Evidence {
  const text = textOf(bytes);
  if (text?.startsWith('c2sp.org/tlog-proof@')) return { kind: 'proof', proof: parseProof(text) };
  if (text && !/^\s*[[{]/.test(text) && text.includes('\n\n\u2014 ')) return { kind: 'head', note: text };
  const known = text === null ? null : readJsonEvidence(text);
  const id = UUID.exec(name.toLowerCase())?.[0];
  if (known && !(id && mayBeForeign(known))) return known;
  if (id) return { kind: 'payload', id, bytes };
  throw new Error(whyNot(text));
}

function whyNot(text: string | null): string {
  return text && /^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+\s*$/.test(text)
    ? 'it is a verifier key; a key is trusted only when you give it as one'
    : 'it is neither a proof, a checkpoint, a page of a copy, a record nor an entry';
}

/** What a network sends may be JSON with a type or a note, too: then the file's name decides what it is. */
function mayBeForeign(known: Evidence): boolean {
  if (known.kind === 'head') return true;
  if (known.kind !== 'entry') return false;
  const { type, commitments } = readEntry(known.entry);
  return commitments === undefined && !String(type).startsWith('divan.');
}

/** Whether a file's name says that it may be a payload: those have to be read before the rows that commit to them. */
export function mayBePayload(name: string): boolean {
  return UUID.test(name.toLowerCase());
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return utf8Text(bytes).replace(/^\ufeff/, '');
  } catch {
    return null;
  }
}

function readJsonEvidence(text: string): Evidence | null {
  const whole = parsed(text);
  if (whole !== undefined) return isObject(whole) ? readObject(whole) : readList(whole);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map(parsed);
  if (lines.length === 0 || values.some((value) => value === undefined)) return null;
  return readList(values as Json[]);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** NDJSON, or an array: rows, whole pages, and perhaps lines with `leafHashes` and `checkpoint` alone. */
function readList(values: Json): Evidence | null {
  if (!Array.isArray(values)) return null;
  const rows = values.map(readRow);
  const pages = values
    .filter((value, i): value is JsonObject => rows[i] === null && isObject(value))
    .map((value) => readPage(value, Array.isArray(value.items) ? value.items : []));
  const single = { ...newPage('event'), rows: rows.filter((row) => row !== null) };
  const all = [...pages, single].filter((page) => page.rows.length + page.notes.length > 0 || page.leafHashes);
  return all.length > 0 ? { kind: 'pages', pages: all } : null;
}

function readObject(value: JsonObject): Evidence | null {
  if (Array.isArray(value.items)) return { kind: 'pages', pages: [readPage(value, value.items)] };
  const row = readRow(value);
  if (row) return { kind: 'pages', pages: [{ ...newPage(row.kind), rows: [row] }] };
  if (Array.isArray(value.proof) && 'size1' in value)
    return { kind: 'consistency', consistency: readConsistency(value) };
  const note = noteOf(value.checkpoint) ?? noteOf(value.note);
  if (note) return { kind: 'head', note };
  const isEntry = 'commitments' in value || typeof value.type === 'string';
  return isEntry ? { kind: 'entry', entry: utf8Bytes(canonicalJson(value)) } : null;
}

function readPage(value: JsonObject, items: Json[]): CopyPage {
  // An empty page of a pull of events is told from one of records by the cursor that only the former names.
  const page = newPage('nextCursor' in value ? 'event' : 'record');
  for (const item of items) {
    const row = readRow(item);
    if (row) page.rows.push(row);
    else if (isObject(item))
      page.notes.push(...[noteOf(item.note), noteOf(item.handover)].filter((note) => note !== null));
  }
  absorb(page, value);
  return { ...page, kind: page.rows[0]?.kind ?? page.kind };
}

function newPage(kind: Row['kind']): CopyPage {
  return { kind, rows: [], notes: [], leafHashes: null, nextAfter: null };
}

/** What a page says beside its items. */
function absorb(page: CopyPage, { leafHashes, checkpoint, nextAfter }: JsonObject): void {
  const note = isObject(checkpoint) ? noteOf(checkpoint.note) : noteOf(checkpoint);
  if (note) page.notes.push(note);
  if (Number.isSafeInteger(nextAfter)) page.nextAfter = Number(nextAfter);
  if (!isObject(leafHashes)) return;
  const { from, hashes } = leafHashes;
  if (!Number.isSafeInteger(from) || Number(from) < 0) throw new Error('leafHashes.from is not a whole number');
  page.leafHashes = { from: Number(from), hashes: hashList(hashes) };
}

function noteOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value.includes('\n\n') ? value : null;
}

function readConsistency({ size1, size2, root1, root2, proof, checkpoint }: JsonObject): ConsistencyFile {
  const sizes = [size1, size2].map(Number);
  const [first, second] = hashList([root1 ?? null, root2 ?? null]);
  return {
    size1: sizes[0]!,
    size2: sizes[1]!,
    root1: first!,
    root2: second!,
    proof: hashList(proof),
    note: noteOf(checkpoint),
  };
}

function hashList(value: Json | undefined): Uint8Array[] {
  if (!Array.isArray(value)) throw new Error('not a list of hashes');
  return value.map((item) => {
    const hash = typeof item === 'string' ? fromBase64(item) : new Uint8Array();
    if (hash.length !== 32) throw new Error('not a list of 32-byte hashes');
    return hash;
  });
}
