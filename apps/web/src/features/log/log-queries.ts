import { useInfiniteQuery, useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '../../api/client';
import { apiUrl } from '../../api/config';
import { keys, queryClient, useMe } from '../../api/queries';
import type { ForkAcknowledgement, LogCheckpoint, LogKey, LogState, Page } from '../../api/types';

const EVERY_MINUTE = 60_000;

/**
 * How the log stands, for the alarm over every screen. Apart from `useLog`, which is read anew with each checkpoint:
 * here once a minute and on the events that say that an alarm changed is enough.
 */
export function useLogAlarms(): UseQueryResult<LogState> {
  return useQuery({
    queryKey: [keys.logAlarms],
    queryFn: ({ signal }) => api.get<LogState>('/log', { signal }),
    refetchInterval: EVERY_MINUTE,
  });
}

export function useCheckpoints() {
  return useInfiniteQuery({
    queryKey: [keys.log, 'checkpoints'],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<LogCheckpoint>>('/log/checkpoints', { query: { limit: 20, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useLogKeys() {
  return useQuery({
    queryKey: [keys.log, 'keys'],
    queryFn: ({ signal }) => api.get<{ items: LogKey[] }>('/log/keys', { signal }),
  });
}

function renew(): Promise<unknown> {
  return Promise.all([
    queryClient.invalidateQueries({ queryKey: [keys.log] }),
    queryClient.invalidateQueries({ queryKey: [keys.logAlarms] }),
  ]);
}

export function useOpenLog(onDone: (open: boolean) => void) {
  return useMutation({
    mutationFn: ({ open, version }: { open: boolean; version: number }) =>
      api.patch<LogState>('/log', { public: open }, { ifMatch: version }),
    onSuccess: (_log, { open }) => onDone(open),
    onSettled: renew,
  });
}

export function useRotateKey(onDone: (key: LogKey) => void) {
  return useMutation({
    mutationFn: ({ reason, key }: { reason: string; key: string }) =>
      api.post<LogKey>('/log/keys', { reason }, { idempotencyKey: key }),
    onSuccess: onDone,
    onSettled: renew,
  });
}

export function useAcknowledgeFork(onDone: (result: ForkAcknowledgement) => void) {
  return useMutation({
    mutationFn: ({ reason, lostSize, key }: { reason: string; lostSize: number; key: string }) =>
      api.post<ForkAcknowledgement>('/log/fork-acknowledgements', { reason, lostSize }, { idempotencyKey: key }),
    onSuccess: onDone,
    onSettled: renew,
  });
}

/** The address under which everybody reads an open log. */
export function usePublicLogUrl(): string | null {
  const organizationId = useMe().data?.organization.id;
  return organizationId ? new URL(apiUrl(`/public-logs/${organizationId}`), window.location.origin).toString() : null;
}
