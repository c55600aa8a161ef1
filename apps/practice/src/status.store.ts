import { forbidden, invalid, notFound } from './errors';
import type { Reader, Writer } from './database';
import { notify } from './notification.store';
import { LIMITS, type Practice } from './practice';
import { visibleTo, type StatusRow, type Visibility } from './status.json';
import { countCharacters, hashtags, mentionedNames } from './text';

export interface Draft {
  accountId: string;
  text: string;
  spoilerText: string;
  sensitive: boolean;
  visibility: Visibility;
  language: string | null;
  inReplyToId: string | null;
  mediaIds: readonly string[];
  application: string | null;
  /** Only for what is told afterwards (the seeded week). */
  createdAt?: Date;
}

/** A status that `viewer` may see; 404 otherwise, so that nobody learns of what they may not see. */
export async function seeStatus(reader: Reader, id: string | null, viewer: string | null): Promise<StatusRow> {
  const [row] = await reader.query<StatusRow>(`SELECT s.* FROM statuses s WHERE s.id = $1 AND ${visibleTo('$2')}`, [
    id,
    viewer,
  ]);
  if (!row) throw notFound();
  return row;
}

export async function publishStatus(tx: Writer, practice: Practice, draft: Draft): Promise<string> {
  checkLength(draft.text, draft.spoilerText);
  if (!draft.text.trim() && draft.mediaIds.length === 0) throw invalid("Text can't be blank");
  const parent = draft.inReplyToId ? await seeStatus(tx, draft.inReplyToId, draft.accountId) : null;
  const createdAt = draft.createdAt ?? new Date();
  const id = draft.createdAt ? practice.ids.at(draft.createdAt) : practice.ids.next();
  const mentioned = await findMentioned(tx, practice, draft.text);
  const threadId = parent?.thread_id ?? id;
  await insertStatus(tx, id, threadId, draft, parent, createdAt);
  await attachMedia(tx, id, draft.accountId, draft.mediaIds);
  await addMentions(tx, id, mentioned);
  await notifyOf(tx, practice, id, draft, mentioned, parent, createdAt);
  if (draft.visibility === 'direct') {
    await addToConversations(tx, practice, id, threadId, draft.accountId, mentioned);
  }
  tx.afterCommit(() => practice.hub.statusCreated(id));
  return id;
}

async function insertStatus(
  tx: Writer,
  id: string,
  threadId: string,
  draft: Draft,
  parent: StatusRow | null,
  createdAt: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO statuses (id, account_id, thread_id, in_reply_to_id, in_reply_to_account_id, text, spoiler_text, sensitive,
       visibility, language, tags, application, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      id,
      draft.accountId,
      threadId,
      parent?.id ?? null,
      parent?.account_id ?? null,
      draft.text,
      draft.spoilerText,
      draft.sensitive || draft.spoilerText !== '',
      draft.visibility,
      draft.language,
      hashtags(draft.text),
      draft.application,
      createdAt,
    ],
  );
}

async function notifyOf(
  tx: Writer,
  practice: Practice,
  statusId: string,
  draft: Draft,
  mentioned: string[],
  parent: StatusRow | null,
  at: Date,
): Promise<void> {
  // Whoever is answered is told, mentioned or not. A direct message reaches only those whom it names.
  const told = new Set(mentioned);
  if (parent && draft.visibility !== 'direct') told.add(parent.account_id);
  for (const accountId of told) {
    await notify(tx, practice, {
      accountId,
      fromAccountId: draft.accountId,
      kind: 'mention',
      statusId,
      ...(draft.createdAt ? { createdAt: at } : {}),
    });
  }
}

function checkLength(text: string, spoilerText: string): void {
  if (countCharacters(text) + countCharacters(spoilerText) > LIMITS.characters) {
    throw invalid(`Text character limit of ${LIMITS.characters} exceeded`);
  }
}

async function findMentioned(reader: Reader, practice: Practice, text: string): Promise<string[]> {
  const names = mentionedNames(text, practice.address.domain);
  const rows = await reader.query<{ id: string }>('SELECT id FROM accounts WHERE lower(username) = ANY($1)', [names]);
  return rows.map((row) => row.id);
}

async function addMentions(tx: Writer, statusId: string, accountIds: string[]): Promise<void> {
  await tx.query(
    'INSERT INTO mentions (status_id, account_id) SELECT $1, unnest($2::bigint[]) ON CONFLICT DO NOTHING',
    [statusId, accountIds],
  );
}

async function attachMedia(tx: Writer, statusId: string, accountId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  if (ids.length > LIMITS.media) throw invalid(`Cannot attach more than ${LIMITS.media} files`);
  const rows = await tx.query(
    `UPDATE media SET status_id = $1, position = array_position($2::bigint[], id)
     WHERE id = ANY($2::bigint[]) AND account_id = $3 AND (status_id IS NULL OR status_id = $1) RETURNING id`,
    [statusId, ids, accountId],
  );
  if (rows.length !== new Set(ids).size) throw invalid('Media could not be found');
}

async function addToConversations(
  tx: Writer,
  practice: Practice,
  statusId: string,
  threadId: string,
  authorId: string,
  mentioned: string[],
): Promise<void> {
  for (const accountId of new Set([authorId, ...mentioned])) {
    await tx.query(
      `INSERT INTO conversations (id, account_id, thread_id, last_status_id, unread) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (account_id, thread_id) DO UPDATE SET last_status_id = excluded.last_status_id,
         unread = excluded.unread`,
      [practice.ids.next(), accountId, threadId, statusId, accountId !== authorId],
    );
    tx.afterCommit(() => practice.hub.conversationChanged(accountId, threadId));
  }
}

export interface Revision {
  text: string;
  spoilerText: string;
  sensitive: boolean;
  language: string | null;
  mediaIds: readonly string[];
  descriptions: ReadonlyMap<string, string>;
}

/** Edits a status of the account; the version before stays in its history. */
export async function reviseStatus(
  tx: Writer,
  practice: Practice,
  id: string | null,
  accountId: string,
  revision: Revision,
): Promise<string> {
  const status = await ownStatus(tx, id, accountId);
  checkLength(revision.text, revision.spoilerText);
  if (!revision.text.trim() && revision.mediaIds.length === 0) throw invalid("Text can't be blank");
  await keepVersion(tx, status);
  const mentioned = await findMentioned(tx, practice, revision.text);
  await tx.query('UPDATE media SET status_id = NULL WHERE status_id = $1', [status.id]);
  await attachMedia(tx, status.id, accountId, revision.mediaIds);
  for (const [mediaId, description] of revision.descriptions) {
    await tx.query('UPDATE media SET description = $2 WHERE id = $1 AND status_id = $3', [
      mediaId,
      description,
      status.id,
    ]);
  }
  await tx.query(
    `UPDATE statuses SET text = $2, spoiler_text = $3, sensitive = $4, language = $5, tags = $6,
       edited_at = $7 WHERE id = $1`,
    [
      status.id,
      revision.text,
      revision.spoilerText,
      revision.sensitive || revision.spoilerText !== '',
      revision.language ?? status.language,
      hashtags(revision.text),
      new Date(),
    ],
  );
  await addMentions(tx, status.id, mentioned);
  for (const mentionedId of mentioned) {
    await notify(tx, practice, {
      accountId: mentionedId,
      fromAccountId: accountId,
      kind: 'mention',
      statusId: status.id,
    });
  }
  tx.afterCommit(() => practice.hub.statusEdited(status.id));
  return status.id;
}

async function keepVersion(tx: Writer, status: StatusRow): Promise<void> {
  await tx.query(
    `INSERT INTO status_versions (status_id, version, text, spoiler_text, sensitive, media, created_at)
     SELECT $1, (SELECT count(*) FROM status_versions v WHERE v.status_id = $1), $2, $3, $4,
       coalesce((SELECT jsonb_agg(to_jsonb(m) - 'bytes' ORDER BY m.position) FROM (
         SELECT id::text, kind, content_type, extension, secret, width, height, description, position FROM media
         WHERE status_id = $1) m), '[]'::jsonb), $5`,
    [status.id, status.text, status.spoiler_text, status.sensitive, status.edited_at ?? status.created_at],
  );
}

/** A status that the account wrote itself; what belongs to others cannot be found for changing. */
export async function ownStatus(reader: Reader, id: string | null, accountId: string): Promise<StatusRow> {
  const status = await seeStatus(reader, id, accountId);
  if (status.account_id !== accountId) throw notFound();
  if (status.reblog_of_id) throw forbidden();
  return status;
}

export async function deleteStatus(tx: Writer, practice: Practice, status: StatusRow): Promise<void> {
  const gone = await tx.query<{ id: string }>('SELECT id FROM statuses WHERE id = $1 OR reblog_of_id = $1', [
    status.id,
  ]);
  await tx.query(
    `UPDATE conversations c SET last_status_id = earlier.id
     FROM (SELECT max(id) AS id FROM statuses WHERE thread_id = $1 AND id <> $2 AND visibility = 'direct') earlier
     WHERE c.last_status_id = $2 AND earlier.id IS NOT NULL`,
    [status.thread_id, status.id],
  );
  await tx.query('UPDATE media SET status_id = NULL WHERE status_id = $1', [status.id]);
  await tx.query('DELETE FROM statuses WHERE id = $1', [status.id]);
  tx.afterCommit(() =>
    practice.hub.statusesDeleted(
      gone.map((row) => row.id),
      status,
    ),
  );
}
