import type { components } from './schema';

/** What the settings administer: access, keys, sign-in and the organization itself. */
type Schemas = components['schemas'];

export type PermissionText = Schemas['PermissionResponse'];

/** Sent, and not accepted yet. */
export type OpenInvitation = Schemas['PendingInvitationResponse'];

export type ReviewedMember = Schemas['AccessReviewItemResponse'];

export type Organization = Schemas['OrganizationResponse'];
export type SecurityPolicy = Schemas['SecurityPolicyResponse'];

export type ServiceMember = Schemas['ServiceMemberResponse'];
export type ApiKey = Schemas['ApiKeyResponse'];
/** The key itself is in one answer only. */
export type NewApiKey = Schemas['NewApiKeyResponse'];

export type SecurityOverview = Schemas['SecurityOverviewResponse'];
export type ListedMember = Schemas['ListedMemberResponse'];
export type ListedKey = Schemas['ListedKeyResponse'];

export type IdentityProvider = Schemas['IdentityProviderResponse'];
export type ProviderDomain = Schemas['ProviderDomainResponse'];
export type ProviderTest = Schemas['ProviderTestResponse'];

export type TeamAccess = Schemas['ChannelResponse']['teamAccess'][number];
export type TeamLevel = TeamAccess['level'];
