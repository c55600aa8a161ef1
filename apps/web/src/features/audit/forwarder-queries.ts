import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import type { AuditForwarder, ForwarderTest } from '../../api/types';
import { bodyOf, type ForwarderForm } from './forwarder-form';

const ASK_MS = 10_000;

const renew = () => queryClient.invalidateQueries({ queryKey: [keys.auditForwarders] });

/** How far behind each is changes without an event. */
export function useForwarders() {
  return useQuery({
    queryKey: [keys.auditForwarders],
    queryFn: ({ signal }) => api.get<{ items: AuditForwarder[] }>('/audit-forwarders', { signal }),
    refetchInterval: ASK_MS,
  });
}

export function useSaveForwarder(existing: AuditForwarder | null, onDone: (saved: AuditForwarder) => void) {
  return useMutation({
    mutationFn: ({ form, key }: { form: ForwarderForm; key: string }) =>
      existing
        ? api.patch<AuditForwarder>(`/audit-forwarders/${existing.id}`, bodyOf(form, existing), {
            ifMatch: existing.version,
          })
        : api.post<AuditForwarder>('/audit-forwarders', bodyOf(form, null), { idempotencyKey: key }),
    onSuccess: onDone,
    onSettled: renew,
  });
}

export function usePauseForwarder() {
  return useMutation({
    mutationFn: ({ forwarder, paused }: { forwarder: AuditForwarder; paused: boolean }) =>
      api.patch<AuditForwarder>(
        `/audit-forwarders/${forwarder.id}`,
        { state: paused ? 'paused' : 'active' },
        { ifMatch: forwarder.version },
      ),
    onSettled: renew,
  });
}

export function useRemoveForwarder() {
  return useMutation({
    mutationFn: ({ id, version }: AuditForwarder) => api.delete(`/audit-forwarders/${id}`, { ifMatch: version }),
    onSettled: renew,
  });
}

export function useTestForwarder() {
  return useMutation({
    mutationFn: ({ id }: AuditForwarder) => api.post<ForwarderTest>(`/audit-forwarders/${id}/test`),
    onSettled: renew,
  });
}
