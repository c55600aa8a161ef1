import { auditKind } from '@divan/audit';
import { z } from 'zod';

export const SECOND_FACTORS = ['totp', 'recovery-code'] as const;
export type SecondFactor = (typeof SECOND_FACTORS)[number];

export const signedIn = auditKind(
  'auth.signed-in',
  1,
  z.object({ sessionId: z.string(), methods: z.array(z.string()) }),
);
export const signInFailed = auditKind(
  'auth.sign-in-failed',
  1,
  z.object({ factor: z.enum(['password', ...SECOND_FACTORS]) }),
);
export const totpEnrolled = auditKind('auth.totp-enrolled', 1, z.object({ recoveryCodes: z.number().int() }));
export const recoveryCodeUsed = auditKind('auth.recovery-code-used', 1, z.object({ remaining: z.number().int() }));
export const refreshReused = auditKind('auth.refresh-reused', 1, z.object({ sessionId: z.string() }));

export const END_REASONS = ['signed-out', 'ended-by-member', 'refresh-reused', 'member-disabled'] as const;
export type EndReason = (typeof END_REASONS)[number];
export const sessionEndedAudit = auditKind('auth.session-ended', 1, z.object({ reason: z.enum(END_REASONS) }));

export const accessRefused = auditKind('auth.access-refused', 1, z.object({ permission: z.string() }));
