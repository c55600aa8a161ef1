import { auditKind } from '@divan/audit';
import { defineEvent } from '@divan/platform';
import { z } from 'zod';

const assignment = z.object({ roles: z.array(z.string()), teamIds: z.array(z.string()) });
const membership = assignment.extend({ state: z.enum(['invited', 'active', 'disabled']) });

export const organizationCreated = auditKind('accounts.organization-created', 1, z.object({ timeZone: z.string() }));
export const memberInvited = auditKind(
  'accounts.member-invited',
  1,
  assignment.extend({ invitationId: z.string(), expiresAt: z.string() }),
);
export const invitationAccepted = auditKind('accounts.invitation-accepted', 1, z.object({ invitationId: z.string() }));
export const memberChangedAudit = auditKind(
  'accounts.member-changed',
  1,
  z.object({ before: membership, after: membership }),
);
export const memberProvisioned = auditKind('accounts.member-provisioned', 1, membership);
export const serviceMemberCreated = auditKind('accounts.service-member-created', 1, assignment);
export const memberChangeRefused = auditKind('accounts.member-change-refused', 1, z.object({ code: z.string() }));
export const invitationRefused = auditKind('accounts.invitation-refused', 1, z.object({ code: z.string() }));
export const teamCreated = auditKind('accounts.team-created', 1, z.object({}));
export const profileChanged = auditKind('accounts.profile-changed', 1, z.object({ locale: z.string() }));

/** A member's roles, teams or state changed; whoever remembers what the member may do must look again. */
export const memberChanged = defineEvent(
  'accounts.member-changed',
  1,
  z.object({
    memberId: z.string(),
    accountId: z.string(),
    state: z.enum(['invited', 'active', 'disabled']),
    stateChanged: z.boolean(),
  }),
);
