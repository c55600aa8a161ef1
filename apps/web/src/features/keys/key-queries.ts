import { useMutation, type UseQueryResult } from '@tanstack/react-query';
import { useAllPages } from '../../api/all-pages';
import { api } from '../../api/client';
import { queryClient } from '../../api/queries';
import type { ApiKey, NewApiKey, ServiceMember } from '../../api/types';

export const API_KEYS = 'api-keys';
export const SERVICE_MEMBERS = 'service-members';

export function useServiceMembers(enabled = true): UseQueryResult<{ items: ServiceMember[] }> {
  return useAllPages<ServiceMember>([SERVICE_MEMBERS], '/service-members', enabled);
}

export function useApiKeys(): UseQueryResult<{ items: ApiKey[] }> {
  return useAllPages<ApiKey>([API_KEYS], '/api-keys');
}

function settled(): void {
  void queryClient.invalidateQueries({ queryKey: [API_KEYS] });
  void queryClient.invalidateQueries({ queryKey: [SERVICE_MEMBERS] });
}

export interface ServiceMemberForm {
  name: string;
  roles: string[];
  teamIds: string[];
}

/** Adds a service member, or changes the access of the one that is there; its name stays, the log knows it by it. */
export function useSaveServiceMember(existing: ServiceMember | null) {
  return useMutation({
    mutationFn: ({ name, roles, teamIds }: ServiceMemberForm) =>
      existing
        ? api.patch<ServiceMember>(`/service-members/${existing.id}`, { roles, teamIds }, { ifMatch: existing.version })
        : api.post<ServiceMember>('/service-members', { name: name.trim(), roles, teamIds }),
    onSettled: settled,
  });
}

export function useServiceMemberState() {
  return useMutation({
    mutationFn: async ({ member, disable }: { member: ServiceMember; disable: boolean }) => {
      if (disable) await api.delete(`/service-members/${member.id}`);
      else await api.patch(`/service-members/${member.id}`, { state: 'active' }, { ifMatch: member.version });
    },
    onSettled: settled,
  });
}

export interface NewKey {
  serviceMemberId: string;
  name: string;
  scopes: string[];
  channelIds: string[] | null;
  expiresAt: string;
  allowedNetworks: string[] | null;
}

export function useMakeKey() {
  return useMutation({
    mutationFn: (wanted: NewKey) => api.post<NewApiKey>('/api-keys', wanted),
    onSettled: settled,
  });
}

export function useRotateKey() {
  return useMutation({
    mutationFn: ({ key, ...wanted }: { key: ApiKey; overlapHours: number; expiresAt?: string }) =>
      api.post<NewApiKey>(`/api-keys/${key.id}/rotations`, wanted),
    onSettled: settled,
  });
}

export function useEndKey() {
  return useMutation({
    mutationFn: (key: ApiKey) => api.delete(`/api-keys/${key.id}`),
    onSettled: settled,
  });
}
