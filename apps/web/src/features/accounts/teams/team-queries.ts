import { useMutation } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys, queryClient } from '../../../api/queries';
import type { Team } from '../../../api/types';

function settled(): void {
  void queryClient.invalidateQueries({ queryKey: [keys.teams] });
  void queryClient.invalidateQueries({ queryKey: [keys.members] });
  void queryClient.invalidateQueries({ queryKey: [keys.channels] });
}

/** Adds a team, or renames the one that is there. */
export function useSaveTeam(existing: Team | null) {
  return useMutation({
    mutationFn: (name: string) =>
      existing
        ? api.patch<Team>(`/teams/${existing.id}`, { name }, { ifMatch: existing.version })
        : api.post<Team>('/teams', { name }),
    onSettled: settled,
  });
}

export function useDeleteTeam() {
  return useMutation({
    mutationFn: (team: Team) => api.delete(`/teams/${team.id}`, { ifMatch: team.version }),
    onSettled: settled,
  });
}
