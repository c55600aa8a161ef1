import { useMutation } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys, queryClient } from '../../../api/queries';
import type { Team } from '../../../api/types';

/** A team as it can be changed: with its version, where the API gives one. */
export type VersionedTeam = Team & { version?: number };

function condition(team: VersionedTeam): { ifMatch?: number } {
  return team.version === undefined ? {} : { ifMatch: team.version };
}

function settled(): void {
  void queryClient.invalidateQueries({ queryKey: [keys.teams] });
  void queryClient.invalidateQueries({ queryKey: [keys.members] });
  void queryClient.invalidateQueries({ queryKey: [keys.channels] });
}

/** Adds a team, or renames the one that is there. */
export function useSaveTeam(existing: VersionedTeam | null) {
  return useMutation({
    mutationFn: (name: string) =>
      existing
        ? api.patch<Team>(`/teams/${existing.id}`, { name }, condition(existing))
        : api.post<Team>('/teams', { name }),
    onSettled: settled,
  });
}

export function useDeleteTeam() {
  return useMutation({
    mutationFn: (team: VersionedTeam) => api.delete(`/teams/${team.id}`, condition(team)),
    onSettled: settled,
  });
}
