import type { JsonObject, MessageKind, RemoteRef } from '@divan/connectors';

export type ConversationStatus = 'open' | 'pending' | 'snoozed' | 'resolved' | 'spam';
export type Direction = 'inbound' | 'outbound';

/** The channel that items came from, as ingestion needs it. */
export interface SourceChannel {
  id: string;
  network: string;
  handle: string;
  remoteId: string;
}

export interface StoredMedia {
  url: string;
  mediaType: string | null;
  altText: string | null;
}

/** What the network is asked to send. Kept as it was when the member pressed send. */
export interface StoredReply extends JsonObject {
  text: string;
  replyTo: { root: RemoteRef; parent: RemoteRef };
  visibility: 'public' | 'direct';
  mentionHandle: string;
}

export interface ConversationState {
  id: string;
  channelId: string;
  contactId: string;
  contactHandle: string;
  kind: MessageKind;
  status: ConversationStatus;
  assigneeId: string | null;
  remoteRef: RemoteRef;
  version: number;
}
