import { CONVERSATION, renderConversations, type ConversationRow } from './conversation.store';
import type { Reader } from './database';
import { renderNotifications, type NotificationRow } from './notification.store';
import type { Address } from './practice';
import { renderStatuses, type StatusRow } from './status.json';

/** `["user"]`, `["public"]`, `["hashtag", "snow"]` …, in Mastodon's names. */
export type Stream = readonly string[];

export interface Listener {
  accountId: string | null;
  hears(stream: Stream): boolean;
  send(stream: Stream, event: string, payload: string): void;
  close(): void;
}

const PUBLIC_STREAMS: Stream[] = [['public'], ['public:local']];

/** Tells connected clients what happened, after it has been stored. One process, so all listeners are here. */
export class StreamingHub {
  private readonly listeners = new Set<Listener>();

  constructor(
    private readonly reader: Reader,
    private readonly address: Address,
  ) {}

  add(listener: Listener): void {
    this.listeners.add(listener);
  }

  remove(listener: Listener): void {
    this.listeners.delete(listener);
  }

  closeAll(): void {
    for (const listener of this.listeners) listener.close();
    this.listeners.clear();
  }

  async statusCreated(id: string): Promise<void> {
    await this.tellOfStatus(id, 'update');
  }

  async statusEdited(id: string): Promise<void> {
    await this.tellOfStatus(id, 'status.update');
  }

  /** Deletions carry no content and go to everyone who may have been told of the status. */
  statusesDeleted(ids: readonly string[], status: StatusRow): Promise<void> {
    const isPublic = status.visibility === 'public';
    for (const listener of this.listeners) {
      const streams = [['user'], ...(isPublic ? publicStreams(status.tags) : [])];
      for (const stream of streams.filter((each) => listener.hears(each))) {
        for (const id of ids) listener.send(stream, 'delete', id);
      }
    }
    return Promise.resolve();
  }

  async notified(id: string): Promise<void> {
    if (this.listeners.size === 0) return;
    const rows = await this.reader.query<NotificationRow>('SELECT * FROM notifications WHERE id = $1', [id]);
    const [row] = rows;
    const [json] = await renderNotifications(this.reader, this.address, rows);
    if (!row || !json) return;
    this.send([['user'], ['user:notification']], 'notification', JSON.stringify(json), row.account_id);
  }

  async conversationChanged(accountId: string, threadId: string): Promise<void> {
    if (this.listeners.size === 0) return;
    const rows = await this.reader.query<ConversationRow>(
      `SELECT ${CONVERSATION} FROM conversations c WHERE c.account_id = $1 AND c.thread_id = $2`,
      [accountId, threadId],
    );
    const [json] = await renderConversations(this.reader, this.address, rows);
    if (json) this.send([['direct']], 'conversation', JSON.stringify(json), accountId);
  }

  private async tellOfStatus(id: string, event: string): Promise<void> {
    if (this.listeners.size === 0) return;
    const [row] = await this.reader.query<StatusRow & { readers: string[] }>(
      `SELECT s.*, ARRAY(SELECT f.account_id::text FROM follows f WHERE f.target_id = s.account_id) AS readers
       FROM statuses s WHERE s.id = $1`,
      [id],
    );
    if (!row || row.visibility === 'direct') return;
    const readers = new Set([row.account_id, ...row.readers]);
    const open = openStreams(row);
    const payloads = new Map<string, string>();
    for (const listener of this.listeners) {
      const home = readers.has(listener.accountId ?? '') ? [['user']] : [];
      const streams = [...home, ...open].filter((each) => listener.hears(each));
      if (streams.length === 0) continue;
      const key = listener.accountId ?? '';
      const payload = payloads.get(key) ?? (await this.renderFor(id, listener.accountId));
      payloads.set(key, payload);
      for (const stream of streams) listener.send(stream, event, payload);
    }
  }

  private async renderFor(id: string, accountId: string | null): Promise<string> {
    const [json] = await renderStatuses(this.reader, this.address, [id], accountId);
    return JSON.stringify(json);
  }

  private send(streams: Stream[], event: string, payload: string, accountId: string): void {
    for (const listener of this.listeners) {
      if (listener.accountId !== accountId) continue;
      for (const stream of streams.filter((each) => listener.hears(each))) listener.send(stream, event, payload);
    }
  }
}

function openStreams(status: StatusRow): Stream[] {
  return status.visibility === 'public' && !status.reblog_of_id ? publicStreams(status.tags) : [];
}

function publicStreams(tags: readonly string[]): Stream[] {
  return [
    ...PUBLIC_STREAMS,
    ...tags.flatMap((tag) => [
      ['hashtag', tag],
      ['hashtag:local', tag],
    ]),
  ];
}
