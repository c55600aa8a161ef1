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
  /** The person already signs in to another organization here, and must give that password. */
  hasAccount?: boolean;
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

export interface Roles {
  items: Role[];
  /** What each permission allows, in plain English words. */
  permissions?: { id: string; description: string }[];
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

export interface Capabilities {
  publish?: Record<string, unknown>;
  inbox?: { kinds: string[]; streaming: boolean };
  metrics?: Record<string, unknown>;
}

export interface Network {
  id: string;
  name: string;
  connect: { method: 'credentials' | 'oauth'; fields: FieldSpec[] };
  capabilities: Capabilities;
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
  capabilities: Capabilities;
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
  media: { url: string; mediaType: string | null; altText: string | null }[];
  reaction: { name: string } | null;
  inReplyToId: string | null;
  delivery: { state: DeliveryState; detail: string | null; code: string | null } | null;
}

export * from './types-publishing';
export * from './types-records';
