import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Clock, Config, platformConfig, SecretBox } from '@divan/platform';
import type { IdentityProvider } from './identity-provider';
import { selfSignedCertificate } from './self-signed-certificate';

const generate = promisify(generateKeyPair);
const YEARS = 10;

type Sealed = Pick<IdentityProvider, 'id' | 'sealedSecret' | 'sealedKey' | 'certificate'>;

/** What we prove ourselves with at a provider: a client secret, or our own key, which is another one for each provider. */
@Injectable()
export class ProviderKeys {
  constructor(
    private readonly box: SecretBox,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** A new RSA key (2048 bit, the form that every provider takes), sealed, and its certificate. */
  async create(providerId: string): Promise<{ sealedKey: string; certificate: string }> {
    const pair = await generate('rsa', { modulusLength: 2048 });
    const from = this.clock.now();
    const until = new Date(from);
    until.setUTCFullYear(until.getUTCFullYear() + YEARS);
    const host = new URL(this.config.get(platformConfig).WEB_URL).hostname;
    const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
    return {
      sealedKey: this.box.seal(pem, purpose('key', providerId)),
      certificate: selfSignedCertificate(pair, host, from, until),
    };
  }

  sealSecret(providerId: string, secret: string): string {
    return this.box.seal(secret, purpose('secret', providerId));
  }

  secretOf({ id, sealedSecret }: Sealed): string | null {
    return sealedSecret === null ? null : this.box.open(sealedSecret, purpose('secret', id)).toString('utf8');
  }

  privateKeyOf({ id, sealedKey }: Sealed): KeyObject {
    return createPrivateKey(this.box.open(sealedKey, purpose('key', id)).toString('utf8'));
  }

  /** RFC 7517: our public key at this provider, for its document of keys. */
  publicJwk({ certificate }: Pick<Sealed, 'certificate'>): Record<string, string | string[]> {
    const x509 = new X509Certificate(certificate);
    const { kty, n, e } = createPublicKey(certificate).export({ format: 'jwk' }) as {
      kty: string;
      n: string;
      e: string;
    };
    const x5c = [x509.raw.toString('base64')];
    return {
      kty,
      n,
      e,
      use: 'sig',
      alg: 'RS256',
      kid: thumbprintOf(certificate),
      x5c,
      'x5t#S256': thumbprintOf(certificate),
    };
  }
}

/** SHA-256 of the certificate, base64url (RFC 7515 §4.1.8). */
export function thumbprintOf(certificate: string): string {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url');
}

// Another key for each provider and use, so that nothing sealed for one opens for another.
const purpose = (what: 'key' | 'secret', providerId: string): string => `federation/${what}/${providerId}`;
