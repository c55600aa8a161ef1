import { type AppError, hasPermission, type RequestContext } from '@divan/platform';
import type { ApprovalRequest } from './approval-request';
import { approvalErrors } from './approvals.errors';

/** Why the actor cannot decide about the request, or null. Pure: the screen and the decision ask the same rule. */
export function obstacleFor(ctx: RequestContext, request: ApprovalRequest): AppError | null {
  if (!hasPermission(ctx, 'approvals:decide')) return approvalErrors.permissionMissing();
  if (ctx.actor.kind !== 'member') return approvalErrors.notAPerson();
  if ([request.authorId, request.requestedBy.id, ...request.keyHolders].includes(ctx.actor.id))
    return approvalErrors.ownPost();
  if (request.state !== 'pending') return approvalErrors.alreadyDecided(request.state);
  return null;
}
