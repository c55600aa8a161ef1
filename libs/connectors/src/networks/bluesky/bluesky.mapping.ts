import type { InboundItem, MessageKind } from '../../kit/contract';
import { imagesOf, type Notification, type StrongRef } from './bluesky.schemas';
import { DEFAULT_SERVICE } from './bluesky.limits';

const WEB = 'https://bsky.app';

const KINDS: Record<string, MessageKind | undefined> = {
  mention: 'mention',
  quote: 'mention',
  reply: 'comment',
  like: 'reaction',
  repost: 'reaction',
  'like-via-repost': 'reaction',
  'repost-via-repost': 'reaction',
};

/** A notification as an item of the inbox, or undefined when its reason is none of ours (a new follower, say). */
export function toInboundItem(notification: Notification, payload: string, pds: string): InboundItem | undefined {
  const kind = KINDS[notification.reason];
  if (kind === undefined) return undefined;
  const shared = {
    remoteId: notification.uri,
    kind,
    author: toAuthor(notification.author),
    sentAt: notification.indexedAt,
    remoteRef: { uri: notification.uri, cid: notification.cid },
    payload,
  };
  return kind === 'reaction' ? toReaction(notification, shared) : toMessage(notification, shared, pds);
}

type Shared = Pick<InboundItem, 'remoteId' | 'kind' | 'author' | 'sentAt' | 'remoteRef' | 'payload'>;

function toMessage({ author, record, uri, cid }: Notification, shared: Shared, pds: string): InboundItem {
  const root: StrongRef = record.reply?.root ?? { uri, cid };
  return {
    ...shared,
    text: record.text,
    language: record.langs?.[0] ?? null,
    conversation: { remoteId: root.uri, ref: { uri: root.uri, cid: root.cid } },
    inReplyToRemoteId: record.reply?.parent.uri ?? null,
    reaction: null,
    media: imagesOf(record).map(({ alt, image }) => ({
      url: imageUrl(pds, author.did, image.ref.$link),
      mediaType: image.mimeType ?? null,
      altText: alt?.trim() ? alt : null,
    })),
    url: postUrl(author, uri),
  };
}

/** `subject` is our post itself, also when the reaction came by way of someone's repost. */
function toReaction({ reason, record }: Notification, shared: Shared): InboundItem | undefined {
  const subject = record.subject;
  if (!subject) return undefined;
  return {
    ...shared,
    text: '',
    language: null,
    conversation: { remoteId: subject.uri, ref: { uri: subject.uri, cid: subject.cid } },
    inReplyToRemoteId: subject.uri,
    reaction: { name: reason.startsWith('like') ? 'like' : 'repost', targetRemoteId: subject.uri },
    media: [],
    url: null,
  };
}

function toAuthor(author: Notification['author']): InboundItem['author'] {
  return {
    remoteId: author.did,
    handle: author.handle,
    displayName: author.displayName?.trim() ? author.displayName : author.handle,
    avatarUrl: author.avatar ?? null,
    profileUrl: profileUrl(author),
  };
}

/** A handle that no longer resolves is shown by the network as `handle.invalid`; the DID always works. */
export function profileUrl({ did, handle }: { did: string; handle: string }): string {
  return `${WEB}/profile/${handle === 'handle.invalid' ? did : handle}`;
}

export function postUrl(author: { did: string; handle: string }, uri: string): string {
  return `${profileUrl(author)}/post/${uri.split('/').at(-1) ?? ''}`;
}

/** On Bluesky's own hosts from its image server; elsewhere from the account's server, which holds the blobs of its accounts. */
function imageUrl(pds: string, did: string, cid: string): string {
  const hosted = pds === DEFAULT_SERVICE || new URL(pds).hostname.endsWith('.host.bsky.network');
  if (hosted) return `https://cdn.bsky.app/img/feed_fullsize/plain/${did}/${cid}@jpeg`;
  return `${pds}/xrpc/com.atproto.sync.getBlob?did=${encodeURIComponent(did)}&cid=${encodeURIComponent(cid)}`;
}
