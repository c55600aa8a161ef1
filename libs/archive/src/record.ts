export const RECORD_CLASSES = [
  'inbound_message',
  'outbound_reply',
  'outbound_post',
  'reaction',
  'approval_decision',
] as const;
export type RecordClass = (typeof RECORD_CLASSES)[number];

/** How the content came to us; stated in the log. */
export type CaptureMethod = 'network-read' | 'network-answer' | 'divan';

export interface RecordAuthor {
  memberId?: string;
  name: string;
  handle?: string;
}

export interface RecordMedia {
  /** Of the bytes that were published; null for media of the public, which stay where they are. */
  sha256: string | null;
  mediaType: string | null;
  altText: string | null;
  bytes: number | null;
  url: string | null;
}

/** What a feature hands over to be kept; everything is in it, nothing is looked up later. */
export interface Capture {
  class: RecordClass;
  method: CaptureMethod;
  /** The message, publication or decision that this is a version of. */
  subjectId: string;
  /** A later version of something recorded before. */
  edited: boolean;
  channel: { id: string; network: string; handle: string } | null;
  remoteId: string | null;
  remoteUrl: string | null;
  author: RecordAuthor;
  activity: object;
  media: RecordMedia[];
  /** Byte for byte, in UTF-8. */
  payload: string;
  payloadType: string;
}

/** A capture as it is stored: committed to in the log, with what opens the commitment. */
export interface NewRecord extends Capture {
  id: string;
  subjectVersion: number;
  capturedAt: Date;
  salt: Buffer;
  payloadBytes: Buffer;
  /** RFC 8785 JSON: the bytes that are committed to. */
  activityJson: string;
  entry: object;
}

export interface StoredRecord {
  id: string;
  leafIndex: number;
  leafHash: Buffer;
  entry: Buffer;
  class: RecordClass;
  capturedAt: Date;
  channel: { id: string; network: string; handle: string } | null;
  remoteId: string | null;
  /** Null once erased. */
  content: {
    remoteUrl: string | null;
    author: RecordAuthor;
    activityJson: string;
    salt: Buffer;
    payload: { sha256: string; bytes: number; mediaType: string };
  } | null;
  media: RecordMedia[];
}
