export const REQUEST_STATES = ['pending', 'approved', 'rejected', 'changes_requested', 'voided'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export const DECISIONS = ['approve', 'reject', 'request_changes'] as const;
export type DecisionKind = (typeof DECISIONS)[number];

export interface Decision {
  id: string;
  requestId: string;
  decision: DecisionKind;
  comment: string | null;
  by: { id: string; name: string };
  at: Date;
}

/** One question to the approvers, about exactly the content with this hash. */
export interface ApprovalRequest {
  id: string;
  postId: string;
  contentHash: string;
  /** RFC 8785 JSON of what the hash is over, as it was when asked. */
  content: string;
  state: RequestState;
  authorId: string;
  requestedBy: { id: string; name: string };
  /** Where a program wrote or submitted it: the members who were shown its key, and could have been the program. */
  keyHolders: string[];
  requestedAt: Date;
  version: number;
}

export const STATE_AFTER: Record<DecisionKind, RequestState> = {
  approve: 'approved',
  reject: 'rejected',
  request_changes: 'changes_requested',
};
