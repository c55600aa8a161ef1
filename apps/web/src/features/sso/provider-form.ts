import type { IdentityProvider } from '../../api/types';
import type { OidcRequest, ProviderChange, SamlRequest } from './provider-queries';

export type ProviderKind = IdentityProvider['kind'];

export interface ProviderForm {
  name: string;
  oidc: {
    issuer: string;
    clientId: string;
    authentication: 'private_key_jwt' | 'client_secret';
    clientSecret: string;
    requiredAcr: string;
    scopes: string;
  };
  saml: {
    entityId: string;
    ssoUrl: string;
    certificates: string;
    requiredAuthnContexts: string;
    emailAttribute: string;
  };
}

const NEW: ProviderForm = {
  name: '',
  oidc: {
    issuer: '',
    clientId: '',
    authentication: 'private_key_jwt',
    clientSecret: '',
    requiredAcr: '',
    scopes: 'openid email profile',
  },
  saml: { entityId: '', ssoUrl: '', certificates: '', requiredAuthnContexts: '', emailAttribute: '' },
};

export function formOf(provider: IdentityProvider | null): ProviderForm {
  if (!provider) return structuredClone(NEW);
  const { oidc, saml } = provider;
  return {
    name: provider.name,
    oidc: oidc
      ? {
          issuer: oidc.issuer,
          clientId: oidc.clientId,
          authentication: oidc.authentication,
          clientSecret: '',
          requiredAcr: oidc.requiredAcr ?? '',
          scopes: oidc.scopes.join(' '),
        }
      : NEW.oidc,
    saml: saml
      ? {
          entityId: saml.entityId,
          ssoUrl: saml.ssoUrl,
          certificates: saml.certificates.join('\n'),
          requiredAuthnContexts: saml.requiredAuthnContexts.join('\n'),
          emailAttribute: saml.emailAttribute ?? '',
        }
      : NEW.saml,
  };
}

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates in a text: PEM blocks one after the other, or one that was pasted without its frame. */
export function certificatesIn(text: string): string[] {
  const framed = text.match(PEM);
  if (framed) return framed.map((block) => block.trim());
  const bare = text.replace(/\s+/g, '');
  return bare ? [bare] : [];
}

function oidcOf({ oidc }: ProviderForm): OidcRequest {
  const secret = oidc.authentication === 'client_secret' ? oidc.clientSecret.trim() : '';
  return {
    issuer: oidc.issuer.trim(),
    clientId: oidc.clientId.trim(),
    authentication: oidc.authentication,
    requiredAcr: oidc.requiredAcr.trim() || null,
    scopes: words(oidc.scopes),
    ...(secret ? { clientSecret: secret } : {}),
  };
}

function samlOf({ saml }: ProviderForm): SamlRequest {
  return {
    entityId: saml.entityId.trim(),
    ssoUrl: saml.ssoUrl.trim(),
    certificates: certificatesIn(saml.certificates),
    requiredAuthnContexts: words(saml.requiredAuthnContexts),
    emailAttribute: saml.emailAttribute.trim() || null,
  };
}

export function requestOf(kind: ProviderKind, form: ProviderForm): ProviderChange {
  const name = form.name.trim();
  return kind === 'oidc' ? { name, oidc: oidcOf(form) } : { name, saml: samlOf(form) };
}

export function isHttpsAddress(text: string): boolean {
  return URL.canParse(text.trim()) && new URL(text.trim()).protocol === 'https:';
}

/** Errors of single entries (`saml.certificates.0`) belong to the field that holds them. */
export function atFields(errors: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([path, text]) => [path.replace(/\.\d+(\..*)?$/, ''), text]));
}

/** As it is typed or pasted, with what comes before an address and case taken away. */
export function domainIn(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^(https?:\/\/)?(.*@)?/, '')
    .replace(/\/.*$/, '');
}

export function isDomain(text: string): boolean {
  return /^(?=.{3,253}$)([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u.test(text);
}
