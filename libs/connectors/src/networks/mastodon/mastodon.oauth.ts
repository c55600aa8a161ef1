import { createHash, randomBytes } from 'node:crypto';
import type { HttpClient } from '@divan/platform';
import { ConnectorError } from '../../kit/connector.errors';
import type { ConnectedAccount, JsonObject, OAuthConnect } from '../../kit/contract';
import { MastodonClient } from './mastodon.client';
import type { Instances } from './mastodon.instance';
import { fullAcct } from './mastodon.mapping';
import { accountSchema, appSchema, oauthServerSchema, pendingSchema, tokenSchema } from './mastodon.schemas';

/** Only what is used: reading the account, its posts and notifications; writing posts and media. */
export const SCOPES = 'read:accounts read:statuses read:notifications write:statuses write:media';

export class MastodonOAuth implements OAuthConnect {
  readonly method = 'oauth';
  readonly fields = [
    {
      name: 'instance',
      label: 'Instance',
      kind: 'text',
      required: true,
      help: 'The server on which the account lives.',
      placeholder: 'mastodon.social',
    },
  ] as const;

  constructor(
    private readonly http: HttpClient,
    private readonly instances: Instances,
  ) {}

  async begin({ settings, redirectUri, state }: Parameters<OAuthConnect['begin']>[0]) {
    const client = new MastodonClient(this.http, instanceOf(this.http, settings['instance']));
    await this.instances.of(client);
    const form = { client_name: 'Divan', redirect_uris: redirectUri, scopes: SCOPES };
    const app = await client.read(appSchema, { path: '/api/v1/apps', form });
    const verifier = (await offersPkce(client)) ? randomBytes(32).toString('base64url') : null;
    const url = new URL('/oauth/authorize', client.instance);
    const query = { response_type: 'code', client_id: app.client_id, redirect_uri: redirectUri, scope: SCOPES, state };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    if (verifier !== null) {
      url.searchParams.set('code_challenge', createHash('sha256').update(verifier).digest('base64url'));
      url.searchParams.set('code_challenge_method', 'S256');
    }
    const pending: JsonObject = {
      instance: client.instance,
      clientId: app.client_id,
      clientSecret: app.client_secret,
      verifier,
    };
    return { authorizationUrl: url.href, pending };
  }

  async complete({ pending, code, redirectUri }: Parameters<OAuthConnect['complete']>[0]): Promise<ConnectedAccount> {
    const { instance, clientId, clientSecret, verifier } = pendingSchema.parse(pending);
    const form = {
      grant_type: 'authorization_code',
      code,
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: redirectUri,
      scope: SCOPES,
      ...(verifier === null ? {} : { code_verifier: verifier }),
    };
    const token = await new MastodonClient(this.http, instance).read(tokenSchema, { path: '/oauth/token', form });
    const client = new MastodonClient(this.http, instance, token.access_token);
    const account = await client.read(accountSchema, { path: '/api/v1/accounts/verify_credentials' });
    const handle = fullAcct(account, client.host);
    return {
      remoteId: `${account.id}@${client.host}`,
      handle,
      displayName: account.display_name.trim() === '' ? handle : account.display_name,
      avatarUrl: account.avatar ?? null,
      profileUrl: account.url ?? null,
      credentials: { accessToken: token.access_token, clientId, clientSecret },
      settings: { instance, accountId: account.id },
    };
  }
}

/** PKCE is announced in the server's metadata (RFC 8414) since Mastodon 4.3; without metadata there is none. */
async function offersPkce(client: MastodonClient): Promise<boolean> {
  try {
    const server = await client.read(oauthServerSchema, { path: '/.well-known/oauth-authorization-server' });
    return server.code_challenge_methods_supported.includes('S256');
  } catch (error) {
    if (error instanceof ConnectorError && error.kind !== 'rate_limited') return false;
    throw error;
  }
}

/** `example.social`, `https://example.social/` and `@city@example.social` all name one instance. */
function instanceOf(http: HttpClient, given: string | undefined): string {
  const text = (given ?? '').trim().replace(/^@?[^@/]*@/, '');
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (text === '' || !URL.canParse(address)) {
    throw new ConnectorError('rejected', 'The instance is not a valid address.', { code: 'field_invalid' });
  }
  const { origin } = new URL(address);
  if (!http.permits(origin))
    throw new ConnectorError('rejected', 'This address may not be reached.', { code: 'address_refused' });
  return origin;
}
