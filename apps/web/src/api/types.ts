/** The API's resources as this client uses them. Shapes follow the OpenAPI document; add here what a screen needs. */

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export type Permission =
  | 'inbox:read'
  | 'inbox:reply'
  | 'inbox:assign'
  | 'inbox:resolve'
  | 'contacts:read'
  | 'posts:read'
  | 'posts:write'
  | 'posts:submit'
  | 'media:write'
  | 'approvals:read'
  | 'approvals:decide'
  | 'channels:read'
  | 'channels:connect'
  | 'members:read'
  | 'members:manage'
  | 'audit:read'
  | 'records:read'
  | 'organization:manage';

export type Locale = 'en' | 'fa';

export interface Session {
  accessToken: string;
  expiresAt: string;
}

export type SignInStep = { step: 'totp' | 'totp-enrolment'; challenge: string };

export interface TotpEnrolment {
  secret: string;
  otpauthUri: string;
  qrSvg: string;
}

export interface SignedInSession {
  id: string;
  createdAt: string;
  lastUsedAt: string | null;
  address: string | null;
  userAgent: string | null;
  current: boolean;
}

export interface Invitation {
  organizationName: string;
  email: string;
  name: string;
}

export interface Me {
  member: { id: string; name: string; email: string; locale: string | null };
  organization: { id: string; name: string; timeZone: string };
  roles: string[];
  teamIds: string[];
  permissions: string[];
}

export type MemberState = 'active' | 'invited' | 'disabled';

export interface Member {
  id: string;
  name: string;
  email: string;
  roles: string[];
  teamIds: string[];
  state: MemberState;
  lastActiveAt: string | null;
  version: number;
}

export interface Team {
  id: string;
  name: string;
  memberCount: number;
}

export interface Role {
  id: string;
  name: string;
  permissions: string[];
}

export interface InvitationLink {
  id: string;
  link: string;
  expiresAt: string;
}

export interface FieldSpec {
  name: string;
  label: string;
  kind: 'text' | 'url' | 'password';
  required: boolean;
  help?: string | null;
  placeholder?: string | null;
}

export interface PublishLimits {
  text: { max: number; unit: 'graphemes' | 'characters'; maxBytes?: number };
  media: {
    max: number;
    types: string[];
    maxBytes: number;
    altText: 'required' | 'supported' | 'none';
    altTextMax: number;
  };
}

export interface Network {
  id: string;
  name: string;
  connect: { method: 'credentials' | 'oauth'; fields: FieldSpec[] };
  capabilities: Record<string, unknown>;
  unsupported: { capability: string; reason: string }[];
}

export type ChannelState = 'active' | 'needs-reauthorization' | 'disconnected';

export interface Channel {
  id: string;
  network: string;
  networkName: string;
  handle: string;
  displayName: string;
  avatarUrl: string | null;
  profileUrl: string | null;
  state: ChannelState;
  health: { lastPolledAt: string | null; lastError: string | null };
  teamIds: string[];
  limits: PublishLimits | null;
  capabilities: Record<string, unknown> | string[];
  version: number;
  connectedAt: string;
}

export interface Contact {
  id: string;
  displayName: string;
  identities: {
    id: string;
    network: string;
    handle: string;
    displayName: string;
    avatarUrl: string | null;
    profileUrl: string | null;
  }[];
  conversations: {
    id: string;
    channelId: string;
    subject: string | null;
    lastMessageAt: string;
    status: ConversationStatus;
  }[];
}

export type ConversationStatus = 'open' | 'pending' | 'snoozed' | 'resolved' | 'spam';
export type MessageKind = 'direct_message' | 'comment' | 'ad_comment' | 'mention' | 'profile_post' | 'reaction';
export type Direction = 'inbound' | 'outbound';

export interface ConversationSummary {
  id: string;
  channel: { id: string; network: string; handle: string };
  contact: { id: string; displayName: string; handle: string; avatarUrl: string | null };
  kind: MessageKind;
  status: ConversationStatus;
  assignee: { id: string; name: string } | null;
  lastMessage: { id: string; text: string; direction: Direction; sentAt: string; kind: MessageKind } | null;
  unreadCount: number;
  messageCount: number;
  lastMessageAt: string;
  version: number;
}

export interface Conversation extends ConversationSummary {
  url: string | null;
  replyLimit: { max: number; unit: string } | null;
  replyUnsupportedReason: string | null;
}

export interface ConversationCounts {
  mine: number;
  unassigned: number;
  open: number;
  pending: number;
  resolved: number;
}

export type DeliveryState = 'sending' | 'sent' | 'failed' | 'unknown';

export interface Message {
  id: string;
  direction: Direction;
  kind: MessageKind;
  text: string;
  language: string | null;
  author: {
    displayName?: string;
    handle?: string;
    avatarUrl?: string | null;
    memberId?: string;
    name?: string;
  };
  sentAt: string;
  receivedAt: string | null;
  url: string | null;
  media: { url: string; mediaType: string; altText: string | null }[];
  reaction: { name: string } | null;
  inReplyToId: string | null;
  delivery: { state: DeliveryState; detail: string | null; code: string | null } | null;
}

export interface Media {
  id: string;
  mediaType: string;
  width: number | null;
  height: number | null;
  bytes: number;
  altText: string | null;
  url: string;
  version: number;
}

export type PostState =
  | 'draft'
  | 'in_review'
  | 'changes_requested'
  | 'rejected'
  | 'approved'
  | 'scheduled'
  | 'publishing'
  | 'published'
  | 'partly_published'
  | 'failed';

export type PublicationState = 'scheduled' | 'sending' | 'published' | 'rejected' | 'unknown' | 'cancelled';

export interface Post {
  id: string;
  title: string | null;
  text: string;
  media: Media[];
  variants: {
    channelId: string;
    channel: { network: string; handle: string };
    text: string | null;
    mediaIds: string[] | null;
    effectiveText: string;
  }[];
  state: PostState;
  contentHash: string;
  scheduledFor: { local: string; timeZone: string; at: string } | null;
  author: { id: string; name: string };
  publications: {
    id: string;
    channelId: string;
    state: PublicationState;
    remoteUrl: string | null;
    publishedAt: string | null;
    error: { code: string; detail: string } | null;
  }[];
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface PostCheck {
  channelId: string;
  count: { used: number; max: number; unit: string; bytesUsed?: number; maxBytes?: number };
  findings: { severity: 'error' | 'warning'; code: string; detail: string; params: Record<string, unknown> }[];
}

export type Decision = 'approve' | 'reject' | 'request_changes';

export interface ApprovalRequest {
  id: string;
  post: Post;
  contentHash: string;
  state: 'pending' | 'approved' | 'rejected' | 'changes_requested' | 'voided';
  requestedBy: { id: string; name: string };
  requestedAt: string;
  decisions: { decision: Decision; comment: string | null; by: { id: string; name: string }; at: string }[];
  canDecide: boolean;
  cannotDecideReason: string | null;
  version: number;
}

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
