import { keepPreviousData, useInfiniteQuery, useQuery, type InfiniteData } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import type { Contact, Conversation, ConversationCounts, ConversationSummary, Message, Page } from '../../api/types';
import { effectiveStatus, type InboxFilters } from './inbox-filters';

const LIST_PAGE = 50;
const THREAD_PAGE = 50;

export type ConversationPages = InfiniteData<Page<ConversationSummary>, string | null>;
export type MessagePages = InfiniteData<Page<Message>, string | null>;

export const listKey = [keys.conversations, 'list'] as const;

export function useConversations(filters: InboxFilters) {
  const query = { ...filters, status: effectiveStatus(filters), limit: LIST_PAGE };
  return useInfiniteQuery({
    queryKey: [...listKey, query],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ConversationSummary>>('/conversations', { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // While the words of a search change, the last answer stays.
    placeholderData: filters.q ? keepPreviousData : undefined,
  });
}

export function useConversationCounts() {
  return useQuery({
    queryKey: [keys.conversationCounts],
    queryFn: ({ signal }) => api.get<ConversationCounts>('/conversation-counts', { signal }),
  });
}

/** What the lists already know of a conversation, to show while the rest of it loads. */
export function knownSummary(id: string): ConversationSummary | undefined {
  for (const [, data] of queryClient.getQueriesData<ConversationPages>({ queryKey: listKey })) {
    const found = data?.pages.flatMap((page) => page.items).find((item) => item.id === id);
    if (found) return found;
  }
  return undefined;
}

export function useConversation(id: string) {
  return useQuery({
    queryKey: [keys.conversation, id],
    queryFn: ({ signal }) => api.get<Conversation>(`/conversations/${id}`, { signal }),
  });
}

export function useMessages(conversationId: string) {
  return useInfiniteQuery({
    queryKey: [keys.messages, conversationId],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Message>>(`/conversations/${conversationId}/messages`, {
        query: { limit: THREAD_PAGE, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useContact(id: string, enabled: boolean) {
  return useQuery({
    queryKey: [keys.contacts, id],
    queryFn: ({ signal }) => api.get<Contact>(`/contacts/${id}`, { signal }),
    enabled,
  });
}
