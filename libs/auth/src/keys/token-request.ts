import { OauthError } from './oauth-error';
import type { TokenRequest } from './oauth.service';

const FORM = 'application/x-www-form-urlencoded';
const PARAMETERS = ['grant_type', 'client_id', 'client_secret', 'scope'] as const;

/**
 * Reads a token request (RFC 6749 §2.3.1, §4.4.2): client credentials by HTTP Basic or in the body, never both, never in
 * the address. Unknown parameters are ignored, repeated ones refused, as the standard says.
 * @throws OauthError
 */
export function readTokenRequest(
  body: unknown,
  headers: { authorization?: string | undefined; 'content-type'?: string | undefined },
): TokenRequest {
  if (headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== FORM)
    throw new OauthError('invalid_request', `Send the request as ${FORM}.`);
  const parameters = parametersOf(body);
  const { id, secret } = credentialsOf(parameters, headers.authorization);
  if (parameters.grant_type === undefined)
    throw new OauthError('invalid_request', 'The parameter grant_type is missing.');
  return { grantType: parameters.grant_type, clientId: id, clientSecret: secret, scope: parameters.scope };
}

type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;

function parametersOf(body: unknown): Parameters {
  const given = (body ?? {}) as Record<string, unknown>;
  const parameters: Parameters = {};
  for (const name of PARAMETERS) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined && typeof value !== 'string')
      throw new OauthError('invalid_request', `The parameter ${name} is repeated.`);
    // A parameter without a value counts as left out.
    if (value) parameters[name] = value;
  }
  return parameters;
}

function credentialsOf(parameters: Parameters, authorization: string | undefined): { id: string; secret: string } {
  const { client_id: id, client_secret: secret } = parameters;
  if (authorization !== undefined) {
    const basic = readBasic(authorization);
    if (secret === undefined && (id === undefined || id === basic.id)) return basic;
    throw new OauthError('invalid_request', 'Send the client credentials in one place only.');
  }
  if (id === undefined || secret === undefined)
    throw new OauthError('invalid_client', 'The client credentials are missing.');
  return { id, secret };
}

function readBasic(authorization: string): { id: string; secret: string } {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  const [id, secret] = encoded === undefined ? [] : splitOnce(Buffer.from(encoded, 'base64').toString('utf8'));
  if (id === undefined || secret === undefined)
    throw new OauthError('invalid_client', 'The Authorization header is not HTTP Basic.');
  try {
    // Both parts are form-encoded before they are joined.
    return { id: decodeURIComponent(id.replaceAll('+', ' ')), secret: decodeURIComponent(secret.replaceAll('+', ' ')) };
  } catch {
    throw new OauthError('invalid_client', 'The Authorization header is not HTTP Basic.');
  }
}

function splitOnce(text: string): string[] {
  const at = text.indexOf(':');
  return at < 0 ? [] : [text.slice(0, at), text.slice(at + 1)];
}
