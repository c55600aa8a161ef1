import { auditKind } from '@divan/audit';
import { defineEvent } from '@divan/platform';
import { z } from 'zod';

const messageKind = z.enum(['direct_message', 'comment', 'ad_comment', 'mention', 'profile_post', 'reaction']);
const media = z.object({ url: z.string(), mediaType: z.string().nullable(), altText: z.string().nullable() });

const receivedItem = z.object({
  messageId: z.uuid(),
  conversationId: z.uuid(),
  channelId: z.uuid(),
  network: z.string(),
  channelHandle: z.string(),
  contactId: z.uuid(),
  identityId: z.uuid(),
  kind: messageKind,
  text: z.string(),
  language: z.string().nullable(),
  author: z.object({
    remoteId: z.string(),
    handle: z.string(),
    displayName: z.string(),
    avatarUrl: z.string().nullable(),
    profileUrl: z.string().nullable(),
  }),
  media: z.array(media),
  url: z.string().nullable(),
  remoteId: z.string(),
  threadRemoteId: z.string(),
  inReplyToRemoteId: z.string().nullable(),
  reaction: z.object({ name: z.string(), targetRemoteId: z.string() }).nullable(),
  /** Another version of the same message was received before. */
  edited: z.boolean(),
  sentAt: z.string(),
  receivedAt: z.string(),
  /** Byte for byte (UTF-8) as the network sent it. */
  payload: z.string(),
});
export type MessageReceived = z.infer<typeof receivedItem>;
/** In bulk, in the transaction that stores the messages. */
export const messageReceived = defineEvent<MessageReceived>('inbox.message-received', 1, receivedItem, {
  permission: 'inbox:read',
  live: (item) => ({ type: 'message.created', data: { id: item.messageId, conversationId: item.conversationId } }),
});

const sentItem = z.object({
  messageId: z.uuid(),
  conversationId: z.uuid(),
  channelId: z.uuid(),
  network: z.string(),
  channelHandle: z.string(),
  contactId: z.uuid(),
  kind: messageKind,
  text: z.string(),
  author: z.object({ memberId: z.string().nullable(), name: z.string() }),
  remoteId: z.string(),
  threadRemoteId: z.string(),
  inReplyToRemoteId: z.string().nullable(),
  url: z.string().nullable(),
  sentAt: z.string(),
  /** The network's answer, byte for byte (UTF-8). */
  payload: z.string(),
});
export type ReplySent = z.infer<typeof sentItem>;
/** A reply is on the network; once for each, in the transaction that stores the outcome. */
export const replySent = defineEvent<ReplySent>('inbox.reply-sent', 1, sentItem);

const messageChangedItem = z.object({ messageId: z.uuid(), conversationId: z.uuid() });
/** A reply was added or its delivery went on. */
export const messageChanged = defineEvent<z.infer<typeof messageChangedItem>>(
  'inbox.message-changed',
  1,
  messageChangedItem,
  {
    permission: 'inbox:read',
    live: (item) => ({ type: 'message.changed', data: { id: item.messageId, conversationId: item.conversationId } }),
  },
);

const conversationChangedItem = z.object({ conversationId: z.uuid() });
export const conversationChanged = defineEvent<z.infer<typeof conversationChangedItem>>(
  'inbox.conversation-changed',
  1,
  conversationChangedItem,
  { permission: 'inbox:read', live: (item) => ({ type: 'conversation.changed', data: { id: item.conversationId } }) },
);

export const messageReceivedAudit = auditKind(
  'inbox.message-received',
  1,
  z.object({ channelId: z.string(), conversationId: z.string(), kind: z.string(), edited: z.boolean() }),
);
export const conversationAssignedAudit = auditKind(
  'inbox.conversation-assigned',
  1,
  z.object({ assigneeId: z.string().nullable() }),
);
export const statusChangedAudit = auditKind(
  'inbox.conversation-status-changed',
  1,
  z.object({ from: z.string(), to: z.string() }),
);
export const conversationRefusedAudit = auditKind(
  'inbox.conversation-change-refused',
  1,
  z.object({ permission: z.string() }),
);
export const replyRequestedAudit = auditKind(
  'inbox.reply-requested',
  1,
  z.object({ conversationId: z.string(), channelId: z.string() }),
);
export const replyRetriedAudit = auditKind('inbox.reply-retried', 1, z.object({ conversationId: z.string() }));
export const replyOutcomeAudit = auditKind(
  'inbox.reply-outcome',
  1,
  z.object({
    conversationId: z.string(),
    state: z.string(),
    attempt: z.number(),
    code: z.string().nullable(),
    remoteId: z.string().nullable(),
  }),
);
