import type { components } from './schema';

/** What the settings administer: access, keys, sign-in and the organization itself. */
type Schemas = components['schemas'];

export type PermissionText = Schemas['PermissionResponse'];

/** Sent, and not accepted yet. */
export type OpenInvitation = Schemas['PendingInvitationResponse'];

export interface ReviewedMember {
  member: {
    id: string;
    name: string;
    email: string | null;
    state: 'active' | 'invited' | 'disabled';
    kind: MemberKind;
  };
  roles: { id: string; name: string }[];
  permissions: string[];
  teams: { id: string; name: string }[];
  channels: { id: string; handle: string; network: string; permissions: string[] }[];
  lastActiveAt: string | null;
}

export type MemberKind = Schemas['MemberResponse']['kind'];

export type Organization = Schemas['OrganizationResponse'];
export type SecurityPolicy = Schemas['SecurityPolicyResponse'];

export type ServiceMember = Schemas['ServiceMemberResponse'];
export type ApiKey = Schemas['ApiKeyResponse'];
/** The key itself is in one answer only. */
export type NewApiKey = Schemas['NewApiKeyResponse'];

export interface ListedMember {
  id: string;
  name: string;
  email: string | null;
}

export interface ListedKey {
  id: string;
  name: string;
  serviceMember: { id: string; name: string };
  lastUsedAt: string | null;
  expiresAt: string;
}

export interface Counted<T> {
  count: number;
  items: T[];
}

export interface SecurityOverview {
  membersWithoutPasskey: Counted<ListedMember>;
  membersWithoutSecondFactor: Counted<ListedMember>;
  unusedKeys: Counted<ListedKey>;
  expiringKeys: Counted<ListedKey>;
  openSessions: number;
  openInvitations: number;
  activeMembers: number;
  breakGlass: { id: string; name: string } | null;
}

export type IdentityProvider = Schemas['IdentityProviderResponse'];
export type ProviderDomain = Schemas['ProviderDomainResponse'];
export type ProviderTest = Schemas['ProviderTestResponse'];

export type TeamAccess = Schemas['ChannelResponse']['teamAccess'][number];
export type TeamLevel = TeamAccess['level'];
