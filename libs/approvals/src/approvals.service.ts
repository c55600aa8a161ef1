import { Audit } from '@divan/audit';
import {
  plainText,
  type PostChanged,
  postChanged,
  type PostDetails,
  type PostSubmitted,
  postSubmitted,
  PublishingService,
} from '@divan/publishing';
import { Injectable } from '@nestjs/common';
import {
  AppError,
  Clock,
  Database,
  DomainEvents,
  newId,
  notFound,
  OnEvent,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import {
  type ApprovalRequest,
  type Decision,
  type DecisionKind,
  type RequestState,
  STATE_AFTER,
} from './approval-request';
import { ApprovalRepository } from './approval.repository';
import { obstacleFor } from './approval-rules';
import { approvalErrors } from './approvals.errors';
import {
  approvalChanged,
  approvalRequestedAudit,
  approvalVoidedAudit,
  decisionMade,
  decisionMadeAudit,
  decisionRefusedAudit,
} from './approvals.events';

/** A request with what a screen shows beside it. */
export interface RequestDetails {
  request: ApprovalRequest;
  decisions: Decision[];
  post: PostDetails;
  /** Null: the actor may decide. */
  obstacle: AppError | null;
}

export interface DecisionInput {
  decision: DecisionKind;
  comment: string | null;
  /** Of the content that the approver looked at. */
  contentHash: string;
}

@Injectable()
export class ApprovalsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly requests: ApprovalRepository,
    private readonly publishing: PublishingService,
  ) {}

  /** Opens a request in the transaction of the submission. */
  @OnEvent(postSubmitted)
  async openRequests(tx: Tx, ctx: RequestContext, items: PostSubmitted[]): Promise<void> {
    for (const { postId, contentHash, content, author, submittedBy } of items) {
      const request: ApprovalRequest = {
        id: newId(),
        postId,
        contentHash,
        content,
        state: 'pending',
        authorId: author.id,
        requestedBy: submittedBy,
        keyHolders: [],
        requestedAt: this.clock.now(),
        version: 1,
      };
      await this.requests.insertRequest(tx, request);
      await this.audit.write(tx, ctx, approvalRequestedAudit, {
        object: { type: 'approval-request', id: request.id },
        detail: { postId, contentHash },
      });
      await this.events.publish(tx, ctx, approvalChanged, [{ requestId: request.id }]);
    }
  }

  /** What was asked about or approved is no longer what is there. In the transaction of the change. */
  @OnEvent(postChanged)
  async voidRequests(tx: Tx, ctx: RequestContext, items: PostChanged[]): Promise<void> {
    for (const { postId, reason } of items) {
      for (const request of await this.requests.lockOpen(tx, postId)) {
        await this.requests.setState(tx, request.id, 'voided', this.clock.now());
        await this.audit.write(tx, ctx, approvalVoidedAudit, {
          object: { type: 'approval-request', id: request.id },
          reason,
          detail: { postId, contentHash: request.contentHash, was: request.state },
        });
        await this.events.publish(tx, ctx, approvalChanged, [{ requestId: request.id }]);
      }
    }
  }

  /**
   * One decision closes a request; of several at once the first to commit counts.
   * @throws approvals.own_post, approvals.already_decided, approvals.content_changed, approvals.comment_required
   */
  async decide(ctx: RequestContext, id: string, input: DecisionInput): Promise<RequestDetails> {
    try {
      return await this.database.transaction(ctx, (tx) => this.decideIn(tx, ctx, id, input));
    } catch (error) {
      if (error instanceof AppError && error.status === 403) {
        const detail = { decision: input.decision, code: error.code };
        await this.audit.refuse(ctx, decisionRefusedAudit, { object: { type: 'approval-request', id }, detail });
      }
      throw error;
    }
  }

  private async decideIn(tx: Tx, ctx: RequestContext, id: string, input: DecisionInput): Promise<RequestDetails> {
    const found = await this.requests.find(tx, id);
    if (!found) throw notFound('approval request');
    // The post first, as whoever edits it does: an edit and a decision never wait for each other in a circle.
    await this.publishing.lockPostFor(ctx, tx, found.postId, 'approvals:decide');
    const request = (await this.requests.lock(tx, id))!;
    const obstacle = obstacleFor(ctx, request);
    if (obstacle) throw obstacle;
    if (input.contentHash !== request.contentHash) throw approvalErrors.contentChanged(request.contentHash);
    const comment = plainText(input.comment ?? '').trim() || null;
    if (input.decision !== 'approve' && !comment) throw approvalErrors.commentRequired();
    await this.record(tx, ctx, request, { ...input, comment });
    await this.apply(tx, ctx, request, input.decision);
    return (await this.describe(tx, ctx, [(await this.requests.find(tx, id))!]))[0]!;
  }

  private async record(tx: Tx, ctx: RequestContext, request: ApprovalRequest, input: DecisionInput): Promise<void> {
    const { id, postId, contentHash, content } = request;
    const by = { id: ctx.actor.id, name: ctx.actor.name };
    const decision: Decision = {
      id: newId(),
      requestId: id,
      decision: input.decision,
      comment: input.comment,
      by,
      at: this.clock.now(),
    };
    await this.requests.insertDecision(tx, decision, contentHash);
    await this.requests.setState(tx, id, STATE_AFTER[input.decision], decision.at);
    await this.audit.write(tx, ctx, decisionMadeAudit, {
      object: { type: 'approval-request', id },
      reason: input.comment ?? undefined,
      detail: { postId, contentHash, decision: input.decision },
    });
    await this.events.publish(tx, ctx, decisionMade, [
      {
        decisionId: decision.id,
        requestId: id,
        postId,
        contentHash,
        content,
        decision: input.decision,
        comment: input.comment,
        decidedBy: by,
        decidedAt: decision.at.toISOString(),
      },
    ]);
    await this.events.publish(tx, ctx, approvalChanged, [{ requestId: id }]);
  }

  private apply(
    tx: Tx,
    ctx: RequestContext,
    { postId, contentHash }: ApprovalRequest,
    decision: DecisionKind,
  ): Promise<void> {
    if (decision === 'approve') return this.publishing.approvePost(ctx, tx, postId, contentHash);
    const to = decision === 'reject' ? 'rejected' : 'changes_requested';
    return this.publishing.declinePost(ctx, tx, postId, contentHash, to);
  }

  async getRequest(ctx: RequestContext, id: string): Promise<RequestDetails> {
    return this.database.read(ctx, async (tx) => {
      const request = await this.requests.find(tx, id);
      const [details] = request ? await this.describe(tx, ctx, [request]) : [];
      if (!details) throw notFound('approval request');
      return details;
    });
  }

  /**
   * Newest first. Requests about posts that the actor may not see are left out, so a page may be shorter than `limit`.
   * @returns `last`: where the next page begins, null on the last one
   */
  listRequests(
    ctx: RequestContext,
    filter: { states: RequestState[] | null; before: string | null; limit: number },
  ): Promise<{ items: RequestDetails[]; last: string | null }> {
    return this.database.read(ctx, async (tx) => {
      const rows = await this.requests.list(tx, filter.states, filter.before, filter.limit + 1);
      const page = rows.slice(0, filter.limit);
      const items = await this.describe(tx, ctx, page);
      return { items, last: rows.length > filter.limit ? page.at(-1)!.id : null };
    });
  }

  private async describe(tx: Tx, ctx: RequestContext, requests: ApprovalRequest[]): Promise<RequestDetails[]> {
    const posts = await this.publishing.describePosts(ctx, tx, [...new Set(requests.map((request) => request.postId))]);
    const byId = new Map(posts.map((details) => [details.post.id, details]));
    const decisions = await this.requests.findDecisions(
      tx,
      requests.map((request) => request.id),
    );
    return requests.flatMap((request) => {
      const post = byId.get(request.postId);
      if (!post) return [];
      return [
        {
          request,
          post,
          decisions: decisions.filter((item) => item.requestId === request.id),
          obstacle: obstacleFor(ctx, request),
        },
      ];
    });
  }
}
