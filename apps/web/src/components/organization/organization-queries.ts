import { useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import type { Organization } from '../../api/types';

const ORGANIZATION = 'organization';

export function useOrganization(enabled = true): UseQueryResult<Organization> {
  return useQuery({
    queryKey: [ORGANIZATION],
    queryFn: ({ signal }) => api.get<Organization>('/organization', { signal }),
    staleTime: 5 * 60_000,
    enabled,
  });
}

async function settled(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: [ORGANIZATION] });
  await queryClient.invalidateQueries({ queryKey: [keys.me] });
}

export function useChangeOrganization(organization: Organization) {
  return useMutation({
    mutationFn: (change: { name: string; timeZone: string }) =>
      api.patch<Organization>('/organization', change, { ifMatch: organization.version }),
    onSuccess: (changed) => queryClient.setQueryData([ORGANIZATION], changed),
    onSettled: settled,
  });
}

/** From then on nobody is led to the setup any more. */
export function useFinishSetup() {
  return useMutation({ mutationFn: () => api.post('/organization/setup-done'), onSettled: settled });
}
