import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import type { AuditSettings } from '../../api/types';

export function useAuditSettings() {
  return useQuery({
    queryKey: [keys.auditSettings],
    queryFn: ({ signal }) => api.get<AuditSettings>('/audit-settings', { signal }),
  });
}

export function useChangeAuditSettings(onDone: () => void) {
  return useMutation({
    mutationFn: ({ detailRetentionDays, version }: AuditSettings) =>
      api.patch<AuditSettings>('/audit-settings', { detailRetentionDays }, { ifMatch: version }),
    onSuccess: (settings) => {
      queryClient.setQueryData([keys.auditSettings], settings);
      onDone();
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: [keys.auditSettings] }),
  });
}
