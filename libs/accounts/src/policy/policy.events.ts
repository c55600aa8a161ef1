import { auditKind } from '@divan/audit';
import { defineEvent } from '@divan/platform';
import { z } from 'zod';

const policy = z.object({
  phishingResistantRoles: z.array(z.string()),
  idleMinutes: z.number().int(),
  passwordSignIn: z.boolean(),
  breakGlassMemberId: z.string().nullable(),
  signInNotice: z.string().nullable(),
  inactivityDays: z.number().int(),
  allowSwitching: z.boolean(),
});

export const securityPolicyChangedAudit = auditKind(
  'accounts.security-policy-changed',
  1,
  z.object({ before: policy, after: policy }),
);

/** Whoever cannot live with the new policy throws, and it is not taken. */
export const securityPolicyChanged = defineEvent('accounts.security-policy-changed', 1, policy);
