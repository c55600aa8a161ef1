import { describe, expect, it } from 'vitest';
import type { ReviewedMember } from '../../../api/types';
import { actsOn, channelsIn, isWanted, type ReviewFilters } from './review';

const row: ReviewedMember = {
  member: { id: 'm', name: 'Daniel Okafor', email: 'daniel@rivertown.gov', state: 'active', kind: 'person' },
  roles: [{ id: 'publisher', name: 'Publisher' }],
  permissions: ['inbox:read', 'inbox:reply', 'posts:submit'],
  teams: [],
  channels: [
    { id: 'c-1', handle: '@rivertown', network: 'mastodon', permissions: ['inbox:read'] },
    { id: 'c-2', handle: 'rivertown.gov', network: 'bluesky', permissions: ['inbox:read', 'posts:submit'] },
  ],
  lastActiveAt: null,
};
const none: ReviewFilters = { q: '', role: '', channel: '', permission: '', state: '' };

describe('the access review', () => {
  it('asks for a permission on the channel that is chosen, not anywhere', () => {
    expect(isWanted(row, { ...none, permission: 'posts:submit' })).toBe(true);
    expect(isWanted(row, { ...none, permission: 'posts:submit', channel: 'c-2' })).toBe(true);
    expect(isWanted(row, { ...none, permission: 'posts:submit', channel: 'c-1' })).toBe(false);
    expect(isWanted(row, { ...none, channel: 'c-9' })).toBe(false);
  });

  it('leaves disabled members out until they are asked for', () => {
    const disabled: ReviewedMember = { ...row, member: { ...row.member, state: 'disabled' } };
    expect(isWanted(disabled, none)).toBe(false);
    expect(isWanted(disabled, { ...none, state: 'disabled' })).toBe(true);
  });

  it('finds by name, address and role', () => {
    expect(isWanted(row, { ...none, q: 'OKAFOR' })).toBe(true);
    expect(isWanted(row, { ...none, q: 'daniel@' })).toBe(true);
    expect(isWanted(row, { ...none, role: 'agent' })).toBe(false);
  });

  it('says what it comes to on a channel', () => {
    expect(row.channels.map(actsOn)).toEqual([['read'], ['read', 'publish']]);
    expect(channelsIn([row, row]).map(({ id }) => id)).toEqual(['c-1', 'c-2']);
  });
});
