import { PersonResponse, PostResponse, toPostResponse } from '@divan/publishing';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageQuery } from '@divan/platform';
import { DECISIONS, type DecisionKind, REQUEST_STATES, type RequestState } from './approval-request';
import type { DecisionInput, RequestDetails } from './approvals.service';

export class ListRequestsQuery extends PageQuery {
  /** @example "pending" */
  @IsOptional()
  @IsIn(REQUEST_STATES)
  state?: RequestState;
}

export class DecideRequest {
  @IsIn(DECISIONS)
  decision!: DecisionKind;

  /** Required for everything but an approval. @example "The closing date is missing." */
  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  comment?: string | null;

  /** The `contentHash` of what was looked at: any other content is refused. */
  @Matches(/^[0-9a-f]{64}$/)
  contentHash!: string;
}

export class DecisionResponse {
  @IsIn(DECISIONS)
  decision!: DecisionKind;
  comment!: string | null;
  by!: PersonResponse;
  at!: string;
}

export class ApprovalRequestResponse {
  id!: string;
  post!: PostResponse;
  contentHash!: string;
  @IsIn(REQUEST_STATES)
  state!: RequestState;
  requestedBy!: PersonResponse;
  requestedAt!: string;
  decisions!: DecisionResponse[];
  canDecide!: boolean;
  /** An error code; null when `canDecide`. @example "approvals.own_post" */
  cannotDecideReason!: string | null;
  version!: number;
}

export class ApprovalRequestListResponse {
  items!: ApprovalRequestResponse[];
  nextCursor!: string | null;
}

export function toDecisionInput({ decision, comment, contentHash }: DecideRequest): DecisionInput {
  return { decision, comment: comment ?? null, contentHash };
}

export function toRequestResponse({ request, decisions, post, obstacle }: RequestDetails): ApprovalRequestResponse {
  return {
    id: request.id,
    post: toPostResponse(post),
    contentHash: request.contentHash,
    state: request.state,
    requestedBy: request.requestedBy,
    requestedAt: request.requestedAt.toISOString(),
    decisions: decisions.map(({ decision, comment, by, at }) => ({ decision, comment, by, at: at.toISOString() })),
    canDecide: obstacle === null,
    cannotDecideReason: obstacle?.code ?? null,
    version: request.version,
  };
}
