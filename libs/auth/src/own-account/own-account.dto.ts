import { Matches } from 'class-validator';
import type { OwnSecurity } from './own-factors.service';

export class ConfirmTotpMoveRequest {
  /** The other authenticator's first code. @example '492039' */
  @Matches(/^\d{6}$/, { message: 'code must be six digits' })
  code!: string;
}

export class RecoveryCodesResponse {
  /** Shown this once; each works once. @example ['K7QM-2XWR-9HFD-V4TB'] */
  codes!: string[];
}

export class OwnTotpResponse {
  /** @example '2026-11-22T09:10:00.000Z' */
  confirmedAt!: string;
}

export class OwnSecurityResponse {
  passwordChangedAt!: string | null;
  /** Null without an authenticator. */
  totp!: OwnTotpResponse | null;
  /** @example 2 */
  passkeys!: number;
  /** @example 9 */
  recoveryCodesLeft!: number;
  /** A role asks for a passkey, or for an identity provider that vouches for as much. */
  phishingResistantRequired!: boolean;
  /** Whether the member may sign in here without the identity provider. */
  passwordSignIn!: boolean;
  /** Minutes without use after which the organization ends a session, and a client locks. @example 30 */
  idleMinutes!: number;
}

export function toOwnSecurityResponse(security: OwnSecurity): OwnSecurityResponse {
  const { passwordChangedAt, totpConfirmedAt, passkeys, recoveryCodesLeft } = security;
  const { phishingResistantRequired, passwordSignIn, idleMinutes } = security;
  return {
    passwordChangedAt: passwordChangedAt?.toISOString() ?? null,
    totp: totpConfirmedAt && { confirmedAt: totpConfirmedAt.toISOString() },
    passkeys,
    recoveryCodesLeft,
    phishingResistantRequired,
    passwordSignIn,
    idleMinutes,
  };
}
