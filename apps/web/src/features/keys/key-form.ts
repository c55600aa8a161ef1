import type { ApiKey } from '../../api/types';

/** What a key that is bound to channels may be given; everything else reaches beyond them. The API decides. */
const CHANNEL_SCOPES: ReadonlySet<string> = new Set([
  'inbox:read',
  'inbox:reply',
  'inbox:assign',
  'inbox:resolve',
  'posts:read',
  'posts:write',
  'posts:submit',
  'media:write',
  'channels:read',
]);

/** An approval is a person's word; no program gives it. */
const PERSONS_ONLY: ReadonlySet<string> = new Set(['approvals:decide']);

export const LIFETIMES = [30, 90, 180, 365] as const;
export const OVERLAPS = [0, 1, 24, 72] as const;
const DAY_MS = 86_400_000;

export interface KeyForm {
  serviceMemberId: string;
  name: string;
  scopes: string[];
  channelIds: string[];
  days: string;
  networks: string;
}

/** Of these permissions, what a key may be given: fewer when it is bound to channels. */
export function scopesFor<T extends { id: string }>(permissions: readonly T[], boundToChannels: boolean): T[] {
  return permissions.filter(({ id }) => !PERSONS_ONLY.has(id) && (!boundToChannels || CHANNEL_SCOPES.has(id)));
}

export function expiryIn(days: number, now = Date.now()): string {
  return new Date(now + days * DAY_MS).toISOString();
}

/** One network a line; commas and spaces do as well. */
export function networksIn(text: string): string[] {
  return text.split(/[\s,،]+/).filter(Boolean);
}

/** Whether a text looks like a network or an address; the API looks closer. */
export function isNetwork(text: string): boolean {
  return /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)(\/\d{1,3})?$/i.test(text);
}

/** Errors of single entries (`scopes.3`) belong to the field as a whole. */
export function byField(errors: Record<string, string>): Record<string, string> {
  const renamed: Record<string, string> = { allowedNetworks: 'networks', expiresAt: 'days' };
  return Object.fromEntries(
    Object.entries(errors).map(([path, text]) => {
      const field = path.split('.')[0] ?? path;
      return [renamed[field] ?? field, text];
    }),
  );
}

const SOON_DAYS = 30;
const STALE_DAYS = 90;

export type KeyStanding = 'active' | 'soon' | 'stale' | 'expired' | 'ended';

/** How a key stands: what whoever looks after it should know first. */
export function standingOf(key: ApiKey, now = Date.now()): KeyStanding {
  if (key.state !== 'active') return key.state;
  if (new Date(key.expiresAt).getTime() - now < SOON_DAYS * DAY_MS) return 'soon';
  const lastUse = new Date(key.lastUsedAt ?? key.createdAt).getTime();
  return now - lastUse > STALE_DAYS * DAY_MS ? 'stale' : 'active';
}
