import type { FastifyRequest } from 'fastify';
import type { Practice } from './practice';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a form or a call comes from our own page. The host must be ours too: a foreign name that was made to
 * point here (DNS rebinding) is not.
 */
export function isSameOrigin(request: FastifyRequest, practice: Practice): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin } = request.headers;
  if (!origin || !URL.canParse(origin)) return site === 'same-origin' || site === 'none';
  const { host, hostname } = new URL(origin);
  if (host === practice.address.domain) return true;
  return host === request.headers.host && LOOPBACK.has(hostname);
}

/** Only our own files, no inline script; `formTarget` is where a form's answer may lead. */
export function contentPolicy(practice: Practice, formTarget?: string): string {
  const own = `'self' ${practice.address.origin}`;
  const target = formTarget && /^https?:/.test(formTarget) ? ` ${new URL(formTarget).origin}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src ${own} blob:`,
    `media-src ${own}`,
    "connect-src 'self'",
    `form-action 'self'${target}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function languageOf(request: FastifyRequest): 'en' | 'fa' {
  const { lang } = request.query as Record<string, unknown>;
  if (lang === 'fa' || lang === 'en') return lang;
  const cookie = /(?:^|;\s*)practice-language=(fa|en)/.exec(request.headers.cookie ?? '')?.[1];
  if (cookie === 'fa' || cookie === 'en') return cookie;
  return /^\s*fa\b/i.test(request.headers['accept-language'] ?? '') ? 'fa' : 'en';
}
