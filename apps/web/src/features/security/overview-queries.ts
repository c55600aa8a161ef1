import { useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '../../api/client';
import { queryClient } from '../../api/queries';
import type { SecurityOverview } from '../../api/types';

const OVERVIEW = 'security-overview';

export function useSecurityOverview(): UseQueryResult<SecurityOverview> {
  return useQuery({
    queryKey: [OVERVIEW],
    queryFn: ({ signal }) => api.get<SecurityOverview>('/security-overview', { signal }),
  });
}

/** Everybody's but one's own. */
export function useEndAllSessions() {
  return useMutation({
    mutationFn: () => api.delete('/sessions'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [OVERVIEW] }),
  });
}
