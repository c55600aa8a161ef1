/** The audit log, the transparency log and the records. */

export interface AuditEvent {
  id: string;
  kind: string;
  version: number;
  /** The name is null once erased. */
  actor: { kind: 'member' | 'key' | 'system'; id: string; name: string | null };
  object: { type: string; id: string };
  occurredAt: string;
  address: string | null;
  userAgent: string | null;
  sessionId: string | null;
  requestId: string | null;
  outcome: 'success' | 'failure' | 'refused';
  reason: string | null;
  /** Null once erased. */
  detail: Record<string, unknown> | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  leafIndex: number | null;
  /** The log's entry and what opens its commitments, base64; in a single event only. */
  entry?: string | null;
  salt?: string | null;
}

export interface LogState {
  origin: string | null;
  size: number;
  root: string;
  vkey: string | null;
  checkpoint: string | null;
  signedAt: string | null;
  pending: number;
  lagSeconds: number;
  /** Set while nothing is signed because the stored log contradicts its last signed head. */
  alarm: { reason: string; raisedAt: string } | null;
}

export type RecordClass = 'inbound_message' | 'outbound_reply' | 'outbound_post' | 'reaction' | 'approval_decision';

export interface ArchiveRecord {
  id: string;
  leafIndex: number;
  leafHash: string;
  class: RecordClass;
  capturedAt: string;
  channel: { id: string; network: string; handle: string } | null;
  remoteId: string | null;
  remoteUrl: string | null;
  /** Null once erased, as are activity, payload and salt. */
  author: { memberId?: string; name: string; handle?: string } | null;
  activity: Record<string, unknown> | null;
  media: {
    sha256: string | null;
    mediaType: string | null;
    altText: string | null;
    bytes: number | null;
    url: string | null;
  }[];
  payload: { sha256: string; bytes: number; mediaType: string } | null;
  entry: string;
  salt: string | null;
}
