import {
  ConnectorError,
  type ChannelAccess,
  type ConnectedAccount,
  type Connector,
  type Finding,
  type InboundItem,
  type InboxCapability,
  type JsonObject,
  type MessageKind,
  type OutgoingPost,
  type PublishCapability,
  type PublishLimits,
  type PublishOutcome,
  type ReconcileOutcome,
} from '@divan/connectors';
import { newId } from '@divan/platform';

export type NextSend = 'publish' | 'publish-then-crash' | 'crash' | 'unknown' | 'reject' | ConnectorError;

const LIMITS: PublishLimits = {
  text: { max: 20, unit: 'graphemes' },
  media: { max: 0, types: [], maxBytes: 0, altText: 'none', altTextMax: 0 },
  dataVersion: 'fake',
  expiresOn: '2099-01-01',
};

/** A network in memory: it holds what was posted to it, hands out what the test says, and can fail at any step. */
export class FakeNetwork implements Connector {
  readonly id = 'fake';
  readonly name = 'Fake';
  readonly unsupported = [];
  readonly connect;
  readonly publish: PublishCapability;
  readonly inbox: InboxCapability;
  /** Every call of publish, with the handle it was made under. */
  readonly sends: { handle: string; text: string }[] = [];
  /** What the network holds, by handle. */
  readonly posts = new Map<string, OutgoingPost>();
  feed: InboundItem[] = [];
  pageSize = 100;
  nextPoll: ConnectorError | null = null;
  nextSends: NextSend[] = [];
  resendSafe = true;
  streams = 0;
  wake: (() => void) | null = null;

  constructor() {
    this.connect = {
      method: 'credentials' as const,
      fields: [{ name: 'name', label: 'Name', kind: 'text' as const, required: true }],
      connect: (input: Record<string, string>): Promise<ConnectedAccount> =>
        Promise.resolve(account(input['name'] ?? '')),
    };
    this.publish = {
      limits: () => Promise.resolve(LIMITS),
      measure: (text) => ({ used: [...text].length, max: LIMITS.text.max, unit: 'graphemes' }),
      check: (post): Finding[] =>
        [...post.text].length > LIMITS.text.max
          ? [{ severity: 'error', code: 'text_too_long', detail: 'too long', params: {} }]
          : [],
      prepare: (): JsonObject => ({ key: newId() }),
      publish: (_access, post, handle) => this.send(post, String(handle['key'])),
      reconcile: (_access, _post, handle): Promise<ReconcileOutcome> => {
        const key = String(handle['key']);
        return Promise.resolve(
          this.posts.has(key) ? published(key) : { state: 'not_found', resendSafe: this.resendSafe },
        );
      },
    };
    this.inbox = {
      kinds: ['mention', 'direct_message', 'reaction'],
      pollEverySeconds: 5,
      poll: (_access: ChannelAccess, cursor) => {
        const failure = this.nextPoll;
        this.nextPoll = null;
        if (failure) return Promise.reject(failure);
        const from = Number(cursor ?? 0);
        const to = Math.min(from + this.pageSize, this.feed.length);
        return Promise.resolve({ items: this.feed.slice(from, to), cursor: String(to), more: to < this.feed.length });
      },
      stream: (_access, wake, signal) => {
        this.streams += 1;
        this.wake = wake;
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      },
    };
  }

  private send(post: OutgoingPost, key: string): Promise<PublishOutcome> {
    const what = this.nextSends.shift() ?? 'publish';
    this.sends.push({ handle: key, text: post.text });
    if (what instanceof ConnectorError) return Promise.reject(what);
    if (what === 'crash') return Promise.reject(new Error('killed before the request left'));
    if (what === 'reject')
      return Promise.resolve({ state: 'rejected', code: 'blocked', detail: 'The person has blocked the account.' });
    if (what === 'unknown') return Promise.resolve({ state: 'unknown', detail: 'The answer never came.' });
    this.posts.set(key, post);
    if (what === 'publish-then-crash') return Promise.reject(new Error('killed after the network had it'));
    return Promise.resolve(published(key));
  }
}

export function inboundItem(
  remoteId: string,
  more: Partial<InboundItem> & { author?: InboundItem['author'] } = {},
): InboundItem {
  const kind: MessageKind = more.kind ?? 'mention';
  return {
    remoteId,
    kind,
    author: person('dana'),
    text: `message ${remoteId}`,
    language: 'en',
    sentAt: '2026-11-20T10:00:00.000Z',
    conversation: { remoteId: `thread-${remoteId}`, ref: { uri: `thread-${remoteId}` } },
    remoteRef: { uri: remoteId },
    inReplyToRemoteId: null,
    reaction: null,
    media: [],
    url: `https://fake.example/${remoteId}`,
    payload: `{"id":"${remoteId}"}`,
    ...more,
  };
}

export function person(name: string): InboundItem['author'] {
  return { remoteId: `id-${name}`, handle: `${name}.example`, displayName: name, avatarUrl: null, profileUrl: null };
}

function account(name: string): ConnectedAccount {
  return {
    remoteId: `city-${name}`,
    handle: name,
    displayName: name,
    avatarUrl: null,
    profileUrl: null,
    credentials: { token: `secret-${name}` },
    settings: {},
  };
}

function published(key: string): PublishOutcome {
  return {
    state: 'published',
    remoteId: `sent-${key}`,
    remoteRef: { uri: `sent-${key}` },
    url: `https://fake.example/${key}`,
    publishedAt: '2026-11-20T12:00:00.000Z',
    payload: `{"key":"${key}"}`,
  };
}
