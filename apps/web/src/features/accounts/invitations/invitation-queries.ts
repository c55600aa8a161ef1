import { useMutation, type UseQueryResult } from '@tanstack/react-query';
import { useAllPages } from '../../../api/all-pages';
import { api } from '../../../api/client';
import { keys, queryClient } from '../../../api/queries';
import type { OpenInvitation } from '../../../api/types';

export const INVITATIONS = 'invitations';

export function useInvitations(): UseQueryResult<{ items: OpenInvitation[] }> {
  return useAllPages<OpenInvitation>([INVITATIONS], '/invitations');
}

export function invitationsChanged(): void {
  void queryClient.invalidateQueries({ queryKey: [INVITATIONS] });
  void queryClient.invalidateQueries({ queryKey: [keys.members] });
}

/** The link that was sent stops working. */
export function useVoidInvitation() {
  return useMutation({
    mutationFn: (invitation: OpenInvitation) => api.delete(`/invitations/${invitation.id}`),
    onSettled: invitationsChanged,
  });
}
