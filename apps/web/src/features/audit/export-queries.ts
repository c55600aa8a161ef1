import { useCallback } from 'react';
import { useInfiniteQuery, type InfiniteData } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { LiveEvent } from '../../api/live';
import { keys, queryClient } from '../../api/queries';
import type { AuditExport, AuditExportState, AuditFilter, Page } from '../../api/types';
import { useLiveEvents } from '../../app/use-live-updates';
import type { AuditFilters } from './filters';

type ExportPages = InfiniteData<Page<AuditExport>, string | null>;

const LIST = [keys.auditExports, 'list'];
/** Without live updates progress is asked for. */
const ASK_MS = 5000;

export function isUnderWay({ state }: AuditExport): boolean {
  return state === 'queued' || state === 'running';
}

export function changeExports(change: (item: AuditExport) => AuditExport | null): void {
  queryClient.setQueryData<ExportPages>(
    LIST,
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({ ...page, items: page.items.flatMap((item) => change(item) ?? []) })),
      },
  );
}

export function useAuditExports() {
  return useInfiniteQuery({
    queryKey: LIST,
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AuditExport>>('/audit-exports', { query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some(isUnderWay)) === true ? ASK_MS : false,
  });
}

/** Moves the bars with what the events say, without asking for the list each time. */
export function useExportProgress(): void {
  useLiveEvents(
    useCallback(({ type, data }: LiveEvent) => {
      if (type !== 'audit-export.changed') return;
      const { id, state, done, total } = data as unknown as Pick<AuditExport, 'id' | 'done' | 'total'> & {
        state: AuditExportState;
      };
      changeExports((item) => (item.id === id ? { ...item, state, done, total } : item));
    }, []),
  );
}

/** The filter of an export, as the screen's filters have it. */
export function asFilters(filter: AuditFilter): AuditFilters {
  const { from, to, ...same } = filter;
  const none = { q: '', actorId: '', kind: '', outcome: '', range: '', objectType: '', objectId: '' };
  const ids = { requestId: '', sessionId: '', address: '', event: '' };
  return { ...none, ...ids, ...same, from: from ?? '', to: to ?? '' };
}
