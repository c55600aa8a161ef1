import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientHeaderMissing } from '../auth.errors';
import { setDeviceCookie } from '../devices/device-cookie';
import type { SessionTokens } from './session.service';

// __Host-: the browser accepts it only with Secure, Path=/ and without Domain (RFC 6265bis §4.1.3.2).
const NAME = '__Host-divan-refresh';
const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;

/** What a browser keeps of a session, and of having signed in here. */
export function setRefreshCookie(reply: FastifyReply, tokens: SessionTokens): void {
  // Another site can send a form, and would sign its visitors in as somebody else; it can send neither of these.
  const { 'content-type': type = '', 'x-divan-client': client } = reply.request.headers;
  if (!client && !/^application\/json\b/i.test(type)) throw clientHeaderMissing();
  void reply.setCookie(NAME, tokens.refreshToken, { ...ATTRIBUTES, expires: tokens.sessionExpiresAt });
  if (tokens.device) setDeviceCookie(reply, tokens.device);
}

export function clearRefreshCookie(reply: FastifyReply): void {
  void reply.clearCookie(NAME, ATTRIBUTES);
}

/**
 * The refresh token of the request's cookie.
 * @throws 403 without the header that another site cannot send: it would need a preflight, which is refused
 */
export function readRefreshCookie(request: FastifyRequest): string | null {
  if (!request.headers['x-divan-client']) throw clientHeaderMissing();
  return refreshTokenOf(request);
}

export function refreshTokenOf(request: FastifyRequest): string | null {
  return request.cookies[NAME] ?? null;
}
