import type { PostState } from '../../api/types';

export type ViewId = 'upcoming' | 'drafts' | 'published' | 'failed';

export interface View {
  id: ViewId;
  states: readonly PostState[];
  /** Upcoming posts go from the nearest on; all others from the latest back. */
  ascending: boolean;
}

export const VIEWS: readonly View[] = [
  { id: 'upcoming', states: ['in_review', 'approved', 'scheduled', 'publishing'], ascending: true },
  { id: 'drafts', states: ['draft', 'changes_requested', 'rejected'], ascending: false },
  { id: 'published', states: ['published', 'partly_published'], ascending: false },
  { id: 'failed', states: ['failed', 'partly_published'], ascending: false },
];

export const FILTER_NAMES = ['view', 'state', 'channelId'] as const;
export type PublishFilters = Record<(typeof FILTER_NAMES)[number], string>;

export function viewOf(filters: PublishFilters): View {
  return VIEWS.find((view) => view.id === filters.view) ?? (VIEWS[0] as View);
}

/** The view's states, narrowed to one where the address says so. */
export function statesOf(filters: PublishFilters): string {
  const { states } = viewOf(filters);
  const one = states.find((state) => state === filters.state);
  return one ?? states.join(',');
}
