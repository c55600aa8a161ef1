import { randomUUID } from 'node:crypto';
import type { HttpClient } from '@divan/platform';
import { ConnectorError } from '../../kit/connector.errors';
import type {
  ChannelAccess,
  JsonObject,
  OutgoingPost,
  PublishCapability,
  PublishedOutcome,
  PublishOutcome,
  ReconcileOutcome,
} from '../../kit/contract';
import { checkPost } from '../../kit/post-check';
import { sliceJsonArray } from '../../kit/raw-json';
import { countGraphemes } from '../../kit/text-count';
import { MastodonClient, readAnswer, type MastodonRequest } from './mastodon.client';
import type { Instances } from './mastodon.instance';
import { uploadMedia } from './mastodon.media';
import {
  handleSchema,
  listSchema,
  settingsSchema,
  statusRefSchema,
  statusSchema,
  type Status,
} from './mastodon.schemas';
import { comparable, countableText, loadHtmlToText, withMention } from './mastodon.text';

/** How long Mastodon remembers an idempotency key, less a margin for clocks. */
const KEY_KEPT_MS = 55 * 60_000;
const CLOCK_SKEW_MS = 2 * 60_000;
const OWN_STATUSES = 40;

type Handle = { idempotencyKey: string; createdAt: string };

/** At most once by the Idempotency-Key, where the instance honours it, and by reading back the account's own posts. */
export class MastodonPublish implements PublishCapability {
  constructor(
    private readonly http: HttpClient,
    private readonly instances: Instances,
  ) {}

  async limits(access: ChannelAccess) {
    return (await this.instances.of(MastodonClient.of(this.http, access))).limits;
  }

  measure: PublishCapability['measure'] = (text, limits) => ({
    used: countGraphemes(countableText(text, limits.text.urlLength ?? 23)),
    max: limits.text.max,
    unit: 'characters',
  });

  check: PublishCapability['check'] = (post, limits) => checkPost(post, limits, this.measure(textOf(post), limits));

  prepare(): JsonObject {
    return { idempotencyKey: randomUUID(), createdAt: new Date().toISOString() };
  }

  async publish(access: ChannelAccess, post: OutgoingPost, handle: JsonObject): Promise<PublishOutcome> {
    const client = MastodonClient.of(this.http, access);
    const { idempotencyKey } = handleSchema.parse(handle);
    try {
      const mediaIds: string[] = [];
      for (const media of post.media) mediaIds.push(await uploadMedia(client, media));
      const request: MastodonRequest = {
        path: '/api/v1/statuses',
        json: bodyOf(post, mediaIds),
        headers: { 'idempotency-key': idempotencyKey },
        irreversible: true,
      };
      const answer = await client.request(request);
      return published(readAnswer(statusSchema, answer, request), answer.text);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      if (error.kind === 'unknown_outcome') return { state: 'unknown', detail: error.detail };
      if (error.kind !== 'rejected' && error.kind !== 'unsupported') throw error;
      return { state: 'rejected', code: error.code ?? error.kind, detail: error.detail, payload: error.payload };
    }
  }

  async reconcile(access: ChannelAccess, post: OutgoingPost, handle: JsonObject): Promise<ReconcileOutcome> {
    const client = MastodonClient.of(this.http, access);
    const key = handleSchema.parse(handle);
    const { accountId } = settingsSchema.parse(access.settings);
    const path = `/api/v1/accounts/${encodeURIComponent(accountId)}/statuses`;
    const request = { path, query: { limit: String(OWN_STATUSES) } };
    const answer = await client.request(request);
    const payloads = sliceJsonArray(answer.text);
    const own = readAnswer(listSchema, answer, request).map((raw, index) => ({
      status: statusSchema.safeParse(raw).data,
      payload: payloads[index] ?? '',
    }));
    const match = await matcher(post, key);
    const found = own.find(({ status }) => status && match(status));
    if (found?.status) return published(found.status, found.payload);
    const { genuine } = await this.instances.of(client);
    const since = Date.now() - Date.parse(key.createdAt);
    return {
      state: 'not_found',
      resendSafe:
        genuine &&
        since < KEY_KEPT_MS &&
        reachesBack(
          own.map(({ status }) => status),
          key,
        ),
    };
  }
}

function textOf(post: OutgoingPost): string {
  if (!post.replyTo) return post.text;
  const parent = statusRefSchema.safeParse(post.replyTo.parent).data;
  return withMention(
    post.text,
    [parent?.acct, post.mentionHandle].filter((name) => name !== undefined),
  );
}

function bodyOf(post: OutgoingPost, mediaIds: string[]): object {
  const parent = post.replyTo && statusRefSchema.safeParse(post.replyTo.parent);
  if (parent && !parent.success)
    throw new ConnectorError('rejected', 'The message to answer is not one of this network.');
  return {
    status: textOf(post),
    visibility: visibilityOf(post, parent?.data.visibility),
    ...(mediaIds.length > 0 ? { media_ids: mediaIds } : {}),
    ...(post.language ? { language: post.language.split('-')[0] } : {}),
    ...(parent ? { in_reply_to_id: parent.data.id } : {}),
  };
}

/** An answer is never more public than what it answers. */
function visibilityOf(post: OutgoingPost, parent: string | undefined): string {
  if (post.visibility === 'direct' || parent === 'direct') return 'direct';
  return parent === 'private' || parent === 'unlisted' ? parent : 'public';
}

/** Tells our post among the account's own, by time, place in the thread and text as the instance shows it. */
async function matcher(post: OutgoingPost, key: Handle): Promise<(status: Status) => boolean> {
  const toText = await loadHtmlToText();
  const earliest = Date.parse(key.createdAt) - CLOCK_SKEW_MS;
  const wanted = comparable(textOf(post));
  const parentId = statusRefSchema.safeParse(post.replyTo?.parent).data?.id;
  return (status) =>
    Date.parse(status.created_at) >= earliest &&
    (parentId === undefined ? !status.in_reply_to_id : status.in_reply_to_id === parentId) &&
    status.media_attachments.length === post.media.length &&
    comparable(toText(status.content)) === wanted;
}

/** Whether the listing covers all the time in which our post could have appeared. */
function reachesBack(own: (Status | undefined)[], key: Handle): boolean {
  if (own.some((status) => status === undefined)) return false;
  const earliest = Date.parse(key.createdAt) - CLOCK_SKEW_MS;
  return (
    own.length < OWN_STATUSES / 2 ||
    own.some((status) => status !== undefined && Date.parse(status.created_at) < earliest)
  );
}

function published(status: Status, payload: string): PublishedOutcome {
  return {
    state: 'published',
    remoteId: status.id,
    remoteRef: { id: status.id, visibility: status.visibility },
    url: status.url ?? status.uri ?? null,
    publishedAt: status.created_at,
    payload,
  };
}
