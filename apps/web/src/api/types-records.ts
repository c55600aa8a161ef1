/** The audit log, the transparency log and the records. */

export interface AuditEvent {
  id: string;
  kind: string;
  version: number;
  actor: { kind: 'member' | 'key' | 'system'; id: string; name: string };
  object: { type: string; id: string };
  occurredAt: string;
  address: string | null;
  userAgent: string | null;
  sessionId: string | null;
  requestId: string | null;
  outcome: 'success' | 'failure' | 'refused';
  reason: string | null;
  detail: Record<string, unknown>;
  leafIndex: number | null;
  entry?: string;
}

export interface LogState {
  origin: string;
  size: number;
  root: string;
  vkey: string;
  checkpoint: string;
  signedAt: string;
  pending: number;
  lagSeconds: number;
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
  author: { displayName?: string; handle?: string; name?: string } | null;
  activity: Record<string, unknown>;
  media: { sha256: string; mediaType: string; altText: string | null; bytes: number }[];
  payload: { sha256: string; bytes: number; mediaType: string } | null;
  entry: string;
  salt: string;
}
