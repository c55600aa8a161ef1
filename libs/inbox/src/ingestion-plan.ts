import { createHash } from 'node:crypto';
import type { KnownIdentity } from '@divan/contacts';
import type { InboundItem, MessageKind, RemoteRef } from '@divan/connectors';
import { newId } from '@divan/platform';
import type { ConversationStatus, Direction, StoredMedia } from './inbox.types';
import { toSearchVector } from './search-text';

/** A message that is stored already, found by one of the batch's remote ids. */
export interface KnownMessage {
  id: string;
  remoteId: string;
  /** Hex. */
  versionHash: string;
  direction: Direction;
  superseded: boolean;
}

export interface FreshItem {
  item: InboundItem;
  versionHash: string;
  sentAt: Date;
}

export interface MessageRow {
  id: string;
  conversationId: string;
  identityId: string;
  kind: MessageKind;
  text: string;
  language: string | null;
  sentAt: Date;
  url: string | null;
  remoteId: string;
  remoteRef: RemoteRef;
  versionHash: string;
  inReplyToId: string | null;
  inReplyToRemoteId: string | null;
  reactionName: string | null;
  reactionTargetRemoteId: string | null;
  supersededAt: Date | null;
  search: string;
}

/** What a batch does to one conversation: the whole of a new one, or what is added to one that exists. */
export interface ConversationDelta {
  id: string;
  isNew: boolean;
  contactId: string;
  threadRemoteId: string;
  remoteRef: RemoteRef;
  /** The first kind that is not a reaction; null when there are only reactions. */
  kind: MessageKind | null;
  status: ConversationStatus;
  url: string | null;
  contactName: string;
  contactHandle: string;
  contactAvatarUrl: string | null;
  lastMessageId: string;
  lastMessageText: string;
  lastMessageKind: MessageKind;
  lastMessageAt: Date;
  added: number;
  unread: number;
}

export interface PlannedMessage {
  row: MessageRow;
  item: InboundItem;
  contactId: string;
  media: StoredMedia[];
  edited: boolean;
}

export interface IngestionPlan {
  messages: PlannedMessage[];
  conversations: ConversationDelta[];
  /** Stored versions that a newer one replaces. */
  superseded: string[];
}

export const SNIPPET_LENGTH = 200;

/** What makes a version: what the person said, not what the network counts around it (likes, signatures of addresses). */
export function versionHash(item: InboundItem): string {
  const media = item.media.map(({ url, altText }) => [url.split('?')[0], altText]);
  const said = [item.kind, item.text, item.language, media, item.reaction?.name ?? null];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

/** The items that are not stored yet, each version once. What the channel itself wrote comes from replies, not from here. */
export function freshItems(
  items: readonly InboundItem[],
  known: readonly KnownMessage[],
  ownRemoteId: string,
  now: Date,
): FreshItem[] {
  const seen = new Set(known.map((message) => `${message.versionHash} ${message.remoteId}`));
  const own = new Set(known.filter((message) => message.direction === 'outbound').map((message) => message.remoteId));
  const fresh: FreshItem[] = [];
  for (const item of items) {
    const hash = versionHash(item);
    const key = `${hash} ${item.remoteId}`;
    if (seen.has(key) || own.has(item.remoteId) || item.author.remoteId === ownRemoteId) continue;
    seen.add(key);
    fresh.push({ item, versionHash: hash, sentAt: sentAt(item, now) });
  }
  return fresh;
}

/** @param existing ids of stored conversations by `threadKey` */
export function planIngestion(
  fresh: readonly FreshItem[],
  known: readonly KnownMessage[],
  identities: ReadonlyMap<string, KnownIdentity>,
  existing: ReadonlyMap<string, string>,
  now: Date,
): IngestionPlan {
  const current = new Map(
    known.filter((message) => !message.superseded).map((message) => [message.remoteId, message.id]),
  );
  const deltas = new Map<string, ConversationDelta>();
  const planned = new Map<string, PlannedMessage>();
  const superseded: string[] = [];
  const messages: PlannedMessage[] = [];
  for (const { item, versionHash: hash, sentAt: at } of fresh) {
    const identity = identities.get(item.author.remoteId);
    if (!identity) throw new Error('An author has no identity.');
    const before = current.get(item.remoteId);
    const id = newId();
    const key = threadKey(identity.contactId, item.conversation.remoteId);
    const delta = deltas.get(key) ?? startDelta(existing.get(key), identity.contactId, item, id, at);
    deltas.set(key, delta);
    const row = toRow(id, delta.id, identity.identityId, item, hash, at, current);
    const message = { row, item, contactId: identity.contactId, media: item.media, edited: before !== undefined };
    if (before !== undefined) replace(before, planned, superseded, now);
    addTo(delta, message);
    current.set(item.remoteId, id);
    planned.set(id, message);
    messages.push(message);
  }
  return { messages, conversations: [...deltas.values()], superseded };
}

export function threadKey(contactId: string, threadRemoteId: string): string {
  return `${contactId} ${threadRemoteId}`;
}

export function snippet(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  const characters = [...flat.slice(0, SNIPPET_LENGTH * 2)];
  return characters.length > SNIPPET_LENGTH
    ? `${characters.slice(0, SNIPPET_LENGTH - 1).join('')}…`
    : characters.join('');
}

function replace(before: string, planned: Map<string, PlannedMessage>, superseded: string[], now: Date): void {
  const inBatch = planned.get(before);
  if (inBatch) inBatch.row.supersededAt = now;
  else superseded.push(before);
}

function startDelta(
  existingId: string | undefined,
  contactId: string,
  item: InboundItem,
  messageId: string,
  at: Date,
): ConversationDelta {
  return {
    id: existingId ?? newId(),
    isNew: existingId === undefined,
    contactId,
    threadRemoteId: item.conversation.remoteId,
    remoteRef: item.conversation.ref,
    kind: null,
    // A like alone asks for nothing: it is kept, and stays out of the open queue.
    status: 'resolved',
    url: item.url,
    contactName: item.author.displayName || item.author.handle,
    contactHandle: item.author.handle,
    contactAvatarUrl: item.author.avatarUrl,
    lastMessageId: messageId,
    lastMessageText: snippet(item.text),
    lastMessageKind: item.kind,
    lastMessageAt: at,
    added: 0,
    unread: 0,
  };
}

function addTo(delta: ConversationDelta, { row, item, edited }: PlannedMessage): void {
  const reaction = row.kind === 'reaction';
  delta.contactName = item.author.displayName || item.author.handle;
  delta.contactHandle = item.author.handle;
  delta.contactAvatarUrl = item.author.avatarUrl;
  if (!edited) delta.added += 1;
  if (!reaction && !edited) delta.unread += 1;
  if (!reaction) {
    delta.kind ??= row.kind;
    delta.status = 'open';
  }
  // What somebody said stays on top of what they only reacted to.
  const onTop = reaction === (delta.lastMessageKind === 'reaction') ? row.sentAt >= delta.lastMessageAt : !reaction;
  if (!onTop) return;
  delta.lastMessageId = row.id;
  delta.lastMessageText = snippet(row.text);
  delta.lastMessageKind = row.kind;
  delta.lastMessageAt = row.sentAt;
  delta.url = row.url ?? delta.url;
}

function toRow(
  id: string,
  conversationId: string,
  identityId: string,
  item: InboundItem,
  hash: string,
  at: Date,
  current: ReadonlyMap<string, string>,
): MessageRow {
  return {
    id,
    conversationId,
    identityId,
    kind: item.kind,
    text: item.text,
    language: item.language,
    sentAt: at,
    url: item.url,
    remoteId: item.remoteId,
    remoteRef: item.remoteRef,
    versionHash: hash,
    inReplyToId: (item.inReplyToRemoteId && current.get(item.inReplyToRemoteId)) || null,
    inReplyToRemoteId: item.inReplyToRemoteId,
    reactionName: item.reaction?.name ?? null,
    reactionTargetRemoteId: item.reaction?.targetRemoteId ?? null,
    supersededAt: null,
    search: toSearchVector(item.text, item.author.displayName, item.author.handle),
  };
}

function sentAt(item: InboundItem, now: Date): Date {
  const at = new Date(item.sentAt);
  // A clock that is ahead must not pin a conversation to the top of the list.
  return Number.isNaN(at.getTime()) || at > now ? now : at;
}
