import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isScope, requireToken, SCOPES } from './authentication';
import { forbidden, invalid, oauthError } from './errors';
import { Fields } from './fields';
import { findApplication, grantToken, redeemCode, type Application } from './oauth.store';
import { hashSecret, newSecret } from './passwords';
import type { Practice } from './practice';

export const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';

export function oauthRoutes(app: FastifyInstance, practice: Practice): void {
  const { database, address } = practice;

  app.post('/api/v1/apps', async (request) => {
    const fields = new Fields(request.body);
    const name = (fields.text('client_name') ?? '').trim();
    const redirectUris = fields
      .list('redirect_uris')
      .flatMap((uri) => uri.split(/\s+/))
      .filter(Boolean);
    if (!name) throw invalid("Application name can't be blank");
    if (redirectUris.length === 0 || !redirectUris.every(isRedirectUri))
      throw invalid('Redirect URI must be a valid URI.');
    const scopes = readScopes(fields.text('scopes') ?? 'read', isScope);
    const clientId = newSecret();
    const clientSecret = newSecret();
    const id = practice.ids.next();
    const website = fields.text('website');
    await database.query(
      `INSERT INTO applications (id, client_id, client_secret_hash, name, website, redirect_uris, scopes, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now())`,
      [id, clientId, hashSecret(clientSecret), name, website, redirectUris, scopes],
    );
    return {
      id,
      name,
      website,
      scopes,
      redirect_uri: redirectUris.join('\n'),
      redirect_uris: redirectUris,
      client_id: clientId,
      client_secret: clientSecret,
      client_secret_expires_at: 0,
      vapid_key: '',
    };
  });

  app.get('/api/v1/apps/verify_credentials', (request) => {
    const viewer = requireToken(request);
    return { name: viewer.application, website: null, scopes: viewer.scopes, vapid_key: '' };
  });

  app.post('/oauth/token', async (request) => {
    const fields = new Fields(request.body);
    const application = await authenticateClient(request, fields);
    const kind = fields.text('grant_type');
    if (kind === 'authorization_code') {
      const redirectUri = fields.text('redirect_uri') ?? '';
      return redeemCode(database, application, fields.text('code') ?? '', redirectUri, fields.text('code_verifier'));
    }
    if (kind === 'client_credentials') {
      const scopes = readScopes(fields.text('scope') ?? 'read', (scope) => isWithin(scope, application.scopes));
      return grantToken(database, { applicationId: application.id, accountId: null, scopes });
    }
    throw oauthError(400, 'unsupported_grant_type', 'The authorization grant type is not supported.');
  });

  app.post('/oauth/revoke', async (request) => {
    const fields = new Fields(request.body);
    const application = await authenticateClient(request, fields, () =>
      forbidden('You are not authorized to revoke this token'),
    );
    await database.query('DELETE FROM access_tokens WHERE token_hash = $1 AND application_id = $2', [
      hashSecret(fields.text('token') ?? ''),
      application.id,
    ]);
    return {};
  });

  app.get('/.well-known/oauth-authorization-server', () => ({
    issuer: address.url('/'),
    authorization_endpoint: address.url('/oauth/authorize'),
    token_endpoint: address.url('/oauth/token'),
    revocation_endpoint: address.url('/oauth/revoke'),
    app_registration_endpoint: address.url('/api/v1/apps'),
    scopes_supported: SCOPES,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    service_documentation: 'https://docs.joinmastodon.org/',
  }));

  async function authenticateClient(
    request: FastifyRequest,
    fields: Fields,
    refuse = (): Error => oauthError(401, 'invalid_client', 'Client authentication failed due to unknown client.'),
  ): Promise<Application> {
    const basic = /^Basic +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const [id, secret] = basic ? Buffer.from(basic, 'base64').toString().split(':') : [];
    const application = await findApplication(database, id ?? fields.text('client_id'));
    const given = hashSecret(secret ?? fields.text('client_secret') ?? '');
    if (!application || application.client_secret_hash !== given) throw refuse();
    return application;
  }
}

export function readScopes(text: string, isAllowed: (scope: string) => boolean): string[] {
  const scopes = [...new Set(text.split(/[\s+]+/).filter(Boolean))];
  if (scopes.length === 0 || !scopes.every(isAllowed)) {
    throw oauthError(400, 'invalid_scope', 'The requested scope is invalid, unknown, or malformed.');
  }
  return scopes;
}

/** An application may ask for what it registered, or for a part of it: `read:statuses` is a part of `read`. */
export function isWithin(scope: string, registered: readonly string[]): boolean {
  return registered.includes(scope) || registered.includes(scope.split(':')[0] ?? '');
}

function isRedirectUri(uri: string): boolean {
  return uri === OUT_OF_BAND || (URL.canParse(uri) && !/^(javascript|data|vbscript):/i.test(uri));
}
