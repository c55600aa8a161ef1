import { Injectable } from '@nestjs/common';
import { AppError, Clock } from '@divan/platform';
import type { Profile, SAML } from '@node-saml/node-saml';
import { acrMissing, answerRefused } from '../federation.errors';
import type { ExternalIdentity, SamlProvider } from '../providers/identity-provider';
import { ProviderKeys } from '../providers/provider-keys';
import { SignOnAddresses } from '../providers/sign-on-addresses';
import { readAssertion, type SignedAssertion } from './assertion';
import { assertPlainXml, assertReadable } from './plain-xml';

type NodeSaml = typeof import('@node-saml/node-saml');

const SKEW_MS = 60_000;
/** Whatever an assertion claims of itself, it is not older than this. */
const OLDEST_MS = 10 * 60_000;

/**
 * SAML 2.0 service provider, Web Browser SSO profile: signed requests, signed assertions, nothing unsolicited. The
 * library checks signatures, audience and times; what it leaves to others is checked by `readAssertion`.
 */
@Injectable()
export class SamlClient {
  constructor(
    private readonly clock: Clock,
    private readonly keys: ProviderKeys,
    private readonly addresses: SignOnAddresses,
  ) {}

  /**
   * Where to send the browser; `requestId` comes back in InResponseTo.
   * @param anew the person has to show who they are, however lately they did
   */
  async begin(provider: SamlProvider, requestId: string, anew: boolean): Promise<string> {
    const saml = await this.saml(provider, requestId, anew);
    return saml.getAuthorizeUrlAsync('', undefined, {});
  }

  /**
   * Checks an answer. @returns who it is and which request it answers; whether that is still open is the caller's to judge
   * @throws 401 `federation.answer_refused`, 403 `federation.acr_missing`
   */
  async finish(provider: SamlProvider, response: string): Promise<{ identity: ExternalIdentity; requestId: string }> {
    let assertion: SignedAssertion;
    try {
      const xml = Buffer.from(response, 'base64').toString('utf8');
      assertReadable(xml);
      assertPlainXml(xml);
      const saml = await this.saml(provider, '');
      const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: response });
      assertion = this.read(provider, profile);
    } catch (cause) {
      throw cause instanceof AppError ? cause : answerRefused(cause);
    }
    const { requiredAuthnContexts } = provider.settings;
    const { identity, requestId } = assertion;
    if (requiredAuthnContexts.length > 0 && !requiredAuthnContexts.includes(identity.acr ?? '')) throw acrMissing();
    return { identity, requestId };
  }

  private read(provider: SamlProvider, profile: Profile | null): SignedAssertion {
    const parsed = profile?.getAssertion?.();
    if (!parsed) throw answerRefused();
    return readAssertion(parsed, {
      issuer: provider.settings.entityId,
      audience: this.addresses.metadata(provider.id),
      recipient: this.addresses.acs(provider.id),
      now: this.clock.now(),
      skewMs: SKEW_MS,
      oldestMs: OLDEST_MS,
      emailAttribute: provider.settings.emailAttribute,
      groupsAttribute: provider.groupsClaim,
    });
  }

  /** What is entered at the provider (saml-metadata-2.0-os). */
  async metadata(provider: SamlProvider): Promise<string> {
    // The library makes an ID of it as it is, and an empty one is none (xs:ID): strict providers refuse the document.
    return (await this.saml(provider, `_${provider.id}`)).generateServiceProviderMetadata(null, provider.certificate);
  }

  private async saml(provider: SamlProvider, requestId: string, forceAuthn = false): Promise<SAML> {
    const { SAML, ValidateInResponseTo } = await load();
    const { settings, certificate } = provider;
    return new SAML({
      issuer: this.addresses.metadata(provider.id),
      audience: this.addresses.metadata(provider.id),
      callbackUrl: this.addresses.acs(provider.id),
      entryPoint: settings.ssoUrl,
      idpIssuer: settings.entityId,
      idpCert: settings.certificates,
      privateKey: this.keys.privateKeyOf(provider).export({ type: 'pkcs8', format: 'pem' }) as string,
      publicCert: certificate,
      signatureAlgorithm: 'sha256',
      digestAlgorithm: 'sha256',
      wantAssertionsSigned: true,
      // Many providers sign the assertion only, and that is what counts; a signature around it is checked where there is one.
      wantAuthnResponseSigned: false,
      identifierFormat: null,
      disableRequestedAuthnContext: settings.requiredAuthnContexts.length === 0,
      authnContext: settings.requiredAuthnContexts,
      forceAuthn,
      acceptedClockSkewMs: SKEW_MS,
      maxAssertionAgeMs: OLDEST_MS,
      // The signed InResponseTo is matched with the open sign-ons, in the database that every process shares.
      validateInResponseTo: ValidateInResponseTo.never,
      generateUniqueId: () => requestId,
    });
  }
}

let loading: Promise<NodeSaml> | undefined;
const load = (): Promise<NodeSaml> => (loading ??= import('@node-saml/node-saml'));
