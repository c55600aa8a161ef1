import type { InboundItem, MessageKind } from '../../kit/contract';
import type { Account, Notification, Status } from './mastodon.schemas';
import type { HtmlToText } from './mastodon.text';

/** What the pure mapping needs to know of the account that reads. */
export interface MappingContext {
  accountId: string;
  host: string;
  toText: HtmlToText;
  /** Id of the status at which the thread begins. */
  rootId: string;
  payload: string;
}

const REACTIONS: Record<string, string | undefined> = { favourite: 'favourite', reblog: 'reblog' };
const MESSAGES = new Set(['mention', 'quote']);

/** The status a notification is about, if it is of a kind that the inbox takes. */
export function statusOf(notification: Notification): Status | undefined {
  const wanted = MESSAGES.has(notification.type) || REACTIONS[notification.type] !== undefined;
  return wanted ? (notification.status ?? undefined) : undefined;
}

export function toInboundItem(notification: Notification, status: Status, context: MappingContext): InboundItem {
  const conversation = { remoteId: context.rootId, ref: { id: context.rootId } };
  const reaction = REACTIONS[notification.type];
  return reaction === undefined
    ? toMessage(status, conversation, context)
    : toReaction(notification, status, reaction, conversation, context);
}

function toMessage(status: Status, conversation: InboundItem['conversation'], context: MappingContext): InboundItem {
  const warning = status.spoiler_text.trim();
  const body = context.toText(status.content);
  return {
    remoteId: status.id,
    kind: kindOf(status, context.accountId),
    author: toAuthor(status.account, context.host),
    text: warning === '' ? body : `${warning}\n\n${body}`,
    language: status.language ?? null,
    sentAt: status.created_at,
    conversation,
    remoteRef: { id: status.id, visibility: status.visibility, acct: status.account.acct },
    inReplyToRemoteId: status.in_reply_to_id ?? null,
    reaction: null,
    media: status.media_attachments.flatMap(({ url, remote_url: remoteUrl, description }) => {
      const address = url ?? remoteUrl;
      const altText = description?.trim() ? description : null;
      return address ? [{ url: address, mediaType: typeOf(address), altText }] : [];
    }),
    url: status.url ?? status.uri ?? null,
    payload: context.payload,
  };
}

function toReaction(
  notification: Notification,
  status: Status,
  name: string,
  conversation: InboundItem['conversation'],
  context: MappingContext,
): InboundItem {
  return {
    remoteId: `notification-${notification.id}`,
    kind: 'reaction',
    author: toAuthor(notification.account, context.host),
    text: '',
    language: null,
    sentAt: notification.created_at,
    conversation,
    remoteRef: { id: status.id, visibility: status.visibility },
    inReplyToRemoteId: status.id,
    reaction: { name, targetRemoteId: status.id },
    media: [],
    url: status.url ?? null,
    payload: context.payload,
  };
}

function kindOf(status: Status, accountId: string): MessageKind {
  if (status.visibility === 'direct') return 'direct_message';
  return status.in_reply_to_account_id === accountId ? 'comment' : 'mention';
}

/** Ids of accounts differ from instance to instance; the full address is the same everywhere, so it identifies a person. */
function toAuthor(account: Account, host: string): InboundItem['author'] {
  const acct = fullAcct(account, host);
  return {
    remoteId: acct.toLowerCase(),
    handle: acct,
    displayName: account.display_name.trim() === '' ? acct : account.display_name,
    avatarUrl: account.avatar ?? null,
    profileUrl: account.url ?? null,
  };
}

/** Accounts of the instance itself are listed without their domain. */
export function fullAcct(account: Account, host: string): string {
  return account.acct.includes('@') ? account.acct : `${account.acct}@${host}`;
}

const TYPES: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
};

function typeOf(url: string): string | null {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  return TYPES[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? null;
}
