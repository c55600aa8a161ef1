import { describe, expect, it } from 'vitest';
import type { ApiKey } from '../../api/types';
import { byField, expiryIn, isNetwork, networksIn, scopesFor, standingOf } from './key-form';

const NOW = Date.parse('2026-11-22T09:00:00Z');
const DAY = 86_400_000;
const at = (days: number) => new Date(NOW + days * DAY).toISOString();

function key(over: Partial<ApiKey>): ApiKey {
  return {
    id: 'k',
    name: 'Website form',
    prefix: '7q2m9fzk4t',
    serviceMember: { id: 's', name: 'Website form' },
    scopes: ['inbox:read'],
    channelIds: null,
    expiresAt: at(100),
    allowedNetworks: null,
    lastUsedAt: at(-1),
    lastUsedFrom: null,
    state: 'active',
    rotation: null,
    createdAt: at(-200),
    createdBy: null,
    ...over,
  };
}

describe('how a key stands', () => {
  it.each([
    ['active', {}],
    ['soon', { expiresAt: at(29) }],
    ['stale', { lastUsedAt: at(-91) }],
    ['stale', { lastUsedAt: null }],
    ['active', { lastUsedAt: null, createdAt: at(-3) }],
    ['ended', { state: 'ended', expiresAt: at(5) }],
    ['expired', { state: 'expired', expiresAt: at(-5) }],
  ] as [string, Partial<ApiKey>][])('is %s', (standing, over) => {
    expect(standingOf(key(over), NOW)).toBe(standing);
  });
});

describe('what a key may be given', () => {
  const all = ['inbox:read', 'approvals:decide', 'records:read', 'scim:manage'].map((id) => ({ id }));

  it('is no person’s decision', () => {
    expect(scopesFor(all, false).map(({ id }) => id)).toEqual(['inbox:read', 'records:read', 'scim:manage']);
  });

  it('stays within channels when the key is bound to some', () => {
    expect(scopesFor(all, true)).toEqual([{ id: 'inbox:read' }]);
  });
});

describe('the form', () => {
  it('reads networks however they are separated', () => {
    expect(networksIn(' 192.0.2.0/24,\n2001:db8::/48، 10.0.0.1 ')).toEqual([
      '192.0.2.0/24',
      '2001:db8::/48',
      '10.0.0.1',
    ]);
    for (const network of ['192.0.2.0/24', '2001:db8::/48', '::1', '10.0.0.1']) expect(isNetwork(network)).toBe(true);
    for (const text of ['example.gov', '192.0.2.0/24/1', '10.0.0', 'abc']) expect(isNetwork(text)).toBe(false);
  });

  it('shows what is wrong with an entry at its field', () => {
    expect(byField({ 'allowedNetworks.0': 'a', 'scopes.3': 'b', expiresAt: 'c', name: 'd' })).toEqual({
      networks: 'a',
      scopes: 'b',
      days: 'c',
      name: 'd',
    });
  });

  it('counts days from now', () => {
    expect(expiryIn(90, NOW)).toBe(at(90));
  });
});
