import { X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HttpClient } from '@divan/platform';
import { settingsInvalid } from '../federation.errors';
import type { OidcSettings, SamlSettings } from './identity-provider';

export type OidcInput = Pick<OidcSettings, 'issuer' | 'clientId' | 'authentication'> &
  Partial<Pick<OidcSettings, 'requiredAcr' | 'scopes'>> & { clientSecret?: string };
export type SamlInput = Pick<SamlSettings, 'entityId' | 'ssoUrl' | 'certificates'> &
  Partial<Pick<SamlSettings, 'requiredAuthnContexts' | 'emailAttribute'>>;

/** OpenID Connect Core §5.4: these carry the address and the name, and nothing else is wanted (ASVS 10.2.3). */
const SCOPES = ['openid', 'email', 'profile'];

/** What people type into a provider's form, as it is kept. */
@Injectable()
export class ProviderSettings {
  constructor(private readonly http: HttpClient) {}

  oidc({ issuer, clientId, authentication, requiredAcr, scopes }: OidcInput): OidcSettings {
    this.assertAddress('/oidc/issuer', issuer);
    if (/[?#]/.test(issuer)) throw settingsInvalid('/oidc/issuer', 'must have no query and no fragment');
    return {
      issuer,
      clientId,
      authentication,
      requiredAcr: requiredAcr?.trim().replace(/\s+/g, ' ') || null,
      scopes: [...new Set(['openid', ...(scopes ?? SCOPES)])],
    };
  }

  saml({ entityId, ssoUrl, certificates, requiredAuthnContexts, emailAttribute }: SamlInput): SamlSettings {
    this.assertAddress('/saml/ssoUrl', ssoUrl);
    return {
      entityId,
      ssoUrl,
      certificates: certificates.map(toPem),
      requiredAuthnContexts: [...new Set(requiredAuthnContexts ?? [])],
      emailAttribute: emailAttribute ?? null,
    };
  }

  /** The browser is sent there, and so are we: https, or a host that the operator has opened. */
  private assertAddress(pointer: string, address: string): void {
    const web = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
    if (!web || !this.http.permits(address)) throw settingsInvalid(pointer, 'must be a public https address');
  }
}

/** Certificates are pasted as PEM or as the bare base64 of a metadata document. */
function toPem(text: string, index: number): string {
  const pointer = `/saml/certificates/${index}`;
  const base64 = text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '');
  try {
    const certificate = new X509Certificate(Buffer.from(base64, 'base64'));
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
      throw settingsInvalid(pointer, 'has an RSA key of less than 2048 bits');
    return certificate.toString();
  } catch (error) {
    if (error instanceof Error && error.name === 'AppError') throw error;
    throw settingsInvalid(pointer, 'is not an X.509 certificate');
  }
}
