import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { usePermission } from '../../api/queries';
import type { Media, PostCheck } from '../../api/types';
import { effectiveVariants, type PostForm } from './post-form';

const PAUSE_MS = 300;

export interface Checks {
  of: (channelId: string) => PostCheck | undefined;
  items: PostCheck[];
  error: unknown;
  /** What is shown is about an older text. */
  stale: boolean;
  errors: number;
}

/** Asks the API to count and check as each network would, shortly after typing stops. */
export function useChecks(form: PostForm, media: ReadonlyMap<string, Media>): Checks {
  const allowed = usePermission('posts:write');
  const variants = effectiveVariants(form);
  // Alt texts are checked too; they are with the media, not in what is sent.
  const altTexts = variants.flatMap((variant) => variant.mediaIds.map((id) => media.get(id)?.version ?? 0));
  const asked = JSON.stringify({ variants, altTexts });
  const [settled] = useDebouncedValue(asked, PAUSE_MS);
  const query = useQuery({
    queryKey: ['post-checks', settled],
    queryFn: ({ signal }) => {
      const { variants: sent } = JSON.parse(settled) as { variants: typeof variants };
      return api.post<{ items: PostCheck[] }>('/post-checks', { variants: sent }, { signal });
    },
    enabled: allowed && variants.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
  const items = (query.data?.items ?? []).filter((item) =>
    variants.some((variant) => variant.channelId === item.channelId),
  );
  return {
    items,
    of: (channelId) => items.find((item) => item.channelId === channelId),
    error: query.error,
    stale: settled !== asked || query.isPlaceholderData || query.isPending,
    errors: items.flatMap((item) => item.findings).filter((finding) => finding.severity === 'error').length,
  };
}
