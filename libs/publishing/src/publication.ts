import type { JsonObject, RemoteRef } from '@divan/connectors';

export const PUBLICATION_STATES = ['scheduled', 'sending', 'published', 'rejected', 'unknown', 'cancelled'] as const;
export type PublicationState = (typeof PUBLICATION_STATES)[number];

/** Exactly what one channel gets, taken when the post was approved and never changed after. */
export interface PublicationContent {
  text: string;
  media: {
    id: string;
    sha256: string;
    mediaType: string;
    altText: string;
    bytes: number;
    width: number;
    height: number;
  }[];
}

export interface PublicationError {
  code: string;
  detail: string;
}

export interface Publication {
  id: string;
  postId: string;
  channelId: string;
  state: PublicationState;
  content: PublicationContent;
  /** When it should be on the network. */
  dueAt: Date;
  /** When to look at it next. */
  nextTryAt: Date;
  /** The number of the latest attempt; 0 before the first. */
  attempt: number;
  /** The record key or idempotency key of the latest attempt. */
  handle: JsonObject | null;
  /** When the latest attempt began. */
  sendingSince: Date | null;
  remoteId: string | null;
  remoteRef: RemoteRef | null;
  remoteUrl: string | null;
  publishedAt: Date | null;
  error: PublicationError | null;
  /** A person asked the network and it said: not there. */
  confirmedAbsent: boolean;
}
