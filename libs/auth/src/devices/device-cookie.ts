import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = '__Host-divan_device';
const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;
// What browsers keep a cookie for at most (RFC 6265bis §5.5).
const KEEP_SECONDS = 400 * 24 * 60 * 60;

export function deviceOf(request: FastifyRequest): string | null {
  const token = request.cookies[NAME];
  return token && /^[\w-]{43}$/.test(token) ? token : null;
}

export function setDeviceCookie(reply: FastifyReply, device: string): void {
  void reply.setCookie(NAME, device, { ...ATTRIBUTES, maxAge: KEEP_SECONDS });
}
