import { accountJson, readAccounts, type AccountRow } from './account.json';
import type { Reader } from './database';
import { mediaJson, type MediaRow } from './media.json';
import type { Address } from './practice';
import { toHtml, type Mentioned } from './text';

export type Visibility = 'public' | 'unlisted' | 'private' | 'direct';

export interface StatusRow {
  id: string;
  account_id: string;
  thread_id: string;
  in_reply_to_id: string | null;
  in_reply_to_account_id: string | null;
  reblog_of_id: string | null;
  text: string;
  spoiler_text: string;
  sensitive: boolean;
  visibility: Visibility;
  language: string | null;
  tags: string[];
  application: string | null;
  created_at: Date;
  edited_at: Date | null;
}

interface CountedRow extends StatusRow {
  replies_count: number;
  reblogs_count: number;
  favourites_count: number;
  favourited: boolean;
  reblogged: boolean;
}

export interface MentionRow {
  status_id: string;
  account_id: string;
  username: string;
}

export type StatusJson = Record<string, unknown> & { id: string };

/** SQL condition: the account in `viewer` (a parameter, may be null) may see status `s`. */
export const visibleTo = (viewer: string): string => `(
  s.visibility IN ('public', 'unlisted') OR s.account_id = ${viewer}::bigint
  OR EXISTS (SELECT 1 FROM mentions m WHERE m.status_id = s.id AND m.account_id = ${viewer}::bigint)
  OR (s.visibility = 'private' AND EXISTS (
    SELECT 1 FROM follows f WHERE f.target_id = s.account_id AND f.account_id = ${viewer}::bigint)))`;

const COLUMNS = `s.*,
  (SELECT count(*)::int FROM statuses r WHERE r.in_reply_to_id = s.id AND r.visibility IN ('public', 'unlisted')) AS replies_count,
  (SELECT count(*)::int FROM statuses r WHERE r.reblog_of_id = s.id) AS reblogs_count,
  (SELECT count(*)::int FROM favourites f WHERE f.status_id = s.id) AS favourites_count,
  EXISTS (SELECT 1 FROM favourites f WHERE f.status_id = s.id AND f.account_id = $2) AS favourited,
  EXISTS (SELECT 1 FROM statuses r WHERE r.reblog_of_id = s.id AND r.account_id = $2) AS reblogged`;

/** Statuses in the order of `ids`, as `viewer` (an account, or null for nobody) sees them. */
export async function renderStatuses(
  reader: Reader,
  address: Address,
  ids: readonly string[],
  viewer: string | null,
): Promise<StatusJson[]> {
  if (ids.length === 0) return [];
  const read = (wanted: readonly string[]): Promise<CountedRow[]> =>
    reader.query<CountedRow>(`SELECT ${COLUMNS} FROM statuses s WHERE s.id = ANY($1::bigint[])`, [wanted, viewer]);
  const rows = await read(ids);
  const reblogged = rows.flatMap((row) => (row.reblog_of_id ? [row.reblog_of_id] : []));
  if (reblogged.length > 0) rows.push(...(await read(reblogged)));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const parts = await readParts(reader, [...byId.keys()], rows);
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const original = row.reblog_of_id ? byId.get(row.reblog_of_id) : undefined;
    if (!original) return [statusJson(row, parts, address)];
    const reblog = statusJson(original, parts, address);
    return [{ ...statusJson(row, parts, address), content: reblog.content, reblog }];
  });
}

interface Parts {
  accounts: Map<string, AccountRow>;
  mentions: Map<string, MentionRow[]>;
  media: Map<string, MediaRow[]>;
}

export async function readMentions(reader: Reader, statusIds: string[]): Promise<MentionRow[]> {
  return reader.query<MentionRow>(
    `SELECT m.status_id, m.account_id, a.username FROM mentions m JOIN accounts a ON a.id = m.account_id
     WHERE m.status_id = ANY($1::bigint[]) ORDER BY m.status_id, a.id`,
    [statusIds],
  );
}

/** Made when it is read, so that links follow the network's address. */
export function statusHtml(text: string, mentions: readonly MentionRow[], address: Address): string {
  const links = mentions.map(({ username }): [string, Mentioned] => [
    username.toLowerCase(),
    { username, url: address.url(`/@${username}`) },
  ]);
  return toHtml(text, new Map(links), address.origin);
}

async function readParts(reader: Reader, ids: string[], rows: CountedRow[]): Promise<Parts> {
  const [accounts, mentions, media] = await Promise.all([
    readAccounts(reader, [...new Set(rows.map((row) => row.account_id))]),
    readMentions(reader, ids),
    reader.query<MediaRow & { status_id: string }>(
      `SELECT id, status_id, kind, content_type, extension, secret, width, height, description FROM media
       WHERE status_id = ANY($1::bigint[]) ORDER BY status_id, position`,
      [ids],
    ),
  ]);
  return { accounts, mentions: grouped(mentions), media: grouped(media) };
}

function grouped<T extends { status_id: string }>(rows: T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.status_id, [...(groups.get(row.status_id) ?? []), row]);
  return groups;
}

function statusJson(row: CountedRow, parts: Parts, address: Address): StatusJson {
  const author = parts.accounts.get(row.account_id);
  const username = author?.username ?? '';
  return {
    id: row.id,
    created_at: row.created_at.toISOString(),
    edited_at: row.edited_at?.toISOString() ?? null,
    in_reply_to_id: row.in_reply_to_id,
    in_reply_to_account_id: row.in_reply_to_account_id,
    sensitive: row.sensitive,
    spoiler_text: row.spoiler_text,
    visibility: row.visibility,
    language: row.language,
    uri: address.url(`/users/${username}/statuses/${row.id}`),
    url: row.reblog_of_id ? null : address.url(`/@${username}/${row.id}`),
    replies_count: row.replies_count,
    reblogs_count: row.reblogs_count,
    favourites_count: row.favourites_count,
    favourited: row.favourited,
    reblogged: row.reblogged,
    muted: false,
    bookmarked: false,
    content: statusHtml(row.text, parts.mentions.get(row.id) ?? [], address),
    filtered: [],
    reblog: null,
    application: row.application ? { name: row.application, website: null } : null,
    account: author ? accountJson(author, address) : null,
    media_attachments: (parts.media.get(row.id) ?? []).map((media) => mediaJson(media, address)),
    mentions: (parts.mentions.get(row.id) ?? []).map((mention) => ({
      id: mention.account_id,
      username: mention.username,
      url: address.url(`/@${mention.username}`),
      acct: mention.username,
    })),
    tags: row.tags.map((name) => ({ name, url: address.url(`/tags/${encodeURIComponent(name)}`) })),
    emojis: [],
    card: null,
    poll: null,
  };
}
