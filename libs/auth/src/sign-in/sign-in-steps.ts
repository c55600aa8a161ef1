import type { Method } from '../auth.events';
import type { ChallengePurpose } from '../token.service';

export interface Standing {
  totp: boolean;
  passkeys: number;
  /** A role of the member asks for a passkey. */
  phishingResistant: boolean;
}

export interface Step {
  step: ChallengePurpose;
  /** What does for this step. */
  factors: ('totp' | 'passkey' | 'recovery-code')[];
}

const PASSKEY: Step = { step: 'passkey', factors: ['passkey', 'recovery-code'] };
const PASSKEY_ENROLMENT: Step = { step: 'passkey-enrolment', factors: ['passkey'] };

/** What comes after the password: a second factor that does for this member, or making one. */
export function stepAfterPassword({ totp, passkeys, phishingResistant }: Standing): Step {
  if (passkeys > 0 && (phishingResistant || !totp)) return PASSKEY;
  if (totp)
    return { step: 'totp', factors: passkeys > 0 ? ['totp', 'passkey', 'recovery-code'] : ['totp', 'recovery-code'] };
  return phishingResistant ? PASSKEY_ENROLMENT : { step: 'totp-enrolment', factors: ['totp'] };
}

/**
 * What comes after a code: nothing, or a passkey where the code does not do.
 * @returns null when the sign-in is complete
 */
export function stepAfterCode({ totp, passkeys, phishingResistant }: Standing, code: Method): Step | null {
  // Whoever lost the passkey makes another before anything else: the codes would run out.
  if (code === 'recovery-code') return phishingResistant || !totp ? PASSKEY_ENROLMENT : null;
  if (!phishingResistant) return null;
  return passkeys > 0 ? PASSKEY : PASSKEY_ENROLMENT;
}
