import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from './client';
import type { ApiPath } from './paths';
import type { Page } from './types';

const PAGE = 200;
/** A safeguard against a list that never ends; ten thousand rows are more than one can look through. */
const MOST_PAGES = 50;

/** A list that is searched on screen, so all of it is fetched, page after page. */
export function useAllPages<T>(
  key: readonly unknown[],
  path: ApiPath<'get'>,
  enabled = true,
): UseQueryResult<{ items: T[] }> {
  return useQuery({
    queryKey: [...key, 'all'],
    queryFn: async ({ signal }) => {
      const items: T[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer: Page<T> = await api.get<Page<T>>(path, { query: { limit: PAGE, cursor }, signal });
        items.push(...answer.items);
        cursor = answer.nextCursor ?? null;
        if (!cursor) break;
      }
      return { items };
    },
    staleTime: 30_000,
    enabled,
  });
}
