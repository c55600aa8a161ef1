import type { Reader } from './database';
import type { Address } from './practice';
import { escapeHtml } from './text';

export interface AccountRow {
  id: string;
  username: string;
  display_name: string;
  note: string;
  language: string;
  role: 'city' | 'citizen' | 'registered';
  created_at: Date;
  last_status_at: string | null;
  statuses_count: number;
  followers_count: number;
  following_count: number;
}

export type AccountJson = Record<string, unknown> & { id: string; username: string };

const COLUMNS = `a.id, a.username, a.display_name, a.note, a.language, a.role, a.created_at,
  (SELECT to_char(max(s.created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM statuses s WHERE s.account_id = a.id) AS last_status_at,
  (SELECT count(*)::int FROM statuses s WHERE s.account_id = a.id AND s.visibility <> 'direct') AS statuses_count,
  (SELECT count(*)::int FROM follows f WHERE f.target_id = a.id) AS followers_count,
  (SELECT count(*)::int FROM follows f WHERE f.account_id = a.id) AS following_count`;

export async function readAccounts(reader: Reader, ids: readonly string[]): Promise<Map<string, AccountRow>> {
  if (ids.length === 0) return new Map();
  const rows = await reader.query<AccountRow>(`SELECT ${COLUMNS} FROM accounts a WHERE a.id = ANY($1::bigint[])`, [
    ids,
  ]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Accounts in the order of `ids`, as the API shows them. */
export async function renderAccounts(reader: Reader, address: Address, ids: readonly string[]): Promise<AccountJson[]> {
  const rows = await readAccounts(reader, ids);
  return ids.flatMap((id) => {
    const row = rows.get(id);
    return row ? [accountJson(row, address)] : [];
  });
}

export function accountJson(row: AccountRow, address: Address): AccountJson {
  const url = address.url(`/@${row.username}`);
  const avatar = address.url(`/avatars/${row.username}.svg`);
  const header = address.url(`/headers/${row.username}.svg`);
  return {
    id: row.id,
    username: row.username,
    acct: row.username,
    display_name: row.display_name,
    locked: false,
    bot: false,
    discoverable: true,
    indexable: true,
    group: false,
    created_at: row.created_at.toISOString(),
    note: row.note ? `<p>${escapeHtml(row.note)}</p>` : '',
    url,
    uri: address.url(`/users/${row.username}`),
    avatar,
    avatar_static: avatar,
    header,
    header_static: header,
    followers_count: row.followers_count,
    following_count: row.following_count,
    statuses_count: row.statuses_count,
    last_status_at: row.last_status_at,
    hide_collections: false,
    noindex: false,
    emojis: [],
    roles: [],
    fields: row.role === 'city' ? [{ name: 'Official', value: 'City of Rivertown', verified_at: null }] : [],
  };
}

/** What only the account itself sees. */
export function credentialJson(row: AccountRow, address: Address): AccountJson {
  return {
    ...accountJson(row, address),
    source: {
      privacy: 'public',
      sensitive: false,
      language: row.language,
      note: row.note,
      fields: [],
      follow_requests_count: 0,
      hide_collections: false,
      discoverable: true,
      indexable: true,
    },
    role: { id: '-99', name: '', permissions: '0', color: '', highlighted: false },
  };
}
