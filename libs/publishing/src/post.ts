import type { Media } from '@divan/media';

export const POST_STATES = [
  'draft',
  'in_review',
  'changes_requested',
  'rejected',
  'approved',
  'scheduled',
  'publishing',
  'published',
  'partly_published',
  'failed',
] as const;
export type PostState = (typeof POST_STATES)[number];

/** A point in time as people mean it: a wall clock in a place. `at` is what that was in UTC when it was set. */
export interface Schedule {
  local: string;
  timeZone: string;
  at: Date;
}

/** What one channel gets; null means "the same as the post". */
export interface Variant {
  channelId: string;
  text: string | null;
  mediaIds: string[] | null;
}

export interface Person {
  id: string;
  name: string;
}

/** Why a post is in a state that a person must act on. */
export interface StateReason {
  code: string;
  detail: string;
}

export interface Post {
  id: string;
  title: string | null;
  text: string;
  mediaIds: string[];
  variants: Variant[];
  state: PostState;
  stateReason: StateReason | null;
  contentHash: string;
  schedule: Schedule | null;
  author: Person;
  submittedBy: Person | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

const EDITABLE: readonly PostState[] = [
  'draft',
  'in_review',
  'changes_requested',
  'rejected',
  'approved',
  'scheduled',
  'failed',
];
const SUBMITTABLE: readonly PostState[] = ['draft', 'changes_requested', 'rejected'];
/** Someone has been asked, or has said yes: an edit takes that back. */
const UNDER_REVIEW: readonly PostState[] = ['in_review', 'approved', 'scheduled'];

export const isEditable = (post: Post): boolean => EDITABLE.includes(post.state);
export const isSubmittable = (post: Post): boolean => SUBMITTABLE.includes(post.state);
export const isUnderReview = (post: Post): boolean => UNDER_REVIEW.includes(post.state);
export const isApprovedLate = (post: Post): boolean =>
  post.state === 'approved' && post.stateReason?.code === APPROVED_LATE;

export const APPROVED_LATE = 'publishing.approved_late';

export const effectiveText = (post: Pick<Post, 'text'>, variant: Variant): string => variant.text ?? post.text;
export const effectiveMediaIds = (post: Pick<Post, 'mediaIds'>, variant: Variant): string[] =>
  variant.mediaIds ?? post.mediaIds;

export function channelIdsOf({ variants }: Pick<Post, 'variants'>): string[] {
  return variants.map(({ channelId }) => channelId);
}

/** Every medium that a post names, once. */
export function mediaIdsOf(post: Pick<Post, 'mediaIds' | 'variants'>): string[] {
  return [...new Set([...post.mediaIds, ...post.variants.flatMap((variant) => variant.mediaIds ?? [])])];
}

export type MediaById = ReadonlyMap<string, Media>;
