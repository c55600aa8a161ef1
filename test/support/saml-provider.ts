import { generateKeyPairSync } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import samlp from 'samlp';
import { selfSignedCertificate } from '../../libs/federation/src/providers/self-signed-certificate';

export interface SamlPerson {
  nameId: string;
  format?: string;
  attributes: Record<string, unknown>;
}

/** A SAML identity provider: the real samlp, told what to answer. */
export class SamlIdentityProvider {
  readonly certificate: string;
  private readonly key: string;

  constructor(
    readonly entityId: string,
    from = new Date(Date.now() - 86_400_000),
  ) {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.key = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
    this.certificate = selfSignedCertificate(pair, 'idp', from, new Date(Date.now() + 86_400_000));
  }

  /** The response's XML. `more` are samlp's own options. */
  answer(person: SamlPerson, asked: { id: string; audience: string; acs: string }, more: object = {}): Promise<string> {
    const options = {
      issuer: this.entityId,
      cert: this.certificate,
      key: this.key,
      audience: asked.audience,
      recipient: asked.acs,
      destination: asked.acs,
      inResponseTo: asked.id,
      lifetimeInSeconds: 300,
      signatureAlgorithm: 'rsa-sha256',
      digestAlgorithm: 'sha256',
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      profileMapper: () => ({
        getClaims: () => person.attributes,
        getNameIdentifier: () => ({
          nameIdentifier: person.nameId,
          nameIdentifierFormat: person.format ?? 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
        }),
      }),
      ...more,
    };
    return new Promise((resolve, reject) =>
      samlp.getSamlResponse(options, person, (error, response) => (error ? reject(error) : resolve(response ?? ''))),
    );
  }
}

/** The AuthnRequest that a redirect carries (saml-bindings-2.0-os §3.4.4.1). */
export function requestOf(url: string): { xml: string; id: string; query: URLSearchParams } {
  const query = new URL(url).searchParams;
  const xml = inflateRawSync(Buffer.from(query.get('SAMLRequest') ?? '', 'base64')).toString('utf8');
  return { xml, id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', query };
}
