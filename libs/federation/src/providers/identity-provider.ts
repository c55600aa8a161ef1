/** How we prove to an OpenID provider who we are (OpenID Connect Core §9). */
export type ClientAuthentication = 'private_key_jwt' | 'client_secret';

export interface OidcSettings {
  issuer: string;
  clientId: string;
  authentication: ClientAuthentication;
  /** Space-separated; every one is asked for and must come back. */
  requiredAcr: string | null;
  scopes: string[];
}

export interface SamlSettings {
  entityId: string;
  ssoUrl: string;
  /** PEM; several while the provider changes its key. */
  certificates: string[];
  /** One of these authentication context classes must be stated; empty: any. */
  requiredAuthnContexts: string[];
  /** The attribute that holds the mail address; null: the usual names, then an address in the NameID. */
  emailAttribute: string | null;
}

export interface ProviderDomain {
  name: string;
  token: string;
  verifiedAt: Date | null;
}

export interface RoleMapping {
  /** As the provider names it: a name or an id. */
  group: string;
  roleId: string;
}

interface ProviderBase {
  id: string;
  organizationId: string;
  name: string;
  issuer: string;
  sealedSecret: string | null;
  sealedKey: string;
  certificate: string;
  groupsClaim: string | null;
  roleMapping: RoleMapping[];
  defaultRoles: string[];
  jit: boolean;
  /** The organization vouches that this provider asks for a factor that cannot be phished. */
  phishingResistant: boolean;
  enabled: boolean;
  version: number;
  domains: ProviderDomain[];
}

export type OidcProvider = ProviderBase & { kind: 'oidc'; settings: OidcSettings };
export type SamlProvider = ProviderBase & { kind: 'saml'; settings: SamlSettings };

/** Where an organization's members sign in besides Divan itself. */
export type IdentityProvider = OidcProvider | SamlProvider;

/** Who somebody is, by the word of a provider whose signature and audience were checked. */
export interface ExternalIdentity {
  /** Unique together with the provider and its issuer, and never given to anyone else (ASVS 10.5.2). */
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name: string | null;
  /** Null: the provider said nothing of groups that could be relied on. */
  groups: string[] | null;
  acr: string | null;
  /** When the person last showed the provider who they are; null: it did not say. */
  authenticatedAt: Date | null;
}

/** Whether it is somebody else's word from now on, or asks less or more: what was opened on the old word ends. */
export function isRepointed(before: IdentityProvider, after: IdentityProvider): boolean {
  const withdrawn = before.phishingResistant && !after.phishingResistant;
  return withdrawn || JSON.stringify(trustOf(before)) !== JSON.stringify(trustOf(after));
}

function trustOf(provider: IdentityProvider): unknown[] {
  if (provider.kind === 'oidc') {
    const { issuer, clientId, requiredAcr } = provider.settings;
    return [issuer, clientId, requiredAcr];
  }
  const { entityId, ssoUrl, certificates, requiredAuthnContexts } = provider.settings;
  return [entityId, ssoUrl, certificates, requiredAuthnContexts];
}

/** The domain of a mail address as `identity_provider_domains` writes it; null where there is none. */
export function domainOf(email: string): string | null {
  const at = email.lastIndexOf('@');
  return at > 0 && at < email.length - 1 ? email.slice(at + 1).toLowerCase() : null;
}

/** Whether the organization has shown that the address's domain is its own. Subdomains are others' domains. */
export function vouchesFor(provider: IdentityProvider, email: string): boolean {
  const domain = domainOf(email);
  return provider.domains.some(({ name, verifiedAt }) => verifiedAt !== null && name === domain);
}
