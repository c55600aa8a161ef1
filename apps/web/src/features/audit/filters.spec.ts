import { describe, expect, it } from 'vitest';
import { addressOf, FILTER_NAMES, narrowingOf, toApiFilter, withTime, type AuditFilters } from './filters';

const NONE = Object.fromEntries(FILTER_NAMES.map((name) => [name, ''])) as AuditFilters;
const filtersOf = (given: Partial<AuditFilters>): AuditFilters => ({ ...NONE, ...given });

describe('the filters of the audit log', () => {
  it('send only what is given, and never which event is open', () => {
    expect(toApiFilter(NONE)).toEqual({});
    expect(toApiFilter(filtersOf({ q: ' leak ', kind: 'inbox.', event: 'e-1' }))).toEqual({
      q: 'leak',
      kind: 'inbox.',
    });
  });

  it('turn a moving range into a moment now, and into another one later', () => {
    const day = 24 * 3_600_000;
    const now = Date.UTC(2026, 10, 22, 12);
    expect(toApiFilter(filtersOf({ range: '24h' }), now)).toEqual({ from: '2026-11-21T12:00:00.000Z' });
    expect(toApiFilter(filtersOf({ range: '24h' }), now + day)).toEqual({ from: '2026-11-22T12:00:00.000Z' });
  });

  it('take days from their beginning to their end, and minutes to their end', () => {
    const { from, to } = toApiFilter(filtersOf({ from: '2026-11-20', to: '2026-11-21' }));
    expect(from).toBe(new Date(2026, 10, 20).toISOString());
    expect(to).toBe(new Date(2026, 10, 22).toISOString());
    expect(toApiFilter(filtersOf({ to: '2026-11-21T23:59' })).to).toBe(new Date(2026, 10, 22).toISOString());
  });

  it('ignore a time in the address that is none', () => {
    expect(toApiFilter(filtersOf({ from: 'yesterday', to: '2026-13', range: '5y' }))).toEqual({});
  });

  it('say when in one way only', () => {
    expect(withTime({ range: '7d' })).toEqual({ range: '7d', from: '', to: '' });
    expect(withTime({ from: '2026-11-20' })).toEqual({ from: '2026-11-20', range: '' });
  });

  it('are counted without the open event, and make an address of what they say', () => {
    expect(narrowingOf(filtersOf({ actorId: 'm-1', event: 'e-1' }))).toEqual(['actorId']);
    expect(addressOf({ objectType: 'post', objectId: 'p 1' })).toBe('/audit?objectType=post&objectId=p+1');
  });
});
