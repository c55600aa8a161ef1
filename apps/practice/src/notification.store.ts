import { renderAccounts } from './account.json';
import type { Reader, Writer } from './database';
import type { Address, Practice } from './practice';
import { renderStatuses } from './status.json';

export type NotificationKind = 'mention' | 'favourite' | 'reblog' | 'follow';

export interface NotificationRow {
  id: string;
  account_id: string;
  from_account_id: string;
  kind: NotificationKind;
  status_id: string | null;
  created_at: Date;
}

interface News {
  accountId: string;
  fromAccountId: string;
  kind: NotificationKind;
  statusId: string | null;
  /** Only for what is told afterwards (the seeded week). */
  createdAt?: Date;
}

/** Tells an account once that someone did something; nobody is told what they did themselves. */
export async function notify(tx: Writer, practice: Practice, news: News): Promise<void> {
  if (news.accountId === news.fromAccountId) return;
  const id = news.createdAt ? practice.ids.at(news.createdAt) : practice.ids.next();
  const added = await tx.query(
    `INSERT INTO notifications (id, account_id, from_account_id, kind, status_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
    [id, news.accountId, news.fromAccountId, news.kind, news.statusId, news.createdAt ?? new Date()],
  );
  if (added.length > 0) tx.afterCommit(() => practice.hub.notified(id));
}

/** What was undone is no news any more. */
export async function withdrawNotification(tx: Writer, news: Omit<News, 'createdAt'>): Promise<void> {
  await tx.query(
    `DELETE FROM notifications WHERE account_id = $1 AND from_account_id = $2 AND kind = $3
     AND status_id IS NOT DISTINCT FROM $4`,
    [news.accountId, news.fromAccountId, news.kind, news.statusId],
  );
}

export type NotificationJson = Record<string, unknown> & { id: string };

export async function renderNotifications(
  reader: Reader,
  address: Address,
  rows: readonly NotificationRow[],
): Promise<NotificationJson[]> {
  const viewer = rows[0]?.account_id ?? null;
  const statusIds = [...new Set(rows.flatMap((row) => (row.status_id ? [row.status_id] : [])))];
  const accountIds = [...new Set(rows.map((row) => row.from_account_id))];
  const [statuses, accounts] = await Promise.all([
    renderStatuses(reader, address, statusIds, viewer),
    renderAccounts(reader, address, accountIds),
  ]);
  const statusOf = new Map(statuses.map((status) => [status.id, status]));
  const accountOf = new Map(accounts.map((account) => [account.id, account]));
  return rows.map((row) => ({
    id: row.id,
    type: row.kind,
    created_at: row.created_at.toISOString(),
    group_key: `ungrouped-${row.id}`,
    account: accountOf.get(row.from_account_id) ?? null,
    ...(row.status_id ? { status: statusOf.get(row.status_id) ?? null } : {}),
  }));
}
