import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { ArchiveRecord, Page } from '../../api/types';

/**
 * Not the live key of records: reading records is itself an audit event and makes a new checkpoint, so a list that
 * follows checkpoints would feed itself. New records are offered by a button instead.
 */
export const RECORDS = 'records-read';

export const FILTER_NAMES = ['class', 'before'] as const;
export type RecordFilters = Record<(typeof FILTER_NAMES)[number], string>;

const PAGE = 100;
const QUIET = { staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false } as const;

export function useRecords(before: string) {
  return useInfiniteQuery({
    queryKey: [RECORDS, 'list', before],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ArchiveRecord>>('/records', {
        query: { order: 'newest', before: pageParam, limit: PAGE },
        signal,
      }),
    // The address names the newest leaf to show; the API wants the one after it.
    initialPageParam: /^\d+$/.test(before) ? String(Number(before) + 1) : null,
    getNextPageParam: (page) => page.nextCursor,
    ...QUIET,
  });
}

export function useRecord(id: string) {
  return useQuery({
    queryKey: [RECORDS, id],
    queryFn: ({ signal }) => api.get<ArchiveRecord>(`/records/${id}`, { signal }),
    ...QUIET,
  });
}

/** The bytes as the network sent them. Fetched when asked for only: each reading is in the audit log. */
export function usePayload(id: string, enabled: boolean) {
  return useQuery({
    queryKey: [RECORDS, id, 'payload'],
    queryFn: ({ signal }) => fetchPayload(id, signal),
    enabled,
    ...QUIET,
  });
}

export async function fetchPayload(id: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await api.blob(`/records/${id}/payload`, signal ? { signal } : {});
  return new Uint8Array(await blob.arrayBuffer());
}
