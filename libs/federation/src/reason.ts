const DEEPEST = 6;
const LONGEST = 500;

/**
 * What failed at a provider, down to what began it: its library stops at “something went wrong” and keeps the rest in
 * causes. For logs, and for whoever sets a provider up.
 */
export function reasonOf(failure: unknown): string {
  const parts: string[] = [];
  let one = failure;
  for (let depth = 0; one !== undefined && one !== null && depth < DEEPEST; depth++) {
    parts.push(...said(one));
    // Below our own client there are only sockets and their addresses.
    one = one instanceof Error && one.name !== 'HttpClientError' ? one.cause : undefined;
  }
  return [...new Set(parts)].join(': ').slice(0, LONGEST) || 'no reason was given';
}

function said(one: unknown): string[] {
  if (one instanceof Response) return [`HTTP ${one.status}`];
  if (one instanceof Error) return [one.message, ...standing(one as Error & OAuthFailure)];
  const { attribute, expected, body } = one as { attribute?: unknown; expected?: unknown; body?: { issuer?: unknown } };
  return attribute === 'issuer' ? [`it calls itself ${text(body?.issuer)}, not ${text(expected)}`] : [];
}

/** RFC 6749 §4.1.2.1 and §5.2: the provider's own words. */
interface OAuthFailure {
  error?: unknown;
  error_description?: unknown;
}

const standing = ({ error, error_description: description }: OAuthFailure): string[] =>
  [error, description].filter((one): one is string => typeof one === 'string');

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : 'nothing');
