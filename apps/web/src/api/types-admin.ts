import type { components } from './schema';
import type { Permission } from './types';

/** What the settings administer: access, keys, sign-in and the organization itself. */
type Schemas = components['schemas'];

export type PermissionText = Schemas['PermissionResponse'];

export interface FullRole {
  id: string;
  name: string;
  description: string | null;
  permissions: string[];
  builtIn: boolean;
  memberCount: number;
  version: number;
}

export interface OpenInvitation {
  id: string;
  email: string;
  name: string;
  roles: string[];
  teamIds: string[];
  invitedBy: { id: string; name: string } | null;
  createdAt: string;
  expiresAt: string;
}

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

export type MemberKind = 'person' | 'service';

export interface Organization {
  id: string;
  name: string;
  timeZone: string;
  createdAt: string;
  setupDoneAt: string | null;
  version: number;
}

export type SecurityPolicy = Schemas['SecurityPolicyResponse'];

export interface ServiceMember {
  id: string;
  name: string;
  roles: string[];
  teamIds: string[];
  state: 'active' | 'disabled';
  lastActiveAt: string | null;
  openKeys: number;
  version: number;
}

export type ApiKeyState = 'active' | 'expired' | 'ended';

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  serviceMember: { id: string; name: string };
  scopes: string[];
  channelIds: string[] | null;
  expiresAt: string;
  allowedNetworks: string[] | null;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
  state: ApiKeyState;
  /** While the key before still works. */
  rotation: { prefix: string; endsAt: string } | null;
  createdAt: string;
  createdBy: string | null;
}

/** The key itself is in one answer only. */
export type NewApiKey = ApiKey & { key: string };

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

export interface ProviderDomain {
  name: string;
  verifiedAt: string | null;
  dnsRecord: string;
  dnsName: string;
  dnsValue: string;
}

export interface OidcSettings {
  issuer: string;
  clientId: string;
  authentication: 'private_key_jwt' | 'client_secret';
  clientSecretSet: boolean;
  requiredAcr: string | null;
  scopes: string[];
  redirectUri: string;
  jwksUri: string;
  clientCertificate: string;
}

export interface SamlSettings {
  entityId: string;
  ssoUrl: string;
  certificates: string[];
  requiredAuthnContexts: string[];
  emailAttribute: string | null;
  serviceProviderEntityId: string;
  acsUrl: string;
  metadataUrl: string;
}

export interface IdentityProvider {
  id: string;
  kind: 'oidc' | 'saml';
  name: string;
  oidc: OidcSettings | null;
  saml: SamlSettings | null;
  domains: ProviderDomain[];
  groupsClaim: string | null;
  roleMapping: { group: string; roleId: string }[];
  defaultRoles: string[];
  jit: boolean;
  phishingResistant: boolean;
  enabled: boolean;
  version: number;
}

export interface ProviderTest {
  ok: boolean;
  detail: string;
  findings: string[];
}

export type TeamLevel = 'read' | 'respond' | 'publish' | 'full';

export interface TeamAccess {
  teamId: string;
  level: TeamLevel;
}

/** A permission as it is written in the API: the closed list, or one that this client does not know yet. */
export type AnyPermission = Permission | (string & {});
