import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/queries';
import type { AuditEvent, Page } from '../../api/types';

/** What stands in the address. `from` and `to` are days, `2026-11-22`. */
export const FILTER_NAMES = ['actorId', 'kind', 'outcome', 'from', 'to', 'objectType', 'objectId', 'event'] as const;
export type AuditFilters = Record<(typeof FILTER_NAMES)[number], string>;

export const NO_FILTERS: Partial<AuditFilters> = {
  actorId: '',
  kind: '',
  outcome: '',
  from: '',
  to: '',
  objectType: '',
  objectId: '',
};

const PAGE = 100;

/** Days are the member's own: from the start of the first to the end of the last. */
function startOf(day: string, plusDays = 0): string {
  const [year, month, date] = day.split('-').map(Number);
  if (!year || !month || !date) return '';
  return new Date(year, month - 1, date + plusDays).toISOString();
}

function toQuery({ event: _event, from, to, ...filters }: AuditFilters) {
  return { ...filters, from: startOf(from), to: startOf(to, 1), limit: PAGE };
}

export function useAuditEvents(filters: AuditFilters) {
  const query = toQuery(filters);
  return useInfiniteQuery({
    queryKey: [keys.audit, 'list', query],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AuditEvent>>('/audit-events', { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useAuditEvent(id: string) {
  return useQuery({
    queryKey: [keys.audit, id],
    queryFn: ({ signal }) => api.get<AuditEvent>(`/audit-events/${id}`, { signal }),
  });
}
