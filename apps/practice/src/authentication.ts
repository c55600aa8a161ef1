import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Reader } from './database';
import { forbidden, MastodonError, unauthorized } from './errors';
import { hashSecret } from './passwords';

/** Whose token came with a request; an application's own token has no account. */
export interface Viewer {
  accountId: string | null;
  application: string | null;
  scopes: readonly string[];
}

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer | null;
    hasToken: boolean;
  }
}

export const SCOPES = ['read', 'write', 'follow', 'push', 'profile', 'admin:read', 'admin:write'];
const GRANULAR =
  /^(?:read|write):(?:accounts|blocks|bookmarks|conversations|favourites|filters|follows|lists|media|mutes|notifications|reports|search|statuses)$/;

export const isScope = (scope: string): boolean => SCOPES.includes(scope) || GRANULAR.test(scope);

export async function findViewer(reader: Reader, token: string): Promise<Viewer | null> {
  const [row] = await reader.query<{ account_id: string | null; name: string | null; scopes: string[] }>(
    `SELECT t.account_id, p.name, t.scopes FROM access_tokens t
     LEFT JOIN applications p ON p.id = t.application_id WHERE t.token_hash = $1`,
    [hashSecret(token)],
  );
  return row ? { accountId: row.account_id, application: row.name, scopes: row.scopes } : null;
}

export function recognizeViewers(app: FastifyInstance, reader: Reader): void {
  app.decorateRequest('viewer', null);
  app.decorateRequest('hasToken', false);
  app.addHook('onRequest', async (request) => {
    const token = tokenOf(request);
    if (!token) return;
    request.hasToken = true;
    request.viewer = await findViewer(reader, token);
  });
}

function tokenOf(request: FastifyRequest): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer) return bearer;
  const query = request.query as Record<string, unknown>;
  // EventSource cannot send headers, so Mastodon's streaming alone takes the token from the address.
  const fromAddress = request.url.startsWith('/api/v1/streaming') ? query.access_token : undefined;
  return typeof fromAddress === 'string' ? fromAddress : null;
}

/** The account that asks, with a token that has `scope`. 401 without a token, 403 outside its scopes. */
export function requireAccount(request: FastifyRequest, scope: string): string {
  const viewer = requireToken(request);
  requireScope(viewer, scope);
  if (!viewer.accountId) throw new MastodonError(422, 'This method requires an authenticated user');
  return viewer.accountId;
}

export function requireToken(request: FastifyRequest): Viewer {
  if (!request.viewer) throw unauthorized();
  return request.viewer;
}

export function requireScope(viewer: Viewer, scope: string): void {
  const [broad = scope] = scope.split(':');
  const isAllowed =
    viewer.scopes.includes(scope) ||
    viewer.scopes.includes(broad) ||
    (scope.endsWith(':follows') && viewer.scopes.includes('follow'));
  if (!isAllowed) throw forbidden('This action is outside the authorized scopes');
}

/** For what anyone may read: the asking account or null. A token that is given must be good. */
export function optionalAccount(request: FastifyRequest, scope: string): string | null {
  if (!request.hasToken) return null;
  const viewer = requireToken(request);
  requireScope(viewer, scope);
  return viewer.accountId;
}
