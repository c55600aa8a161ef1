import { useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys, queryClient } from '../../../api/queries';
import type { Role, PermissionText } from '../../../api/types';

export interface RoleList {
  items: Role[];
  permissions: PermissionText[];
}

export interface RoleForm {
  name: string;
  description: string;
  permissions: string[];
}

/** The roles with what each permission means; the same answer as everywhere, in full. */
export function useRoleList(): UseQueryResult<RoleList> {
  return useQuery({
    queryKey: [keys.roles],
    queryFn: ({ signal }) => api.get<RoleList>('/roles', { signal }),
    staleTime: 60_000,
  });
}

function settled(): void {
  void queryClient.invalidateQueries({ queryKey: [keys.roles] });
  void queryClient.invalidateQueries({ queryKey: [keys.members] });
}

/** Makes a role, or changes the one that is there. */
export function useSaveRole(existing: Role | null) {
  return useMutation({
    mutationFn: ({ name, description, permissions }: RoleForm) => {
      const body = { name: name.trim(), description: description.trim() || null, permissions };
      return existing
        ? api.patch<Role>(`/roles/${existing.id}`, body, { ifMatch: existing.version })
        : api.post<Role>('/roles', body);
    },
    onSettled: settled,
  });
}

export function useDeleteRole() {
  return useMutation({
    mutationFn: (role: Role) => api.delete(`/roles/${role.id}`, { ifMatch: role.version }),
    onSettled: settled,
  });
}
