import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IdentityProvider } from '../providers/identity-provider';

// __Host-: no sister domain can plant it (RFC 6265bis §4.1.3.2).
const NAME = '__Host-divan-sso';
const FORM = /^[\w-]{43}$/;
const SECONDS = 15 * 60;

/** The secret of this browser, which its sign-ons are bound to (ASVS 10.1.2); null where it has none. */
export function browserOf(request: FastifyRequest): string | null {
  const value = request.cookies[NAME];
  return value !== undefined && FORM.test(value) ? value : null;
}

/** Sees to it that the browser has a secret. One that it has is kept, so that two tabs can sign on. */
export function ensureBrowser(request: FastifyRequest, reply: FastifyReply, kind: IdentityProvider['kind']): string {
  const secret = browserOf(request) ?? randomBytes(32).toString('base64url');
  // A SAML answer is a form that the provider's page posts to us: a Lax cookie would stay behind.
  const sameSite = kind === 'saml' ? 'none' : 'lax';
  void reply.setCookie(NAME, secret, { httpOnly: true, secure: true, path: '/', sameSite, maxAge: SECONDS });
  return secret;
}

export function clearBrowser(reply: FastifyReply): void {
  void reply.clearCookie(NAME, { httpOnly: true, secure: true, path: '/' });
}

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
