import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogSource } from '@divan/transparency-log';

// A full bundle of entries is at most 256 × (2 + 65,535) bytes; whoever sends more wants to fill our memory.
const MAX_BYTES = 17_000_000;
const ATTEMPTS = 5;
const TIMEOUT_MS = 30_000;
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** A log saved in a folder, under the paths it is served by. */
export function folderSource(folder: string): LogSource {
  return {
    read: (path) => {
      const file = join(folder, path);
      return Promise.resolve(existsSync(file) ? new Uint8Array(readFileSync(file)) : null);
    },
  };
}

/** A log on the web (C2SP tlog-tiles): `…/v1/log/` with a token, `…/v1/public-logs/<organization>/` without. */
export function webSource(url: URL, token: string | null): LogSource {
  const base = new URL(url);
  base.pathname = `${base.pathname.replace(/\/(checkpoint)?$/, '')}/`;
  const get = (path: string): Promise<Uint8Array | null> => patiently(() => fetchBytes(new URL(path, base), token));
  return { read: get, headCovering: (leaf) => headCovering(get, leaf) };
}

interface ListedHead {
  size: number;
  note: string;
}

/** Asks the log's list of checkpoints, newest first, for the oldest that covers the leaf. */
async function headCovering(get: LogSource['read'], leaf: number): Promise<string | null> {
  let found: ListedHead | null = null;
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await get(`checkpoints?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    if (!page) return null;
    const answer = JSON.parse(new TextDecoder().decode(page)) as { items: ListedHead[]; nextCursor: string | null };
    const { items, nextCursor } = answer;
    const covering = items.filter(({ size }) => size > leaf);
    found = covering.at(-1) ?? found;
    // A page without anything on it leads nowhere, whatever cursor it names.
    cursor = items.length > 0 && covering.length === items.length ? nextCursor : null;
  }
  return found?.note ?? null;
}

class PassingFailure extends Error {
  constructor(
    message: string,
    readonly waitMs: number | null,
  ) {
    super(message);
  }
}

/** Tries again after what may pass: a server that is busy, a connection that broke. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PassingFailure) || tried === ATTEMPTS) throw error;
      await new Promise((done) => setTimeout(done, error.waitMs ?? 250 * 2 ** tried));
    }
  }
}

async function fetchBytes(url: URL, token: string | null): Promise<Uint8Array | null> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (error: Error) => {
      const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
      throw new PassingFailure(`${error.message}${cause}`, null);
    },
  );
  if (response.ok) return readLimited(response);
  await response.body?.cancel();
  if (response.status === 404) return null;
  const message = `the server answered ${response.status}${response.status === 401 ? ' (a token is needed: --token)' : ''}`;
  if (!PASSING.has(response.status)) throw new Error(message);
  const after = response.headers.get('retry-after');
  throw new PassingFailure(message, after !== null && /^\d{1,2}$/.test(after) ? Number(after) * 1000 : null);
}

async function readLimited({ body, headers }: Response): Promise<Uint8Array> {
  if (Number(headers.get('content-length') ?? 0) > MAX_BYTES)
    throw new Error('the answer is larger than any part of a log');
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk as Uint8Array);
      length += chunks.at(-1)!.length;
      if (length > MAX_BYTES) break;
    }
  } catch (error) {
    throw new PassingFailure((error as Error).message, null);
  }
  if (length > MAX_BYTES) throw new Error('the answer is larger than any part of a log');
  return new Uint8Array(Buffer.concat(chunks, length));
}
