import { utf8Bytes } from '../bytes';
import {
  buildTiles,
  canonicalJson,
  commit,
  formatCheckpoint,
  generateNoteKey,
  leafHash,
  noteSigner,
  rootHash,
  signNote,
  type EvidenceFile,
  type LogSource,
} from '..';

const WIDTH = 256;

/** A log in memory with a key of its own, to be verified and to be tampered with. */
export class TestLog {
  readonly origin: string;
  entries: Uint8Array[];
  tiles: Map<string, Uint8Array>;
  head: string;
  handover: string | undefined;
  readonly missing = new Set<number>();
  readonly repeated = new Map<number, Uint8Array>();

  constructor(
    size: number,
    entryOf: (n: number) => object = entryAt,
    public key = generateNoteKey(`log.example/${Math.random().toString(36).slice(2)}`),
  ) {
    this.origin = key.vkey.split('+')[0]!;
    this.entries = Array.from({ length: size }, (_, n) => utf8Bytes(canonicalJson(entryOf(n))));
    this.tiles = this.tilesAt(size);
    this.head = this.note(size);
  }

  get vkey(): string {
    return this.key.vkey;
  }

  clone(): TestLog {
    const copy = new TestLog(0, entryAt, this.key);
    copy.entries = [...this.entries];
    copy.tiles = new Map(this.tiles);
    copy.head = this.head;
    return copy;
  }

  hash(index: number): Uint8Array {
    return leafHash(this.entries[index]!);
  }

  hashes(size = this.entries.length): Uint8Array[] {
    return this.entries.slice(0, size).map(leafHash);
  }

  tilesAt(size: number): Map<string, Uint8Array> {
    return buildTiles(this.hashes(size));
  }

  note(size: number, cosigner?: { skey: string }): string {
    const text = formatCheckpoint({ origin: this.origin, size, root: rootHash(this.hashes(size)) });
    const note = signNote(text, noteSigner(this.key.skey));
    return cosigner ? note + signNote(text, noteSigner(cosigner.skey)).slice(text.length + 1) : note;
  }

  useKey(key: { skey: string; vkey: string }): void {
    this.key = key;
  }

  sign(): void {
    this.head = this.note(this.entries.length);
  }

  rebuild(): void {
    this.tiles = this.tilesAt(this.entries.length);
  }

  setEntry(index: number, entry: string): void {
    this.entries[index] = utf8Bytes(entry);
  }

  swap(a: number, b: number): void {
    [this.entries[a], this.entries[b]] = [this.entries[b]!, this.entries[a]!];
  }

  breakTile(path: string, place: number): void {
    const tile = Uint8Array.from(this.tiles.get(path)!);
    tile[place * 32]! ^= 1;
    this.tiles.set(path, tile);
  }

  /** Serves as Divan's api does: bundles from rows, a partial one as long as none of its rows is missing. */
  source(size?: number): LogSource {
    const [tiles, head] = size === undefined ? [this.tiles, this.head] : [this.tilesAt(size), this.note(size)];
    return {
      read: (path) => {
        if (path === 'checkpoint') return Promise.resolve(utf8Bytes(head));
        const match = /^tile\/entries\/(?:x(\d+)\/)?(\d+)(?:\.p\/(\d+))?$/.exec(path);
        return Promise.resolve(
          match
            ? this.bundle(Number(`${match[1] ?? ''}${match[2]}`), Number(match[3] ?? WIDTH))
            : (tiles.get(path) ?? null),
        );
      },
    };
  }

  private bundle(index: number, width: number): Uint8Array | null {
    const bytes: number[] = [];
    for (let leaf = index * WIDTH; leaf < index * WIDTH + width; leaf += 1) {
      const entry = this.entries[leaf];
      if (!entry || this.missing.has(leaf)) return null;
      for (const one of [entry, this.repeated.get(leaf)])
        if (one) bytes.push(one.length >> 8, one.length & 255, ...one);
    }
    return Uint8Array.from(bytes);
  }
}

export const SALT = Uint8Array.from({ length: 16 }, (_, i) => i);

const id = (n: number): string => `0199f0a4-7c1e-7000-8000-${String(n).padStart(12, '0')}`;
const at = (n: number): string => new Date(Date.UTC(2026, 10, 22) + n * 1000).toISOString();
const who = { actorName: 'Dana Reyes', address: '203.0.113.7', userAgent: null, reason: null };
const activity = (n: number): object => ({ type: 'Create', actor: { name: 'Citizen' }, n });
const actor = { kind: 'member', id: id(1) };

/** Every third leaf is a record, the others are audit events, as the archive and the audit write them. */
export function entryAt(n: number): object {
  if (n % 3 === 2) {
    return {
      kind: 'record',
      version: 1,
      id: id(n),
      class: 'inbound_message',
      organizationId: id(0),
      subjectId: id(n),
      subjectVersion: 1,
      channelId: id(9),
      network: 'mastodon',
      remoteId: `r${n}`,
      capturedAt: at(n),
      commitments: {
        payload: commit(SALT, `payload ${n}`),
        activity: commit(SALT, canonicalJson(activity(n))),
      },
    };
  }
  return {
    type: 'divan.audit-event',
    v: 1,
    id: id(n),
    kind: 'test.happened',
    version: 1,
    actor,
    object: { type: 'thing', id: String(n) },
    at: at(n),
    requestId: `q${n}`,
    sessionId: null,
    outcome: 'success',
    commitments: { who: commit(SALT, canonicalJson(who)), detail: commit(SALT, canonicalJson({ n })) },
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** An audit event as `GET /v1/audit-events?after=` gives it. */
export function event(log: TestLog, n: number): Record<string, unknown> {
  return {
    id: id(n),
    kind: 'test.happened',
    version: 1,
    actor: { ...actor, name: who.actorName },
    object: { type: 'thing', id: String(n) },
    occurredAt: at(n),
    address: who.address,
    userAgent: null,
    sessionId: null,
    requestId: `q${n}`,
    outcome: 'success',
    reason: null,
    detail: { n },
    before: null,
    after: null,
    leafIndex: n,
    entry: base64(log.entries[n]!),
    salt: base64(SALT),
  };
}

/** A record as `GET /v1/records?after=` gives it. */
export function record(log: TestLog, n: number): Record<string, unknown> {
  return {
    id: id(n),
    leafIndex: n,
    leafHash: base64(log.hash(n)),
    class: 'inbound_message',
    capturedAt: at(n),
    channel: { id: id(9), network: 'mastodon', handle: 'city' },
    remoteId: `r${n}`,
    remoteUrl: null,
    author: { name: 'Citizen' },
    activity: activity(n),
    media: [],
    payload: { sha256: '', bytes: 1, mediaType: 'application/json' },
    entry: base64(log.entries[n]!),
    salt: base64(SALT),
  };
}

/** Pages of a pull of everything, as the API gives them: events until an empty page, records with all leaf hashes. */
export function pages(log: TestLog, size = log.entries.length, limit = 100): Record<string, unknown>[] {
  const indexes = Array.from({ length: size }, (_, n) => n);
  const checkpoint = { note: log.note(size) };
  const result: Record<string, unknown>[] = [];
  const events = indexes.filter((n) => n % 3 !== 2);
  for (let from = 0; from <= events.length; from += limit) {
    const items = events.slice(from, from + limit);
    result.push({
      items: items.map((n) => event(log, n)),
      nextCursor: null,
      nextAfter: items.at(-1) ?? events.at(-1),
      checkpoint,
    });
  }
  for (let from = 0; from < size; from += limit) {
    const to = Math.min(size, from + limit) - 1;
    const items = indexes.slice(from, to + 1).filter((n) => n % 3 === 2);
    const hashes = indexes.slice(from, to + 1).map((n) => base64(log.hash(n)));
    result.push({
      items: items.map((n) => record(log, n)),
      nextAfter: to,
      leafHashes: { from, to, hashes },
      checkpoint,
    });
  }
  return result;
}

export const json = (value: unknown): string => JSON.stringify(value);

export function file(name: string, content: string | Uint8Array): EvidenceFile {
  return { name, read: () => (typeof content === 'string' ? utf8Bytes(content) : content) };
}
