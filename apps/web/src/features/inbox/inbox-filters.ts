import type { ConversationCounts } from '../../api/types';

/** What stands in the address. */
export const FILTER_NAMES = ['status', 'assignee', 'channelId', 'kind', 'q'] as const;
export type InboxFilters = Record<(typeof FILTER_NAMES)[number], string>;

export interface Queue {
  id: keyof ConversationCounts;
  status: string;
  assignee: string;
}

export const QUEUES: readonly Queue[] = [
  { id: 'mine', status: 'open', assignee: 'me' },
  { id: 'unassigned', status: 'open', assignee: 'none' },
  { id: 'open', status: 'open', assignee: '' },
  { id: 'pending', status: 'pending', assignee: '' },
  { id: 'resolved', status: 'resolved', assignee: '' },
];

/** Without a status the inbox shows what is open; a search looks everywhere. */
export function effectiveStatus(filters: InboxFilters): string {
  return filters.status || (filters.q ? '' : 'open');
}

export function activeQueue(filters: InboxFilters): Queue | undefined {
  const status = effectiveStatus(filters);
  return QUEUES.find((queue) => queue.status === status && queue.assignee === filters.assignee);
}

/** The address of a queue; what else is filtered stays. */
export function queueSearch(queue: Queue, filters: InboxFilters): string {
  const params = new URLSearchParams();
  const next = { ...filters, status: queue.status, assignee: queue.assignee };
  for (const [name, value] of Object.entries(next)) if (value) params.set(name, value);
  return `?${params.toString()}`;
}

export function narrowingCount(filters: InboxFilters): number {
  return [filters.channelId, filters.kind].filter(Boolean).length;
}
