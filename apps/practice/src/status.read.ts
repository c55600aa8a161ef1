import { accountJson, readAccounts } from './account.json';
import type { Reader } from './database';
import { mediaJson, type MediaRow } from './media.json';
import type { Address } from './practice';
import { readMentions, statusHtml, visibleTo, type StatusRow } from './status.json';

/** What stands above a status and below it in its thread, as far as `viewer` may see it; ids only. */
export async function readContext(
  reader: Reader,
  status: StatusRow,
  viewer: string | null,
): Promise<{ ancestors: string[]; descendants: string[] }> {
  const rows = await reader.query<{ id: string; in_reply_to_id: string | null }>(
    `SELECT s.id, s.in_reply_to_id FROM statuses s
     WHERE s.thread_id = $1 AND s.reblog_of_id IS NULL AND ${visibleTo('$2')} ORDER BY s.id LIMIT 4096`,
    [status.thread_id, viewer],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const ancestors: string[] = [];
  for (let id = status.in_reply_to_id; id; id = byId.get(id)?.in_reply_to_id ?? null) {
    if (byId.has(id)) ancestors.unshift(id);
  }
  const answers = new Map<string, string[]>();
  for (const row of rows) {
    if (row.in_reply_to_id) answers.set(row.in_reply_to_id, [...(answers.get(row.in_reply_to_id) ?? []), row.id]);
  }
  const descendants: string[] = [];
  const waiting = [...(answers.get(status.id) ?? [])];
  for (let id = waiting.shift(); id; id = waiting.shift()) {
    descendants.push(id);
    waiting.unshift(...(answers.get(id) ?? []));
  }
  return { ancestors, descendants };
}

interface VersionRow {
  text: string;
  spoiler_text: string;
  sensitive: boolean;
  media: MediaRow[];
  created_at: Date;
}

/** Every version of a status, the first one first, the one that stands last. */
export async function readHistory(
  reader: Reader,
  address: Address,
  status: StatusRow,
): Promise<Record<string, unknown>[]> {
  const versions = await reader.query<VersionRow>(
    `SELECT text, spoiler_text, sensitive, media, created_at FROM status_versions
     WHERE status_id = $1 ORDER BY version`,
    [status.id],
  );
  const media = await reader.query<MediaRow>(
    `SELECT id, kind, content_type, extension, secret, width, height, description FROM media
     WHERE status_id = $1 ORDER BY position`,
    [status.id],
  );
  const mentions = await readMentions(reader, [status.id]);
  const author = (await readAccounts(reader, [status.account_id])).get(status.account_id);
  const current: VersionRow = { ...status, media, created_at: status.edited_at ?? status.created_at };
  return [...versions, current].map((version) => ({
    content: statusHtml(version.text, mentions, address),
    spoiler_text: version.spoiler_text,
    sensitive: version.sensitive,
    created_at: version.created_at.toISOString(),
    account: author ? accountJson(author, address) : null,
    media_attachments: version.media.map((item) => mediaJson(item, address)),
    emojis: [],
  }));
}
