import { useMemo } from 'react';
import { useInfiniteQuery, useQuery, type InfiniteData, type QueryKey } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/queries';
import type { AuditEvent, AuditFilter, AuditKind, Page } from '../../api/types';
import { toApiFilter, type AuditFilters } from './filters';

const PAGE = 100;
const LEAF_SOON_MS = 2000;

export type EventPages = InfiniteData<Page<AuditEvent>, string | null>;

export function listKey(filter: AuditFilter): QueryKey {
  return [keys.audit, 'list', filter];
}

export function readEvents(
  filter: AuditFilter,
  page: { limit: number; cursor?: string | null },
  signal?: AbortSignal,
): Promise<Page<AuditEvent>> {
  return api.get<Page<AuditEvent>>('/audit-events', {
    query: { ...filter, ...page },
    ...(signal ? { signal } : {}),
  });
}

/**
 * The filters as the API takes them, with the moments that they mean now. These stay while the filters stay: reading
 * the log is recorded once for each filter, and a moment that moved would make each look another one.
 */
export function useApiFilter(filters: AuditFilters): AuditFilter {
  const view = JSON.stringify({ ...filters, event: '' });
  return useMemo(() => toApiFilter(JSON.parse(view) as AuditFilters), [view]);
}

/** Newest first. It is not read again by itself: the live tail takes up what is new, see use-live-tail. */
export function useAuditEvents(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: listKey(filter),
    queryFn: ({ pageParam, signal }) => readEvents(filter, { limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  });
}

/** One event; asked for again until it has its place in the log. */
export function useAuditEvent(id: string) {
  return useQuery({
    queryKey: [keys.audit, id],
    queryFn: ({ signal }) => api.get<AuditEvent>(`/audit-events/${id}`, { signal }),
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => (state.data?.leafIndex === null ? LEAF_SOON_MS : false),
  });
}

/** Every kind of event that this installation can write. */
export function useAuditKinds() {
  return useQuery({
    queryKey: [keys.auditKinds],
    queryFn: ({ signal }) => api.get<{ items: AuditKind[] }>('/audit-kinds', { signal }),
    staleTime: Infinity,
  });
}
