/**
 * The contract every network is connected through. A capability is a whole optional object: what a network cannot do
 * is absent and therefore cannot be called. `unsupported` says why, for the people who look for it.
 */

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

export type MessageKind = 'direct_message' | 'comment' | 'ad_comment' | 'mention' | 'profile_post' | 'reaction';

/** What one network needs to find a thing of its own again, for example `{uri, cid}` or `{id}`. Opaque to everyone else. */
export type RemoteRef = JsonObject;

export interface Connector {
  /** Stable, lower case, stored with every channel. */
  readonly id: string;
  readonly name: string;
  readonly connect: CredentialsConnect | OAuthConnect;
  readonly publish?: PublishCapability;
  readonly inbox?: InboxCapability;
  readonly metrics?: MetricsCapability;
  readonly unsupported: readonly UnsupportedCapability[];
}

export interface UnsupportedCapability {
  capability: string;
  reason: string;
}

// ── Connecting ───────────────────────────────────────────────────────────────────────────────────────────────────

export interface FieldSpec {
  name: string;
  label: string;
  kind: 'text' | 'url' | 'password';
  required: boolean;
  help?: string;
  placeholder?: string;
}

export interface CredentialsConnect {
  readonly method: 'credentials';
  readonly fields: readonly FieldSpec[];
  /** Signs in once to prove the credentials. Throws ConnectorError `auth_expired` when the network refuses them. */
  connect(input: Record<string, string>): Promise<ConnectedAccount>;
}

export interface OAuthConnect {
  readonly method: 'oauth';
  readonly fields: readonly FieldSpec[];
  /** `pending` may hold secrets (client secret, PKCE verifier): keep it sealed until `complete`. */
  begin(input: {
    settings: Record<string, string>;
    redirectUri: string;
    state: string;
  }): Promise<{ authorizationUrl: string; pending: JsonObject }>;
  complete(input: { pending: JsonObject; code: string; redirectUri: string }): Promise<ConnectedAccount>;
}

export interface ConnectedAccount {
  remoteId: string;
  handle: string;
  displayName: string;
  avatarUrl: string | null;
  profileUrl: string | null;
  /** Secret: seal before storing, never log, never return to a client. */
  credentials: JsonObject;
  /** Not secret. */
  settings: JsonObject;
}

/** One connected account as a connector sees it during a call. */
export interface ChannelAccess {
  channelId: string;
  remoteId: string;
  handle: string;
  credentials: JsonObject;
  settings: JsonObject;
  /** Persists refreshed credentials; must be durable when it resolves, since the network may already have revoked the old ones. */
  saveCredentials(next: JsonObject): Promise<void>;
}

// ── Publishing ───────────────────────────────────────────────────────────────────────────────────────────────────

export interface PublishLimits {
  text: { max: number; unit: 'graphemes' | 'characters'; maxBytes?: number; urlLength?: number };
  media: {
    max: number;
    types: string[];
    maxBytes: number;
    altText: 'required' | 'supported' | 'none';
    altTextMax: number;
  };
  /** The vendor's document or instance version that these numbers were read from. */
  dataVersion: string;
  /** ISO date after which the numbers must be read again; an alarm, not a stop. */
  expiresOn: string;
}

export interface TextCount {
  used: number;
  max: number;
  unit: 'graphemes' | 'characters';
  bytesUsed?: number;
  maxBytes?: number;
}

export interface Finding {
  severity: 'error' | 'warning';
  code: string;
  detail: string;
  params: Record<string, string | number>;
}

export interface OutgoingMedia {
  mediaType: string;
  byteLength: number;
  width: number | null;
  height: number | null;
  altText: string | null;
  fileName: string;
  /** Read only when the bytes are about to be sent, so that checks and lists never load files. */
  load(): Promise<Uint8Array>;
}

export interface OutgoingPost {
  text: string;
  /** BCP 47. */
  language?: string;
  media: OutgoingMedia[];
  replyTo?: { root: RemoteRef; parent: RemoteRef };
  visibility?: 'public' | 'direct';
  /** The handle of the person answered; networks that deliver by mention put it first when the text lacks it. */
  mentionHandle?: string;
}

export interface PublishedOutcome {
  state: 'published';
  remoteId: string;
  remoteRef: RemoteRef;
  url: string | null;
  publishedAt: string;
  /** The network's answer, byte for byte (UTF-8). */
  payload: string;
}

export type PublishOutcome =
  | PublishedOutcome
  | { state: 'pending'; handle: JsonObject; checkAfterSeconds: number; detail: string }
  | { state: 'rejected'; code: string; detail: string; payload?: string }
  | { state: 'unknown'; detail: string };

export type ReconcileOutcome = PublishOutcome | { state: 'not_found'; resendSafe: boolean };

export interface PublishCapability {
  limits(access: ChannelAccess): Promise<PublishLimits>;
  measure(text: string, limits: PublishLimits): TextCount;
  check(post: OutgoingPost, limits: PublishLimits): Finding[];
  /** Chooses the record key or idempotency key. Store the result BEFORE publish is called. */
  prepare(post: OutgoingPost): JsonObject;
  /**
   * The one irreversible call: at most once per stored handle. Throws ConnectorError only when it is certain that
   * nothing was published; whatever is uncertain comes back as `unknown`.
   */
  publish(access: ChannelAccess, post: OutgoingPost, handle: JsonObject): Promise<PublishOutcome>;
  /** Read-only; may be repeated. `resendSafe` is true only when a second publish cannot make a second post. */
  reconcile(access: ChannelAccess, post: OutgoingPost, handle: JsonObject): Promise<ReconcileOutcome>;
}

// ── Inbox ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface InboundAuthor {
  remoteId: string;
  handle: string;
  displayName: string;
  avatarUrl: string | null;
  profileUrl: string | null;
}

export interface InboundItem {
  /** Unique within the channel; the same item always has the same id. */
  remoteId: string;
  kind: MessageKind;
  author: InboundAuthor;
  text: string;
  language: string | null;
  sentAt: string;
  /** `ref` is the thread's root as `OutgoingPost.replyTo.root` wants it. */
  conversation: { remoteId: string; ref: RemoteRef };
  /** This item as `OutgoingPost.replyTo.parent` wants it. */
  remoteRef: RemoteRef;
  inReplyToRemoteId: string | null;
  reaction: { name: string; targetRemoteId: string } | null;
  media: { url: string; mediaType: string | null; altText: string | null }[];
  url: string | null;
  /** This item's exact text as the network sent it (UTF-8). */
  payload: string;
}

export interface PollResult {
  /** Oldest first. */
  items: InboundItem[];
  /** Store in the same transaction as the items; opaque. */
  cursor: string | null;
  /** True: poll again at once with the new cursor. */
  more: boolean;
}

export interface InboxCapability {
  readonly kinds: readonly MessageKind[];
  readonly pollEverySeconds: number;
  poll(access: ChannelAccess, cursor: string | null): Promise<PollResult>;
  /**
   * Stays open until `signal` aborts or the connection ends, calling `wake` whenever a poll is worth while. It carries
   * no data: what is imported always comes from `poll`, so a lost stream loses nothing.
   */
  stream?(access: ChannelAccess, wake: () => void, signal: AbortSignal): Promise<void>;
}

// ── Metrics ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface PostCounts {
  remoteId: string;
  likes: number;
  replies: number;
  reposts: number;
  quotes: number | null;
  collectedAt: string;
  payload: string;
}

export interface MetricsCapability {
  /** Posts that are gone are absent from the answer. */
  readPosts(access: ChannelAccess, refs: RemoteRef[]): Promise<PostCounts[]>;
}
