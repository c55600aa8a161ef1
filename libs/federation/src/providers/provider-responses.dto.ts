import { recordNameOf, recordOf, recordValueOf } from './domain-record';
import type { IdentityProvider } from './identity-provider';
import { RoleMappingEntry } from './provider-requests.dto';
import type { SignOnAddresses } from './sign-on-addresses';

export class OidcSettingsResponse {
  issuer!: string;
  clientId!: string;
  authentication!: 'private_key_jwt' | 'client_secret';
  clientSecretSet!: boolean;
  requiredAcr!: string | null;
  scopes!: string[];
  /** To be entered at the provider. */
  redirectUri!: string;
  /** Our public keys, for providers that read them. */
  jwksUri!: string;
  /** Our public key as a self-signed certificate, for providers that are given one. */
  clientCertificate!: string;
}

export class SamlSettingsResponse {
  entityId!: string;
  ssoUrl!: string;
  certificates!: string[];
  requiredAuthnContexts!: string[];
  emailAttribute!: string | null;
  /** Ours, to be entered at the provider. */
  serviceProviderEntityId!: string;
  acsUrl!: string;
  metadataUrl!: string;
}

export class ProviderDomainResponse {
  /** @example 'rivertown.example' */
  name!: string;
  verifiedAt!: string | null;
  /** As a zone file says it. @example '_divan.rivertown.example. IN TXT "divan-domain-verification=4f3c…"' */
  dnsRecord!: string;
  /** @example '_divan.rivertown.example' */
  dnsName!: string;
  /** @example 'divan-domain-verification=4f3c…' */
  dnsValue!: string;
}

export class IdentityProviderResponse {
  id!: string;
  kind!: 'oidc' | 'saml';
  name!: string;
  oidc!: OidcSettingsResponse | null;
  saml!: SamlSettingsResponse | null;
  domains!: ProviderDomainResponse[];
  groupsClaim!: string | null;
  roleMapping!: RoleMappingEntry[];
  defaultRoles!: string[];
  jit!: boolean;
  phishingResistant!: boolean;
  enabled!: boolean;
  version!: number;
}

export class IdentityProvidersResponse {
  items!: IdentityProviderResponse[];
}

export class ProviderTestResponse {
  ok!: boolean;
  /** What the provider said of itself, or what is wrong. */
  detail!: string;
  /** Where it falls short of what these settings need. */
  findings!: string[];
}

export function toProviderResponse(provider: IdentityProvider, addresses: SignOnAddresses): IdentityProviderResponse {
  const { id, kind, name, groupsClaim, roleMapping, defaultRoles, jit, phishingResistant, enabled, version } = provider;
  return {
    id,
    kind,
    name,
    oidc: provider.kind === 'oidc' ? toOidc(provider, addresses) : null,
    saml: provider.kind === 'saml' ? toSaml(provider, addresses) : null,
    domains: provider.domains.map((domain) => ({
      name: domain.name,
      verifiedAt: domain.verifiedAt?.toISOString() ?? null,
      dnsRecord: recordOf(domain),
      dnsName: recordNameOf(domain),
      dnsValue: recordValueOf(domain),
    })),
    groupsClaim,
    roleMapping: roleMapping.map(({ group, roleId }) => ({ group, roleId })),
    defaultRoles,
    jit,
    phishingResistant,
    enabled,
    version,
  };
}

function toOidc(
  { id, settings, sealedSecret, certificate }: IdentityProvider & { kind: 'oidc' },
  addresses: SignOnAddresses,
): OidcSettingsResponse {
  const { issuer, clientId, authentication, requiredAcr, scopes } = settings;
  return {
    issuer,
    clientId,
    authentication,
    clientSecretSet: sealedSecret !== null,
    requiredAcr,
    scopes,
    redirectUri: addresses.callback(id),
    jwksUri: addresses.jwks(id),
    clientCertificate: certificate,
  };
}

function toSaml(
  { id, settings }: IdentityProvider & { kind: 'saml' },
  addresses: SignOnAddresses,
): SamlSettingsResponse {
  const { entityId, ssoUrl, certificates, requiredAuthnContexts, emailAttribute } = settings;
  return {
    entityId,
    ssoUrl,
    certificates,
    requiredAuthnContexts,
    emailAttribute,
    serviceProviderEntityId: addresses.metadata(id),
    acsUrl: addresses.acs(id),
    metadataUrl: addresses.metadata(id),
  };
}
