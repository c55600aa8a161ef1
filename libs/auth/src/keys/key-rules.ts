import { hasPermission, type RequestContext } from '@divan/platform';
import { ALL_PERMISSIONS, type Permission } from '@divan/accounts';
import { keyFieldInvalid, scopeAboveOwn } from './keys.errors';
import { normalizeNetwork } from './networks';

/** What no program may do: an approval is a person's word. */
const PERSONS_ONLY: readonly Permission[] = ['approvals:decide'];

/** What a key may be given. */
export const KEY_SCOPES: readonly Permission[] = ALL_PERMISSIONS.filter((name) => !PERSONS_ONLY.includes(name));

/** What makes sense for a key that is bound to channels: everything else reaches beyond them. */
export const CHANNEL_SCOPES: readonly string[] = [
  'inbox:read',
  'inbox:reply',
  'inbox:assign',
  'inbox:resolve',
  'posts:read',
  'posts:write',
  'posts:submit',
  'media:write',
  'channels:read',
];

const DAY_MS = 24 * 60 * 60 * 1000;
const LONGEST_DAYS = 366;

/** Nobody gets, by way of a key, what they may not do themselves. @throws 403 `auth.scope_above_own` */
export function assertScopesGrantable(ctx: RequestContext, scopes: readonly string[]): void {
  for (const [index, scope] of scopes.entries()) if (!hasPermission(ctx, scope)) throw scopeAboveOwn(index, scope);
}

export function assertScopesFitChannels(scopes: readonly string[], channelIds: readonly string[] | null): void {
  const beyond = channelIds ? scopes.findIndex((scope) => !CHANNEL_SCOPES.includes(scope)) : -1;
  if (beyond >= 0)
    throw keyFieldInvalid(
      `/scopes/${beyond}`,
      'goes beyond channels, and this key is bound to some',
      'beyond_channels',
    );
}

/** @throws 422 for what is past, or further away than a year */
export function assertExpiry(expiresAt: Date, now: Date): void {
  const ahead = expiresAt.getTime() - now.getTime();
  // Also for what is no date that a calendar has.
  if (!(ahead > 0)) throw keyFieldInvalid('/expiresAt', 'must be in the future', 'past');
  if (ahead > LONGEST_DAYS * DAY_MS) throw keyFieldInvalid('/expiresAt', 'may be a year ahead at most', 'too_far');
}

/** @throws 422 that names the one that is no network */
export function networksOf(input: readonly string[] | null): string[] | null {
  if (!input) return null;
  const networks = input.map((text, index) => {
    const network = normalizeNetwork(text);
    if (network === null)
      throw keyFieldInvalid(
        `/allowedNetworks/${index}`,
        'must be a network such as 192.0.2.0/24 or 2001:db8::/48',
        'not_a_network',
      );
    return network;
  });
  return [...new Set(networks)];
}
