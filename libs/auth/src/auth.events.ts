import { auditKind } from '@divan/audit';
import { z } from 'zod';

export const SECOND_FACTORS = ['totp', 'recovery-code', 'passkey'] as const;
export type SecondFactor = (typeof SECOND_FACTORS)[number];

/** How a session was opened, in the order in which it was proved. */
export const METHODS = ['password', ...SECOND_FACTORS, 'oidc', 'saml'] as const;
export type Method = (typeof METHODS)[number];

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
const stepUpFactor = z.object({ factor: z.enum([...SECOND_FACTORS, 'sso']) });
export const steppedUp = auditKind('auth.stepped-up', 1, stepUpFactor);
export const stepUpFailed = auditKind('auth.step-up-failed', 1, stepUpFactor);

export const totpEnrolled = auditKind('auth.totp-enrolled', 1, z.object({ recoveryCodes: z.number().int() }));
export const totpMoved = auditKind('auth.totp-moved', 1, z.object({}));
export const totpMoveFailed = auditKind('auth.totp-move-failed', 1, z.object({}));
export const recoveryCodesMade = auditKind('auth.recovery-codes-made', 1, z.object({ count: z.number().int() }));
export const recoveryCodeUsed = auditKind('auth.recovery-code-used', 1, z.object({ remaining: z.number().int() }));

const passkey = z.object({ passkeyId: z.string(), name: z.string() });
export const passkeyAdded = auditKind('auth.passkey-added', 1, passkey.extend({ backedUp: z.boolean() }));
export const passkeyRenamed = auditKind('auth.passkey-renamed', 1, passkey);
export const passkeyRemoved = auditKind('auth.passkey-removed', 1, passkey);
export const credentialRefused = auditKind('auth.credential-change-refused', 1, z.object({ code: z.string() }));

export const factorsReset = auditKind(
  'auth.second-factors-reset',
  1,
  z.object({ totp: z.boolean(), passkeys: z.number().int() }),
);
export const factorsResetRefused = auditKind('auth.second-factors-reset-refused', 1, z.object({ code: z.string() }));

export const passwordChanged = auditKind('auth.password-changed', 1, z.object({ by: z.enum(['member', 'reset']) }));
export const passwordResetRequested = auditKind('auth.password-reset-requested', 1, z.object({}));

/** By whoever runs the installation, for a person whose account has had too many failures. */
export const accountUnlocked = auditKind('auth.account-unlocked', 1, z.object({}));

export const noticeAcknowledged = auditKind('auth.sign-in-notice-acknowledged', 1, z.object({ sha256: z.string() }));
export const organizationSwitched = auditKind(
  'auth.organization-switched',
  1,
  z.object({ fromOrganizationId: z.string(), sessionId: z.string() }),
);
export const switchRefused = auditKind('auth.switch-refused', 1, z.object({ organizationId: z.string() }));

export const refreshReused = auditKind('auth.refresh-reused', 1, z.object({ sessionId: z.string() }));

export const END_REASONS = [
  'signed-out',
  'ended-by-member',
  'refresh-reused',
  'member-disabled',
  'password-changed',
  'ended-by-administrator',
  'replaced',
  'switched',
  'policy',
  'organization-suspended',
  'identity-provider',
] as const;
export type EndReason = (typeof END_REASONS)[number];
export const sessionEndedAudit = auditKind('auth.session-ended', 1, z.object({ reason: z.enum(END_REASONS) }));

/** At most once a minute for each actor and route; the others of that minute are counted in the next one. */
export const accessRefused = auditKind(
  'auth.access-refused',
  2,
  z.object({ permission: z.string(), repetitions: z.number().int() }),
);
