import type { AuditFilter } from '../../api/types';

/** What narrows the log down. `from` and `to` are the member's own wall clock: `2026-11-22` or `2026-11-22T09:00`. */
export const NARROWING = [
  'q',
  'actorId',
  'kind',
  'outcome',
  'range',
  'from',
  'to',
  'objectType',
  'objectId',
  'requestId',
  'sessionId',
  'address',
] as const;

const SENT_AS_THEY_ARE = NARROWING.filter((name) => name !== 'range' && name !== 'from' && name !== 'to');

/** What stands in the address: the filters and the event that is open. */
export const FILTER_NAMES = [...NARROWING, 'event'] as const;

export type FilterName = (typeof NARROWING)[number];
export type AuditFilters = Record<(typeof FILTER_NAMES)[number], string>;

export const NO_FILTERS: Partial<AuditFilters> = Object.fromEntries(NARROWING.map((name) => [name, '']));

const HOUR_MS = 3_600_000;

/** Times that move along with the clock, so that a shared address means the same tomorrow. */
export const RANGES = ['1h', '24h', '7d', '30d', '90d'] as const;
export type Range = (typeof RANGES)[number];

const RANGE_HOURS: Record<Range, number> = { '1h': 1, '24h': 24, '7d': 7 * 24, '30d': 30 * 24, '90d': 90 * 24 };

export function isRange(text: string): text is Range {
  return (RANGES as readonly string[]).includes(text);
}

/** The moment at which a wall clock of the member begins to show this; with `next`, at which it no longer does. */
function momentOf(text: string, next = false): string | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?$/.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 1, day = 1] = found.slice(1, 4).map(Number);
  if (found[4] === undefined) return new Date(year, month - 1, day + (next ? 1 : 0)).toISOString();
  return new Date(year, month - 1, day, Number(found[4]), Number(found[5]) + (next ? 1 : 0)).toISOString();
}

/** The filters as the API takes them. A moving range becomes a moment now. */
export function toApiFilter(filters: AuditFilters, now = Date.now()): AuditFilter {
  const { range, from, to } = filters;
  const moments: AuditFilter = isRange(range)
    ? { from: new Date(now - RANGE_HOURS[range] * HOUR_MS).toISOString() }
    : {
        ...(momentOf(from) ? { from: momentOf(from) as string } : {}),
        ...(momentOf(to, true) ? { to: momentOf(to, true) as string } : {}),
      };
  const given = SENT_AS_THEY_ARE.filter((name) => filters[name].trim() !== '');
  return { ...Object.fromEntries(given.map((name) => [name, filters[name].trim()])), ...moments };
}

/** Choosing one way of saying when unsets the other. */
export function withTime(changes: Partial<AuditFilters>): Partial<AuditFilters> {
  if (changes.range) return { ...changes, from: '', to: '' };
  if (changes.from || changes.to) return { ...changes, range: '' };
  return changes;
}

export function narrowingOf(filters: AuditFilters): FilterName[] {
  return NARROWING.filter((name) => filters[name]);
}

/** An address of the audit log that shows only what these say. */
export function addressOf(filters: Partial<AuditFilters>): string {
  const given = Object.entries(filters).filter(([, value]) => value);
  return `/audit?${new URLSearchParams(given as [string, string][]).toString()}`;
}
