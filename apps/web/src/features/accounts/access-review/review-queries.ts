import { useMutation, type UseQueryResult } from '@tanstack/react-query';
import { useAllPages } from '../../../api/all-pages';
import { api } from '../../../api/client';
import type { ReviewedMember } from '../../../api/types';
import { saveFile } from '../../../components/save-file';

export function useAccessReview(): UseQueryResult<{ items: ReviewedMember[] }> {
  return useAllPages<ReviewedMember>(['access-review'], '/access-review');
}

/** All of it as a table for a spreadsheet; what is filtered on screen does not matter. */
export function useExportReview() {
  return useMutation({
    mutationFn: async () => {
      const file = await api.blob('/access-review/export');
      saveFile(`access-review-${new Date().toISOString().slice(0, 10)}.csv`, file);
    },
  });
}
