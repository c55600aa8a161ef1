import { webcrypto } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, HttpClient } from '@divan/platform';
import type * as openid from 'openid-client';
import { acrMissing, answerRefused, providerUnusable } from '../federation.errors';
import type { ExternalIdentity, OidcProvider } from '../providers/identity-provider';
import { ProviderKeys, thumbprintOf } from '../providers/provider-keys';
import { SignOnAddresses } from '../providers/sign-on-addresses';
import { reasonOf } from '../reason';
import { toIdentity, type Claims } from './claims';
import { ClientSecrets } from './client-secret';

type OpenId = typeof openid;

/** What has to come back unchanged, or stays here; one set for each sign-on. */
export interface OidcSecrets {
  nonce: string;
  codeVerifier: string;
}

const TIMEOUT_SECONDS = 10;
const TOLERANCE_SECONDS = 30;
const DISCOVERY_MS = 10 * 60_000;

/**
 * OpenID Connect relying party: code flow with PKCE, state and nonce; ID Tokens checked by signature, issuer, audience
 * and time also where TLS would do (ASVS 6.8.2). The library is loaded with the first provider that needs it.
 */
@Injectable()
export class OidcClient {
  private readonly secrets = new ClientSecrets();
  private readonly known = new Map<string, { version: number; until: number; configuration: openid.Configuration }>();

  constructor(
    private readonly http: HttpClient,
    private readonly keys: ProviderKeys,
    private readonly addresses: SignOnAddresses,
  ) {}

  /**
   * Where to send the browser, and what to remember.
   * @param anew the person has to show who they are, however lately they did
   * @throws 502 `federation.provider_unusable`
   */
  async begin(provider: OidcProvider, state: string, anew: boolean): Promise<{ url: string; secrets: OidcSecrets }> {
    const client = await load();
    const configuration = await this.configuration(client, provider);
    const secrets = { nonce: client.randomNonce(), codeVerifier: client.randomPKCECodeVerifier() };
    const { requiredAcr, scopes } = provider.settings;
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.addresses.callback(provider.id),
      scope: scopes.join(' '),
      state,
      nonce: secrets.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(secrets.codeVerifier),
      code_challenge_method: 'S256',
      ...(requiredAcr ? { acr_values: requiredAcr } : {}),
      // OpenID Connect Core §3.1.2.1: max_age makes auth_time come back; Entra ID listens to prompt only.
      ...(anew ? { max_age: '0', prompt: 'login' } : {}),
    });
    // The provider's document names it; the browser must not be led to a script or into the house.
    if (!this.http.permits(url))
      throw providerUnusable('The provider names an address that is not a public https one.');
    return { url: url.href, secrets };
  }

  /** Exchanges the code and checks everything that comes back. @throws 401 `federation.answer_refused`, 403 */
  async finish(
    provider: OidcProvider,
    query: Record<string, string>,
    state: string,
    secrets: OidcSecrets,
  ): Promise<ExternalIdentity> {
    const client = await load();
    const configuration = await this.configuration(client, provider);
    const answer = new URL(this.addresses.callback(provider.id));
    for (const [name, value] of Object.entries(query)) answer.searchParams.set(name, value);
    let claims: Claims;
    try {
      const checks = {
        expectedState: state,
        expectedNonce: secrets.nonce,
        pkceCodeVerifier: secrets.codeVerifier,
        idTokenExpected: true,
      };
      const ask = (): ReturnType<OpenId['authorizationCodeGrant']> =>
        client.authorizationCodeGrant(configuration, answer, checks);
      const server = configuration.serverMetadata();
      const byKey = provider.settings.authentication === 'private_key_jwt';
      const tokens = await (byKey ? ask() : this.secrets.grant(provider.id, server, ask));
      claims = await this.claims(client, configuration, tokens);
    } catch (cause) {
      throw cause instanceof AppError ? cause : answerRefused(cause);
    }
    const identity = toIdentity(claims, provider.groupsClaim);
    assertAcr(provider.settings.requiredAcr, claims);
    return identity;
  }

  /** ID Token and UserInfo together: login.gov puts the address into the latter only. The signed one wins. */
  private async claims(
    client: OpenId,
    configuration: openid.Configuration,
    tokens: openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers,
  ): Promise<Claims> {
    const signed = tokens.claims();
    if (!signed) throw answerRefused();
    const { userinfo_endpoint: endpoint } = configuration.serverMetadata();
    if (!endpoint) return signed;
    const userInfo = await client.fetchUserInfo(configuration, tokens.access_token, signed.sub);
    // When somebody signed in is told by the signed one or not at all.
    return { ...userInfo, auth_time: undefined, ...signed };
  }

  /** What the provider says of itself. @throws 502 `federation.provider_unusable` */
  async metadata(provider: OidcProvider): Promise<openid.ServerMetadata> {
    this.known.delete(provider.id);
    return (await this.configuration(await load(), provider)).serverMetadata();
  }

  private async configuration(client: OpenId, provider: OidcProvider): Promise<openid.Configuration> {
    const known = this.known.get(provider.id);
    if (known?.version === provider.version && known.until > Date.now()) return known.configuration;
    const configuration = await this.discover(client, provider);
    this.known.set(provider.id, { version: provider.version, until: Date.now() + DISCOVERY_MS, configuration });
    return configuration;
  }

  private async discover(client: OpenId, provider: OidcProvider): Promise<openid.Configuration> {
    const { issuer, clientId } = provider.settings;
    const open = issuer.startsWith('http:');
    try {
      return await client.discovery(
        new URL(issuer),
        clientId,
        { redirect_uris: [this.addresses.callback(provider.id)], [client.clockTolerance]: TOLERANCE_SECONDS },
        await this.authentication(client, provider),
        {
          // Plain http reaches only what the operator has opened: the guarded client refuses the rest.
          execute: [client.enableNonRepudiationChecks, ...(open ? [client.allowInsecureRequests] : [])],
          timeout: TIMEOUT_SECONDS,
          [client.customFetch]: (url, options) => this.http.fetch(url, options as RequestInit),
        },
      );
    } catch (cause) {
      throw providerUnusable(`The provider's discovery document could not be used: ${reasonOf(cause)}`, cause);
    }
  }

  private async authentication(client: OpenId, provider: OidcProvider): Promise<openid.ClientAuth> {
    if (provider.settings.authentication === 'client_secret') {
      return this.secrets.authentication(client, provider.id, this.keys.secretOf(provider) ?? '');
    }
    const pkcs8 = this.keys.privateKeyOf(provider).export({ type: 'pkcs8', format: 'der' });
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const key = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
    const kid = thumbprintOf(provider.certificate);
    return (server, ...rest) =>
      client.PrivateKeyJwt(
        { key, kid },
        {
          [client.modifyAssertion]: (header, payload) => {
            // Entra ID finds the certificate by its thumbprint, and login.gov wants the endpoint as the audience. Each
            // provider has a key of its own, so an assertion for one is worth nothing at another.
            header['x5t#S256'] = kid;
            if (server.token_endpoint) payload.aud = server.token_endpoint;
          },
        },
      )(server, ...rest);
  }
}

/** @throws 403 `federation.acr_missing` unless each context that was asked for is confirmed (ASVS 6.8.4) */
function assertAcr(required: string | null, { acr, aal, ial }: Claims): void {
  // login.gov states the assurance of the sign-in and of the identity in claims of their own.
  const stated = [acr, aal, ial].flatMap((claim) => (typeof claim === 'string' ? claim.split(' ') : []));
  if (required?.split(' ').some((context) => !stated.includes(context))) throw acrMissing();
}

let loading: Promise<OpenId> | undefined;
const load = (): Promise<OpenId> => (loading ??= import('openid-client'));
