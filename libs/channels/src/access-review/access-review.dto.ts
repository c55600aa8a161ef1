import type { ReviewItem } from './access-review.service';

export class ReviewedMemberResponse {
  id!: string;
  /** @example 'Sara Ahmadi' */
  name!: string;
  /** Null for a service member. @example 'sara@rivertown.example' */
  email!: string | null;
  state!: 'active' | 'invited' | 'disabled';
  kind!: 'person' | 'service';
}

export class ReviewedNameResponse {
  id!: string;
  /** @example 'Agent' */
  name!: string;
}

export class ReviewedChannelResponse {
  id!: string;
  /** @example 'rivertown.example' */
  handle!: string;
  /** @example 'bluesky' */
  network!: string;
  /** @example ['inbox:read', 'inbox:reply'] */
  permissions!: string[];
}

export class AccessReviewItemResponse {
  member!: ReviewedMemberResponse;
  roles!: ReviewedNameResponse[];
  /** What the roles give in the whole organization; nothing while the member is not active. */
  permissions!: string[];
  teams!: ReviewedNameResponse[];
  /** The channels that the member sees, with what the member may do there. */
  channels!: ReviewedChannelResponse[];
  /** @example '2026-11-22T09:00:00.000Z' */
  lastActiveAt!: string | null;
}

export class AccessReviewResponse {
  items!: AccessReviewItemResponse[];
  nextCursor!: string | null;
}

export function toAccessReviewItem({ member, channels }: ReviewItem): AccessReviewItemResponse {
  const { id, name, email, state, kind, roles, permissions, teams, lastActiveAt } = member;
  return {
    member: { id, name, email, state, kind },
    roles,
    permissions,
    teams,
    channels,
    lastActiveAt: lastActiveAt?.toISOString() ?? null,
  };
}
