import type { components } from './schema';

/** The audit log, the transparency log and the records. */
type Schemas = components['schemas'];

/** Name and details are null once erased; entry and salt are in a single event only. */
export type AuditEvent = Schemas['AuditEventResponse'];
export type AuditKind = Schemas['AuditKindResponse'];

export type LogState = Schemas['LogResponse'];
export type LogAlarm = Schemas['LogAlarmResponse'];
export type LogAlarmKind = LogAlarm['kind'];
export type Witness = Schemas['LogWitnessResponse'];
export type WitnessState = Witness['state'];
export type Timestamping = Schemas['LogTimestampingResponse'];
export type LogCheckpoint = Schemas['CheckpointResponse'];
export type LogKey = Schemas['LogKeyResponse'];
export type ForkAcknowledgement = Schemas['ForkAcknowledgementResponse'];

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
