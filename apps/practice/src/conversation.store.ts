import { renderAccounts } from './account.json';
import type { Reader } from './database';
import type { Address } from './practice';
import { renderStatuses } from './status.json';

export interface ConversationRow {
  id: string;
  account_id: string;
  last_status_id: string;
  unread: boolean;
  others: string[];
}

/** Conversation columns; the others are all who wrote or are named in its direct messages. */
export const CONVERSATION = `c.id, c.account_id, c.last_status_id, c.unread,
  ARRAY(SELECT DISTINCT other.id::text FROM (
    SELECT s.account_id AS id FROM statuses s WHERE s.id = c.last_status_id
    UNION SELECT m.account_id FROM mentions m WHERE m.status_id = c.last_status_id) other
    WHERE other.id <> c.account_id) AS others`;

export type ConversationJson = Record<string, unknown> & { id: string };

export async function renderConversations(
  reader: Reader,
  address: Address,
  rows: readonly ConversationRow[],
): Promise<ConversationJson[]> {
  const viewer = rows[0]?.account_id ?? null;
  const [statuses, accounts] = await Promise.all([
    renderStatuses(
      reader,
      address,
      rows.map((row) => row.last_status_id),
      viewer,
    ),
    renderAccounts(reader, address, [...new Set(rows.flatMap((row) => row.others))]),
  ]);
  const statusOf = new Map(statuses.map((status) => [status.id, status]));
  return rows.map((row) => ({
    id: row.id,
    unread: row.unread,
    accounts: accounts.filter((account) => row.others.includes(account.id)),
    last_status: statusOf.get(row.last_status_id) ?? null,
  }));
}
