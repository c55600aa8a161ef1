import { auditKind } from '@divan/audit';
import { defineEvent } from '@divan/platform';
import { z } from 'zod';

const assignment = z.object({ roles: z.array(z.string()), teamIds: z.array(z.string()) });
const membership = assignment.extend({ state: z.enum(['invited', 'active', 'disabled']) });

export const organizationCreated = auditKind('accounts.organization-created', 1, z.object({ timeZone: z.string() }));
const organizationSettings = z.object({ name: z.string(), timeZone: z.string() });
export const organizationChanged = auditKind(
  'accounts.organization-changed',
  1,
  z.object({ before: organizationSettings, after: organizationSettings }),
);
export const organizationSuspended = auditKind('accounts.organization-suspended', 1, z.object({}));
export const organizationResumed = auditKind('accounts.organization-resumed', 1, z.object({}));
export const deletionBegun = auditKind('accounts.organization-deletion-begun', 1, z.object({}));
export const setupDone = auditKind('accounts.setup-done', 1, z.object({}));
export const ownershipTransferred = auditKind('accounts.ownership-transferred', 1, z.object({ keepRole: z.boolean() }));
export const ownershipTransferRefused = auditKind(
  'accounts.ownership-transfer-refused',
  1,
  z.object({ code: z.string() }),
);
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
export const inactivityWarned = auditKind(
  'accounts.inactivity-warned',
  1,
  z.object({ lastUsedAt: z.string(), endsAt: z.string() }),
);
export const memberInactive = auditKind('accounts.member-inactive', 1, z.object({ lastUsedAt: z.string() }));
export const memberChangeRefused = auditKind('accounts.member-change-refused', 1, z.object({ code: z.string() }));
export const invitationRefused = auditKind('accounts.invitation-refused', 1, z.object({ code: z.string() }));
export const joiningRefused = auditKind('accounts.joining-refused', 1, z.object({ code: z.string() }));
/** Somebody came from a mail to the address; an account that had it until then keeps the rest of what it has. */
export const addressProven = auditKind('accounts.address-proven', 1, z.object({ takenOver: z.boolean() }));
/** In each organization of the account that had the address until then. */
export const addressReleased = auditKind('accounts.address-released', 1, z.object({}));
export const invitationVoided = auditKind('accounts.invitation-voided', 1, z.object({ invitationId: z.string() }));
export const teamRenamed = auditKind('accounts.team-renamed', 1, z.object({}));
export const teamDeletedAudit = auditKind('accounts.team-deleted', 1, z.object({ memberIds: z.array(z.string()) }));
export const teamChangeRefused = auditKind('accounts.team-change-refused', 1, z.object({ code: z.string() }));
const rolePermissions = z.object({ permissions: z.array(z.string()) });
export const roleCreated = auditKind('accounts.role-created', 1, rolePermissions);
export const roleChanged = auditKind(
  'accounts.role-changed',
  1,
  z.object({ before: rolePermissions, after: rolePermissions }),
);
export const roleDeleted = auditKind('accounts.role-deleted', 1, rolePermissions);
export const roleChangeRefused = auditKind('accounts.role-change-refused', 1, z.object({ code: z.string() }));
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

/** Whoever keeps something going for an organization stops it, or goes on. */
export const organizationStateChanged = defineEvent(
  'accounts.organization-state-changed',
  1,
  z.object({ organizationId: z.string(), state: z.enum(['active', 'suspended', 'deleting']) }),
);

/** A team is gone; whoever cannot do without it throws, and it stays. */
export const teamDeleted = defineEvent('accounts.team-deleted', 1, z.object({ teamId: z.string() }));
