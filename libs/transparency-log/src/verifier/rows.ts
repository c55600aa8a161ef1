import { fromBase64, utf8Text } from '../bytes';
import { canonicalJson } from '../canonical-json';
import { commit } from '../commitment';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** A row of a pulled copy: an audit event or a record, as the API gives it. */
export interface Row {
  kind: 'event' | 'record';
  id: string;
  /** Null while, or because, it is not in the log. */
  leafIndex: number | null;
  /** When it happened, as the row says. */
  at: string;
  /** The entry that the row says is its own; absent in lists for reading. */
  entry: Uint8Array | null;
  /** What the row says the hash of its leaf is; records only. */
  leafHash: Uint8Array | null;
  /** Opens the commitments; null once erased, undefined where the list does not carry it. */
  salt: Uint8Array | null | undefined;
  value: JsonObject;
}

/** What differs between a row and its entry, and how its content stands to the commitments. */
export interface RowComparison {
  fields: { field: string; row: string; entry: string }[];
  contents: { part: string; state: 'proved' | 'changed' | 'missing' | 'added' | 'absent' | 'unsalted' }[];
  erased: boolean;
}

/** Reads a row of either list; null when it is none. Throws when it is one and malformed. */
export function readRow(value: Json): Row | null {
  if (!isObject(value) || typeof value.id !== 'string') return null;
  const kind = kindOf(value);
  if (!kind) return null;
  return {
    kind,
    id: value.id,
    leafIndex: leafIndexOf(value),
    at: String(kind === 'event' ? value.occurredAt : value.capturedAt),
    entry: optionalBytes(value.entry) ?? null,
    leafHash: optionalBytes(value.leafHash) ?? null,
    salt: optionalBytes(value.salt),
    value,
  };
}

function kindOf(value: JsonObject): Row['kind'] | null {
  if ('actor' in value && 'occurredAt' in value) return 'event';
  return 'capturedAt' in value && !('commitments' in value) ? 'record' : null;
}

function leafIndexOf({ id, leafIndex = null }: JsonObject): number | null {
  if (leafIndex === null) return null;
  if (!Number.isSafeInteger(leafIndex) || Number(leafIndex) < 0)
    throw new Error(`leaf index of ${String(id)} is not a whole number`);
  return Number(leafIndex);
}

/** Compares a row with the entry of its leaf. `payload`: the bytes of a record's payload, where they were given. */
export function compareRow(row: Row, entryBytes: Uint8Array, payload?: Uint8Array): RowComparison {
  const entry = readEntry(entryBytes);
  const pairs = row.kind === 'event' ? eventFields(row.value, entry) : recordFields(row.value, entry);
  const fields = Object.entries(pairs)
    .filter(([, [stated, signed]]) => canonical(stated) !== canonical(signed))
    .map(([field, [stated, signed]]) => ({ field, row: shown(stated), entry: shown(signed) }));
  const given = row.kind === 'event' ? eventContents(row.value) : recordContents(row.value, payload);
  // Lists for reading carry neither entry nor salt; whoever hands over the entry alone took the salt away.
  if (!row.salt) return unopened(fields, given, row.salt === undefined && !row.entry ? 'absent' : 'unsalted');
  const contents = compareContents(given, commitmentsOf(entry), row.salt);
  const told = contents.some(({ part, state }) => part === 'activity' && state === 'proved');
  return { fields, contents: [...contents, ...(told ? echoes(row.value) : [])], erased: false };
}

/** Erased is what shows nothing: content that is shown without its salt is anybody's word. */
function unopened(fields: RowComparison['fields'], given: Contents, state: 'absent' | 'unsalted'): RowComparison {
  const shown = Object.keys(given).filter((part) => given[part]);
  const contents = shown.map((part) => ({ part, state }));
  return { fields, contents, erased: state === 'unsalted' && shown.length === 0 };
}

/** The commitments of an entry by their names. */
export function commitmentsOf(entry: JsonObject): JsonObject {
  return isObject(entry.commitments) ? entry.commitments : {};
}

/** An entry as data; empty when it is no JSON object, which then agrees with nothing. */
export function readEntry(bytes: Uint8Array): JsonObject {
  try {
    const value = JSON.parse(utf8Text(bytes)) as Json;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Pairs = Record<string, [stated: Json | undefined, signed: Json | undefined]>;

function eventFields(row: JsonObject, entry: JsonObject): Pairs {
  const [actor, object] = [part(row.actor), part(row.object)];
  const [signedActor, signedObject] = [part(entry.actor), part(entry.object)];
  return {
    type: ['divan.audit-event', entry.type],
    id: [row.id, entry.id],
    kind: [row.kind, entry.kind],
    version: [row.version, entry.version],
    actor: [
      { kind: actor.kind ?? null, id: actor.id ?? null },
      { kind: signedActor.kind ?? null, id: signedActor.id ?? null },
    ],
    object: [
      { type: object.type ?? null, id: object.id ?? null },
      { type: signedObject.type ?? null, id: signedObject.id ?? null },
    ],
    time: [row.occurredAt, entry.at],
    outcome: [row.outcome, entry.outcome],
    session: [row.sessionId ?? null, entry.sessionId ?? null],
    request: [row.requestId, entry.requestId],
  };
}

function recordFields(row: JsonObject, entry: JsonObject): Pairs {
  const channel = part(row.channel);
  return {
    type: ['record', entry.kind],
    id: [row.id, entry.id],
    class: [row.class, entry.class],
    time: [row.capturedAt, entry.capturedAt],
    channel: [channel.id ?? null, entry.channelId ?? null],
    network: [channel.network ?? null, entry.network ?? null],
    'network id': [row.remoteId ?? null, entry.remoteId ?? null],
  };
}

type Contents = Record<string, string | Uint8Array | null | undefined>;

/** Null: there is none. Undefined: it was not given. */
function eventContents(row: JsonObject): Contents {
  const { address = null, userAgent = null, reason = null } = row;
  const who = { actorName: part(row.actor).name ?? null, address, userAgent, reason };
  const isSaid = Object.values(who).some((value) => value !== null);
  const json = (value: Json | undefined): string | null =>
    value === null || value === undefined ? null : canonical(value);
  return {
    who: isSaid ? canonical(who) : null,
    detail: json(row.detail),
    before: json(row.before),
    after: json(row.after),
  };
}

function recordContents(row: JsonObject, payload: Uint8Array | undefined): Contents {
  return { activity: isObject(row.activity) ? canonical(row.activity) : null, payload };
}

/** What a record shows beside its activity must be in it, because that alone is committed to. */
function echoes({ activity, author, remoteUrl, media }: JsonObject): RowComparison['contents'] {
  if (!isObject(activity)) return [];
  const said = new Set<Json>();
  collect(activity, said);
  const { name, handle } = part(author);
  const files = Array.isArray(media) ? media.map(part) : [];
  const shown: Record<string, (Json | undefined)[]> = {
    author: [name, handle],
    link: [remoteUrl],
    media: files.flatMap(({ url, sha256, altText }) => [url, sha256, altText]),
  };
  const isForeign = (value: Json | undefined): boolean => typeof value === 'string' && value !== '' && !said.has(value);
  const changed = Object.keys(shown).filter((name) => shown[name]!.some(isForeign));
  return changed.map((name) => ({ part: name, state: 'changed' }));
}

function collect(value: Json, said: Set<Json>): void {
  if (typeof value === 'string') said.add(value);
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) collect(one, said);
}

function compareContents(given: Contents, commitments: JsonObject, salt: Uint8Array): RowComparison['contents'] {
  return Object.entries(given).flatMap(([name, content]): RowComparison['contents'] => {
    const committed = commitments[name];
    if (committed === undefined) return content ? [{ part: name, state: 'added' }] : [];
    if (content === undefined) return [{ part: name, state: 'absent' }];
    if (content === null) return [{ part: name, state: 'missing' }];
    return [{ part: name, state: commit(salt, content) === committed ? 'proved' : 'changed' }];
  });
}

function part(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function canonical(value: Json | undefined): string {
  return value === undefined ? '' : canonicalJson(value);
}

function shown(value: Json | undefined): string {
  const text = typeof value === 'string' ? value : isObject(value) ? Object.values(value).join(' ') : canonical(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function optionalBytes(value: Json | undefined): Uint8Array | null | undefined {
  if (value === null || value === undefined) return value;
  if (typeof value !== 'string') throw new Error('not base64');
  return fromBase64(value);
}
