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
import { countBytes, countGraphemes } from '../../kit/text-count';
import { readAnswer } from './bluesky.client';
import { blueskyLimits } from './bluesky.limits';
import { postUrl } from './bluesky.mapping';
import { buildRecord, handleSchema, POST_COLLECTION, type RecordKey } from './bluesky.record';
import { credentialsSchema, storedRecordSchema, strongRefSchema } from './bluesky.schemas';
import type { BlueskySession } from './bluesky.session';
import { newTid } from './tid';

type OpenSession = (access: ChannelAccess) => BlueskySession;

/** Exactly once by choosing the record key: a repository holds one record a key, so a second attempt cannot add a second post. */
export class BlueskyPublish implements PublishCapability {
  constructor(private readonly open: OpenSession) {}

  limits(access: ChannelAccess) {
    const credentials = credentialsSchema.safeParse(access.credentials);
    const service = access.settings['service'];
    return Promise.resolve(blueskyLimits(credentials.data?.pds ?? String(service)));
  }

  measure: PublishCapability['measure'] = (text, limits) => ({
    used: countGraphemes(text),
    max: limits.text.max,
    unit: 'graphemes',
    bytesUsed: countBytes(text),
    maxBytes: limits.text.maxBytes,
  });

  check: PublishCapability['check'] = (post, limits) => checkPost(post, limits, this.measure(post.text, limits));

  prepare(): JsonObject {
    const now = new Date();
    return { rkey: newTid(now), createdAt: now.toISOString() };
  }

  async publish(access: ChannelAccess, post: OutgoingPost, handle: JsonObject): Promise<PublishOutcome> {
    const session = this.open(access);
    const key = handleSchema.parse(handle);
    try {
      const record = await buildRecord(session, post, key);
      return await this.create(session, record, key);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      if (error.kind === 'rejected') return this.afterRefusal(session, post, key, error);
      if (error.kind === 'unknown_outcome') return this.afterSilence(session, post, key, error);
      throw error;
    }
  }

  async reconcile(access: ChannelAccess, post: OutgoingPost, handle: JsonObject): Promise<ReconcileOutcome> {
    const key = handleSchema.parse(handle);
    return (await this.readBack(this.open(access), post, key)) ?? { state: 'not_found', resendSafe: true };
  }

  private async create(session: BlueskySession, record: JsonObject, key: RecordKey): Promise<PublishedOutcome> {
    const body = { repo: session.did, collection: POST_COLLECTION, rkey: key.rkey, record };
    const request = { nsid: 'com.atproto.repo.createRecord', body, irreversible: true };
    const answer = await session.call(request);
    return published(session, key, readAnswer(strongRefSchema, answer, request), answer.text);
  }

  /** The key may be taken because an earlier attempt did arrive. */
  private async afterRefusal(
    session: BlueskySession,
    post: OutgoingPost,
    key: RecordKey,
    error: ConnectorError,
  ): Promise<PublishOutcome> {
    const found = await this.readBack(session, post, key).catch(() => undefined);
    if (found?.state === 'published') return found;
    return { state: 'rejected', code: error.code ?? 'rejected', detail: error.detail, payload: error.payload };
  }

  /** Not finding it proves nothing yet: the request may still be under way. */
  private async afterSilence(
    session: BlueskySession,
    post: OutgoingPost,
    key: RecordKey,
    error: ConnectorError,
  ): Promise<PublishOutcome> {
    const found = await this.readBack(session, post, key).catch(() => undefined);
    return found?.state === 'published' ? found : { state: 'unknown', detail: error.detail };
  }

  private async readBack(
    session: BlueskySession,
    post: OutgoingPost,
    key: RecordKey,
  ): Promise<PublishOutcome | undefined> {
    const params = { repo: session.did, collection: POST_COLLECTION, rkey: key.rkey };
    const request = { nsid: 'com.atproto.repo.getRecord', params };
    try {
      const answer = await session.call(request);
      const stored = readAnswer(storedRecordSchema, answer, request);
      if (stored.value.text === post.text && stored.value.createdAt === key.createdAt)
        return published(session, key, stored, answer.text);
      return {
        state: 'rejected',
        code: 'record_key_taken',
        detail: 'Another post has this record key.',
        payload: answer.text,
      };
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'rejected' && isMissing(error)) return undefined;
      throw error;
    }
  }
}

/** Older servers say only InvalidRequest with this text. */
function isMissing(error: ConnectorError): boolean {
  return error.code === 'RecordNotFound' || /could not locate record/i.test(error.detail);
}

function published(
  session: BlueskySession,
  key: RecordKey,
  ref: { uri: string; cid: string },
  payload: string,
): PublishedOutcome {
  return {
    state: 'published',
    remoteId: ref.uri,
    remoteRef: { uri: ref.uri, cid: ref.cid },
    url: postUrl({ did: session.did, handle: session.handle }, ref.uri),
    publishedAt: key.createdAt,
    payload,
  };
}
