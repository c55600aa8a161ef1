import { answerRefused } from '../federation.errors';
import type { ExternalIdentity } from '../providers/identity-provider';

export type Claims = Record<string, unknown> & { sub: string };

const MOST_GROUPS = 2_000;
const LONGEST = 300;

/** OpenID Connect Core §5.1, and how Entra ID says that it left groups out. */
export function toIdentity(claims: Claims, groupsClaim: string | null): ExternalIdentity {
  const { sub, email, acr } = claims;
  if (sub.length === 0 || sub.length > LONGEST) throw answerRefused();
  return {
    subject: sub,
    email: textOf(email),
    emailVerified: vouched(claims),
    name: textOf(claims['name']) ?? joined(claims['given_name'], claims['family_name']),
    groups: groupsClaim === null || leftOut(claims, groupsClaim) ? null : listOf(claims[groupsClaim]),
    acr: textOf(acr),
    authenticatedAt: timeOf(claims['auth_time']),
  };
}

/**
 * A provider that does not say so does not vouch. Entra ID has a claim of its own, which says that the owner of the
 * address's domain was verified; some send the word or the number instead of the value.
 */
function vouched({ email_verified: verified, xms_edov: domainOwnerVerified }: Claims): boolean {
  const said = verified === undefined ? domainOwnerVerified : verified;
  return said === true || said === 'true' || said === 1 || said === '1';
}

// More than 200 groups: Entra ID names a place to ask instead. What a member is in is unknown then, not nothing.
function leftOut(claims: Claims, groupsClaim: string): boolean {
  const names = claims['_claim_names'];
  return claims['hasgroups'] === true || (typeof names === 'object' && names !== null && groupsClaim in names);
}

export function joined(...parts: unknown[]): string | null {
  return parts.map(textOf).filter(Boolean).join(' ') || null;
}

/** OpenID Connect Core §2: seconds since 1970. */
function timeOf(seconds: unknown): Date | null {
  const time = typeof seconds === 'number' && seconds > 0 ? new Date(seconds * 1000) : null;
  return time === null || Number.isNaN(time.getTime()) ? null : time;
}

export function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.normalize('NFC').trim();
  return text === '' || text.length > LONGEST ? null : text;
}

export function listOf(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.slice(0, MOST_GROUPS).flatMap((one) => textOf(one) ?? []);
}
