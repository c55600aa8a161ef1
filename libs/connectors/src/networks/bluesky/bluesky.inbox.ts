import { Logger } from '@nestjs/common';
import type { ChannelAccess, InboundItem, InboxCapability, MessageKind, PollResult } from '../../kit/contract';
import { sliceJsonArray } from '../../kit/raw-json';
import { readAnswer } from './bluesky.client';
import { keyOf, readCursor, remember, type SeenCursor } from './bluesky.cursor';
import { toInboundItem } from './bluesky.mapping';
import { notificationPageSchema, notificationSchema, type Notification } from './bluesky.schemas';
import type { BlueskySession } from './bluesky.session';

const PAGE = 100;
const MAX_PAGES = 10;

interface Listed {
  notification: Notification;
  payload: string;
}

interface Walk {
  /** Everything on the pages read, newest first. */
  listed: Notification[];
  fresh: Listed[];
  /** Where the listing goes on, when it was cut short. */
  next: string | undefined;
}

/** Notifications: mentions, replies, quotes, likes and reposts. */
export class BlueskyInbox implements InboxCapability {
  readonly kinds: readonly MessageKind[] = ['mention', 'comment', 'reaction'];
  readonly pollEverySeconds = 3;
  private readonly logger = new Logger(BlueskyInbox.name);

  constructor(private readonly open: (access: ChannelAccess) => BlueskySession) {}

  async poll(access: ChannelAccess, cursor: string | null): Promise<PollResult> {
    const session = this.open(access);
    const before = readCursor(cursor);
    if (before?.rest) return this.carryOn(session, before, before.rest);
    const walk = await this.walk(session, before?.seen ?? [], before?.horizon ?? '', undefined, before ? MAX_PAGES : 1);
    const rest = before && walk.next ? { cursor: walk.next, horizon: before.horizon, seen: before.seen } : undefined;
    return this.result(session, walk, remember(before, walk.listed, rest));
  }

  /** The remainder of a listing that was longer than one poll reads. */
  private async carryOn(
    session: BlueskySession,
    before: SeenCursor,
    rest: NonNullable<SeenCursor['rest']>,
  ): Promise<PollResult> {
    const walk = await this.walk(session, rest.seen, rest.horizon, rest.cursor, MAX_PAGES);
    const after = { ...before, rest: walk.next ? { ...rest, cursor: walk.next } : undefined };
    return this.result(session, walk, after);
  }

  private async walk(
    session: BlueskySession,
    known: string[],
    horizon: string,
    from: string | undefined,
    maxPages: number,
  ): Promise<Walk> {
    const seen = new Set(known);
    const walk: Walk = { listed: [], fresh: [], next: from };
    for (let page = 0; page < maxPages; page++) {
      const { items, next } = await this.readPage(session, walk.next);
      walk.listed.push(...items.map(({ notification }) => notification));
      const fresh = items.filter(({ notification: n }) => n.indexedAt >= horizon && !seen.has(keyOf(n)));
      walk.fresh.push(...fresh);
      const last = items.at(-1)?.notification;
      const connected = !last || last.indexedAt < horizon || seen.has(keyOf(last));
      walk.next = connected ? undefined : next;
      if (walk.next === undefined) return walk;
    }
    return walk;
  }

  private async readPage(
    session: BlueskySession,
    cursor: string | undefined,
  ): Promise<{ items: Listed[]; next: string | undefined }> {
    const request = {
      nsid: 'app.bsky.notification.listNotifications',
      params: { limit: PAGE, ...(cursor ? { cursor } : {}) },
    };
    const answer = await session.call(request);
    const page = readAnswer(notificationPageSchema, answer, request);
    const payloads = sliceJsonArray(answer.text, ['notifications']);
    const items = page.notifications.flatMap((raw, index) => {
      const read = notificationSchema.safeParse(raw);
      if (read.success) return [{ notification: read.data, payload: payloads[index] ?? '' }];
      this.logger.warn(`A notification of ${session.did} is not understood: ${read.error.issues[0]?.path.join('.')}`);
      return [];
    });
    return { items, next: page.cursor };
  }

  private result(session: BlueskySession, walk: Walk, cursor: SeenCursor): PollResult {
    const items = walk.fresh.flatMap(
      ({ notification, payload }) => toInboundItem(notification, payload, session.pds) ?? [],
    );
    return { items: unique(items.reverse()), cursor: JSON.stringify(cursor), more: cursor.rest !== undefined };
  }
}

/** A post that is both a reply and a mention is announced twice, and a page may shift while it is being read. */
function unique(items: InboundItem[]): InboundItem[] {
  return [...new Map(items.map((item) => [item.remoteId, item])).values()];
}
