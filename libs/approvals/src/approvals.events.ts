import { auditKind } from '@divan/audit';
import { defineEvent } from '@divan/platform';
import { z } from 'zod';
import { DECISIONS } from './approval-request';

const about = z.object({ postId: z.string(), contentHash: z.string() });
export const approvalRequestedAudit = auditKind('approvals.request-opened', 1, about);
export const approvalVoidedAudit = auditKind('approvals.request-voided', 1, about.extend({ was: z.string() }));
export const decisionMadeAudit = auditKind('approvals.decision-made', 1, about.extend({ decision: z.enum(DECISIONS) }));
export const decisionRefusedAudit = auditKind(
  'approvals.decision-refused',
  1,
  z.object({ decision: z.enum(DECISIONS), code: z.string() }),
);

const changedItem = z.object({ requestId: z.string() });
/** Anything about a request that a screen shows. */
export const approvalChanged = defineEvent<z.infer<typeof changedItem>>('approvals.request-changed', 1, changedItem, {
  live: (item) => ({ type: 'approval.changed', data: { id: item.requestId } }),
  permission: 'approvals:read',
});

const decisionItem = z.object({
  decisionId: z.string(),
  requestId: z.string(),
  postId: z.string(),
  contentHash: z.string(),
  /** RFC 8785 JSON of what was decided about. */
  content: z.string(),
  decision: z.enum(DECISIONS),
  comment: z.string().nullable(),
  decidedBy: z.object({ id: z.string(), name: z.string() }),
  decidedAt: z.string(),
});
export type DecisionMade = z.infer<typeof decisionItem>;
export const decisionMade = defineEvent<DecisionMade>('approvals.decision-made', 1, decisionItem);
