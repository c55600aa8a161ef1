import type { components } from './schema';

/**
 * The API's resources by the names the screens use. They come from the generated document; where that says
 * only `string` for a closed set, the set is given here, so that texts and colours exist for each of its members.
 */
type Schemas = components['schemas'];
type With<T, Narrowed extends Partial<Record<keyof T, unknown>>> = Omit<T, keyof Narrowed> & Narrowed;

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
  | 'keys:manage'
  | 'scim:manage'
  | 'audit:read'
  | 'audit:export'
  | 'records:read'
  | 'organization:manage';

export type Locale = 'en' | 'fa';

export type Invitation = Schemas['OpenInvitationResponse'];
export type Me = Schemas['ProfileResponse'];

export type Member = Schemas['MemberResponse'];
export type MemberState = Member['state'];
export type Team = Schemas['TeamResponse'];
export type Role = Schemas['RoleResponse'];
export type Roles = Schemas['RoleListResponse'];
export type InvitationLink = Schemas['InvitationResponse'];

export type FieldSpec = Schemas['ConnectFieldResponse'];
export type Network = Schemas['NetworkResponse'];

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

export type Channel = With<Schemas['ChannelResponse'], { limits: PublishLimits | null }>;
export type ChannelState = Channel['state'];

export type ConversationStatus = 'open' | 'pending' | 'snoozed' | 'resolved' | 'spam';
export type MessageKind = 'direct_message' | 'comment' | 'ad_comment' | 'mention' | 'profile_post' | 'reaction';

export type Contact = With<
  Schemas['ContactResponse'],
  { conversations: With<Schemas['ContactConversationResponse'], { status: ConversationStatus }>[] }
>;

interface NarrowedConversation {
  kind: MessageKind;
  status: ConversationStatus;
  lastMessage: With<Schemas['LastMessageResponse'], { kind: MessageKind }>;
}
export type ConversationSummary = With<Schemas['ConversationSummaryResponse'], NarrowedConversation>;
export type Conversation = With<Schemas['ConversationResponse'], NarrowedConversation>;
export type ConversationCounts = Schemas['ConversationCountsResponse'];

export type Message = With<Schemas['MessageResponse'], { kind: MessageKind }>;

export * from './types-publishing';
export * from './types-records';
export * from './types-audit';
export * from './types-auth';
export * from './types-admin';
