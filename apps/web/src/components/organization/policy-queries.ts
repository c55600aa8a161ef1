import { useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '../../api/client';
import { queryClient } from '../../api/queries';
import type { SecurityPolicy } from '../../api/types';

const POLICY = 'security-policy';

export function useSecurityPolicy(): UseQueryResult<SecurityPolicy> {
  return useQuery({
    queryKey: [POLICY],
    queryFn: ({ signal }) => api.get<SecurityPolicy>('/security-policy', { signal }),
  });
}

export function useChangePolicy(policy: SecurityPolicy) {
  return useMutation({
    mutationFn: (change: Partial<SecurityPolicy>) =>
      api.patch<SecurityPolicy>('/security-policy', change, { ifMatch: policy.version }),
    onSuccess: (changed) => queryClient.setQueryData([POLICY], changed),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [POLICY] }),
  });
}
