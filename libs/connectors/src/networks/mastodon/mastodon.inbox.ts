import { Logger } from '@nestjs/common';
import type { HttpClient } from '@divan/platform';
import { z } from 'zod';
import { ConnectorError } from '../../kit/connector.errors';
import type { ChannelAccess, InboundItem, InboxCapability, MessageKind, PollResult } from '../../kit/contract';
import { sliceJsonArray } from '../../kit/raw-json';
import { isMissing, MastodonClient, readAnswer } from './mastodon.client';
import type { Instances } from './mastodon.instance';
import { statusOf, toInboundItem } from './mastodon.mapping';
import {
  contextSchema,
  idSchema,
  listSchema,
  notificationSchema,
  settingsSchema,
  type Notification,
  type Status,
} from './mastodon.schemas';
import { loadHtmlToText, type HtmlToText } from './mastodon.text';

const PAGE = 40;
/** The most that Mastodon lists at once: what the first poll takes of the past. */
const FIRST_PAGE = 80;
const MAX_PAGES_BACK = 10;
const ROOTS_KEPT = 5_000;

const cursorSchema = z.object({ v: z.literal(1), minId: z.string() });

interface Listed {
  id: string;
  notification: Notification | undefined;
  payload: string;
}

/** Notifications, which carry direct messages too: on this network a direct message is a status that mentions few people. */
export class MastodonInbox implements InboxCapability {
  readonly kinds: readonly MessageKind[] = ['direct_message', 'mention', 'comment', 'reaction'];
  /** A mention is to be here within 5 s also where there is no streaming; a poll is one of the 300 requests in 5 minutes. */
  readonly pollEverySeconds = 3;
  private readonly logger = new Logger(MastodonInbox.name);
  private readonly roots = new Map<string, string>();
  private toText: Promise<HtmlToText> | undefined;

  constructor(
    private readonly http: HttpClient,
    private readonly instances: Instances,
  ) {}

  async poll(access: ChannelAccess, cursor: string | null): Promise<PollResult> {
    const client = MastodonClient.of(this.http, access);
    const minId = readCursor(cursor);
    const listed =
      minId === undefined
        ? await this.list(client, { limit: String(FIRST_PAGE) })
        : await this.listAfter(client, minId);
    const items: InboundItem[] = [];
    for (const entry of listed) {
      const item = await this.toItem(client, access, entry);
      if (item) items.push(item);
    }
    const next = listed.at(-1)?.id ?? minId ?? '0';
    // A full page may be followed by another one; an empty poll ends the round.
    return { items, cursor: JSON.stringify({ v: 1, minId: next }), more: minId !== undefined && listed.length >= PAGE };
  }

  async stream(access: ChannelAccess, wake: () => void, signal: AbortSignal): Promise<void> {
    const client = MastodonClient.of(this.http, access);
    const { streaming } = await this.instances.of(client);
    if (!streaming) throw new ConnectorError('unsupported', 'This instance does not offer streaming.');
    try {
      const body = await client.openStream(streaming, signal);
      // Whatever came while no stream was open.
      wake();
      await readEvents(body, wake);
    } catch (error) {
      if (!signal.aborted)
        throw error instanceof ConnectorError
          ? error
          : new ConnectorError('unavailable', 'The stream broke off.', { cause: error });
    }
  }

  /** Everything newer than `minId`, oldest first. */
  private async listAfter(client: MastodonClient, minId: string): Promise<Listed[]> {
    const isNew = ({ id }: Listed) => compareIds(id, minId) > 0;
    const found = (await this.list(client, { min_id: minId, limit: String(PAGE) })).filter(isNew);
    // Mastodon answers with the oldest after min_id. Other software answers with the newest, and then the gap is below.
    for (let page = 1; found.length >= PAGE && page < MAX_PAGES_BACK; page++) {
      const older = await this.list(client, { since_id: minId, max_id: found[0]?.id, limit: String(PAGE) });
      const missing = older.filter((entry) => isNew(entry) && compareIds(entry.id, found[0]?.id ?? '') < 0);
      if (missing.length === 0) break;
      found.unshift(...missing);
    }
    return found;
  }

  private async list(client: MastodonClient, query: Record<string, string | undefined>): Promise<Listed[]> {
    const request = { path: '/api/v1/notifications', query };
    const answer = await client.request(request);
    const payloads = sliceJsonArray(answer.text);
    const listed = readAnswer(listSchema, answer, request).flatMap((raw, index) => {
      const id = idSchema.safeParse(raw).data?.id;
      return id === undefined
        ? []
        : [{ id, notification: this.readNotification(raw, id), payload: payloads[index] ?? '' }];
    });
    return listed.sort((a, b) => compareIds(a.id, b.id));
  }

  private readNotification(raw: unknown, id: string): Notification | undefined {
    const read = notificationSchema.safeParse(raw);
    if (!read.success)
      this.logger.warn(`Notification ${id} is not understood: ${read.error.issues[0]?.path.join('.')}`);
    return read.data;
  }

  private async toItem(
    client: MastodonClient,
    access: ChannelAccess,
    { notification, payload }: Listed,
  ): Promise<InboundItem | undefined> {
    const status = notification && statusOf(notification);
    if (!status) return undefined;
    const { accountId } = settingsSchema.parse(access.settings);
    const rootId = await this.rootOf(client, status);
    const toText = await (this.toText ??= loadHtmlToText());
    return toInboundItem(notification, status, { accountId, host: client.host, toText, rootId, payload });
  }

  /** The status at which the thread begins. When the instance does not tell, the status that is answered has to do. */
  private async rootOf(client: MastodonClient, status: Status): Promise<string> {
    const parent = status.in_reply_to_id;
    if (!parent) return status.id;
    const key = (id: string) => `${client.instance} ${id}`;
    const known = this.roots.get(key(parent)) ?? this.roots.get(key(status.id));
    const root = known ?? (await this.firstAncestor(client, status.id)) ?? parent;
    this.keepRoot(key(status.id), root);
    this.keepRoot(key(parent), root);
    return root;
  }

  private async firstAncestor(client: MastodonClient, id: string): Promise<string | undefined> {
    try {
      const context = await client.read(contextSchema, { path: `/api/v1/statuses/${encodeURIComponent(id)}/context` });
      return context.ancestors[0]?.id;
    } catch (error) {
      if (isMissing(error) || (error instanceof ConnectorError && error.kind === 'rejected')) return undefined;
      throw error;
    }
  }

  private keepRoot(key: string, root: string): void {
    const [oldest] = this.roots.keys();
    if (this.roots.size >= ROOTS_KEPT && oldest !== undefined) this.roots.delete(oldest);
    this.roots.set(key, root);
  }
}

function readCursor(cursor: string | null): string | undefined {
  if (cursor === null) return undefined;
  try {
    return cursorSchema.parse(JSON.parse(cursor)).minId;
  } catch {
    // An unreadable cursor means starting over; the inbox knows what it already has.
    return undefined;
  }
}

/** Ids grow, and are numbers written as text, of any length. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length && /^\d+$/.test(a) && /^\d+$/.test(b)) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

const WAKING_EVENTS = /^event: ?(notification|conversation)\r?$/;

/** Server-sent events, of which only the name matters. */
async function readEvents(body: ReadableStream<Uint8Array>, wake: () => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    // Only the names are of interest, so a line that never ends is cut.
    rest = (lines.pop() ?? '').slice(0, 1_000);
    if (lines.some((line) => WAKING_EVENTS.test(line))) wake();
  }
}
