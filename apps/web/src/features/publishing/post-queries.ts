import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys, queryClient, usePermission } from '../../api/queries';
import type { ApprovalRequest, Page, Post } from '../../api/types';

const PAGE = 100;
const REQUESTS_LOOKED_THROUGH = 100;

export function usePosts(state: string) {
  return useInfiniteQuery({
    queryKey: [keys.posts, 'list', state],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Post>>('/posts', { query: { state, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function fetchPost(id: string, signal?: AbortSignal): Promise<Post> {
  return api.get<Post>(`/posts/${id}`, signal ? { signal } : {});
}

export function usePost(id: string) {
  return useQuery({ queryKey: [keys.posts, id], queryFn: ({ signal }) => fetchPost(id, signal) });
}

/** After an act on a post: the answer is shown at once, the lists are asked for again. */
export function keepPost(post: Post): void {
  queryClient.setQueryData([keys.posts, post.id], post);
  void queryClient.invalidateQueries({ queryKey: [keys.posts, 'list'] });
  void queryClient.invalidateQueries({ queryKey: [keys.approvals] });
}

/** What approvers said about a post, newest first. */
export function useRequestsOfPost(postId: string, enabled: boolean) {
  const allowed = usePermission('approvals:read');
  return useQuery({
    queryKey: [keys.approvals, 'of-posts'],
    queryFn: ({ signal }) =>
      api.get<Page<ApprovalRequest>>('/approval-requests', { query: { limit: REQUESTS_LOOKED_THROUGH }, signal }),
    enabled: allowed && enabled,
    select: (page) => page.items.filter((request) => request.post.id === postId),
  });
}
