import type { Writer } from './database';
import { forbidden } from './errors';
import { notify, withdrawNotification } from './notification.store';
import type { Practice } from './practice';
import type { StatusRow } from './status.json';

export async function favourite(
  tx: Writer,
  practice: Practice,
  status: StatusRow,
  accountId: string,
  createdAt?: Date,
): Promise<void> {
  await tx.query(
    'INSERT INTO favourites (status_id, account_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [status.id, accountId, createdAt ?? new Date()],
  );
  const news = {
    accountId: status.account_id,
    fromAccountId: accountId,
    kind: 'favourite',
    statusId: status.id,
  } as const;
  await notify(tx, practice, { ...news, ...(createdAt ? { createdAt } : {}) });
}

export async function unfavourite(tx: Writer, status: StatusRow, accountId: string): Promise<void> {
  await tx.query('DELETE FROM favourites WHERE status_id = $1 AND account_id = $2', [status.id, accountId]);
  await withdrawNotification(tx, {
    accountId: status.account_id,
    fromAccountId: accountId,
    kind: 'favourite',
    statusId: status.id,
  });
}

/** Boosts a public status; a second boost gives the first one again. */
export async function reblog(
  tx: Writer,
  practice: Practice,
  status: StatusRow,
  accountId: string,
  createdAt?: Date,
): Promise<string> {
  if (status.visibility === 'direct' || (status.visibility === 'private' && status.account_id !== accountId)) {
    throw forbidden();
  }
  const [before] = await tx.query<{ id: string }>(
    'SELECT id FROM statuses WHERE reblog_of_id = $1 AND account_id = $2',
    [status.id, accountId],
  );
  if (before) return before.id;
  const id = createdAt ? practice.ids.at(createdAt) : practice.ids.next();
  await tx.query(
    `INSERT INTO statuses (id, account_id, thread_id, reblog_of_id, text, visibility, language, created_at)
     VALUES ($1, $2, $1, $3, '', $4, $5, $6)`,
    [id, accountId, status.id, status.visibility, status.language, createdAt ?? new Date()],
  );
  const news = { accountId: status.account_id, fromAccountId: accountId, kind: 'reblog', statusId: status.id } as const;
  await notify(tx, practice, { ...news, ...(createdAt ? { createdAt } : {}) });
  tx.afterCommit(() => practice.hub.statusCreated(id));
  return id;
}

export async function unreblog(tx: Writer, practice: Practice, status: StatusRow, accountId: string): Promise<void> {
  const [gone] = await tx.query<{ id: string }>(
    'DELETE FROM statuses WHERE reblog_of_id = $1 AND account_id = $2 RETURNING id',
    [status.id, accountId],
  );
  await withdrawNotification(tx, {
    accountId: status.account_id,
    fromAccountId: accountId,
    kind: 'reblog',
    statusId: status.id,
  });
  if (gone) tx.afterCommit(() => practice.hub.statusesDeleted([gone.id], { ...status, account_id: accountId }));
}
