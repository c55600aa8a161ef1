import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import type { ApprovalRequest, Page } from '../../api/types';

const PAGE = 50;

export const FILTER_NAMES = ['state'] as const;
export type ApprovalFilters = Record<(typeof FILTER_NAMES)[number], string>;

/** What waits comes first; `all` is everything. */
export const STATES = ['pending', 'approved', 'changes_requested', 'rejected', 'voided', 'all'] as const;

export function stateOf(filters: ApprovalFilters): (typeof STATES)[number] {
  return STATES.find((state) => state === filters.state) ?? 'pending';
}

export function useRequests(filters: ApprovalFilters) {
  const chosen = stateOf(filters);
  const state = chosen === 'all' ? '' : chosen;
  return useInfiniteQuery({
    queryKey: [keys.approvals, 'list', state],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ApprovalRequest>>('/approval-requests', {
        query: { state, limit: PAGE, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useRequest(id: string) {
  return useQuery({
    queryKey: [keys.approvals, id],
    queryFn: ({ signal }) => api.get<ApprovalRequest>(`/approval-requests/${id}`, { signal }),
  });
}

export function keepRequest(request: ApprovalRequest): void {
  queryClient.setQueryData([keys.approvals, request.id], request);
  void queryClient.invalidateQueries({ queryKey: [keys.approvals] });
  void queryClient.invalidateQueries({ queryKey: [keys.posts] });
}
