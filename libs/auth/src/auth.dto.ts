import { IsEmail, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import { Transform } from 'class-transformer';
import type { OpenInvitation } from '@divan/accounts';
import { AppError } from '@divan/platform';
import type { SessionTokens } from './sessions/session.service';

const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.normalize('NFC').trim() : value;
const CODE = /^\d{6}$/;

export class SignInRequest {
  /** @example 'sara@rivertown.example' */
  @Transform(trimmed)
  @IsEmail()
  @MaxLength(254)
  email!: string;

  /** @example 'correct horse battery staple' */
  @IsString()
  @Length(1, 1024)
  password!: string;
}

export class NextStepResponse {
  /** What to do with the challenge. @example 'totp' */
  step!: 'totp' | 'totp-enrolment' | 'passkey' | 'passkey-enrolment';
  /** What does for this step. @example ['totp', 'recovery-code'] */
  factors!: ('totp' | 'passkey' | 'recovery-code')[];
  /** Good for ten minutes and for this step only. */
  challenge!: string;
}

export class TotpRequest {
  @IsString()
  @MaxLength(2048)
  challenge!: string;

  /** The authenticator's code; either this or `recoveryCode`. @example '492039' */
  @IsOptional()
  @Matches(CODE, { message: 'code must be six digits' })
  code?: string;

  /** One of the ten recovery codes; each works once. @example 'K7QM-2XWR-9HFD-V4TB' */
  @IsOptional()
  @IsString()
  @Length(16, 64)
  recoveryCode?: string;
}

export class TotpEnrolmentRequest {
  @IsString()
  @MaxLength(2048)
  challenge!: string;
}

export class ConfirmTotpEnrolmentRequest extends TotpEnrolmentRequest {
  /** The authenticator's first code. @example '492039' */
  @Matches(CODE, { message: 'code must be six digits' })
  code!: string;
}

export class TotpEnrolmentResponse {
  /** Base32, to type in by hand. @example 'JBSWY3DPEHPK3PXP' */
  secret!: string;
  /** @example 'otpauth://totp/Divan:sara%40rivertown.example?secret=JBSWY3DPEHPK3PXP&issuer=Divan' */
  otpauthUri!: string;
  /** The same as an SVG image of a QR code. */
  qrSvg!: string;
}

export class SessionResponse {
  /** Send as `Authorization: Bearer`. Good for ten minutes; then refresh. */
  accessToken!: string;
  /** @example '2026-11-22T09:10:00.000Z' */
  expiresAt!: string;
}

export class EnrolledSessionResponse extends SessionResponse {
  /** Shown this once. @example ['K7QM-2XWR-9HFD-V4TB'] */
  recoveryCodes!: string[];
}

export class OpenInvitationResponse {
  /** @example 'City of Rivertown' */
  organizationName!: string;
  /** @example 'sara@rivertown.example' */
  email!: string;
  /** @example 'Sara Ahmadi' */
  name!: string;
  /** The person already signs in to another organization here: that password comes first, then the second factor. */
  hasAccount!: boolean;
  /**
   * Somebody signs in with this address who never showed that it is theirs. Whoever came here from a mail gets an account
   * of their own, and that one loses the address; whoever did not cannot join.
   */
  addressInUse!: boolean;
}

export class AcceptInvitationRequest {
  /** @example 'Sara Ahmadi' */
  @Transform(trimmed)
  @IsString()
  @Length(1, 200)
  name!: string;

  /** At least 12 characters. @example 'correct horse battery staple' */
  @IsString()
  @Length(1, 1024)
  password!: string;
}

/** @throws 400 unless exactly one factor is given */
export function codeOf({ code, recoveryCode }: TotpRequest): { code: string } | { recoveryCode: string } {
  if (code !== undefined && recoveryCode === undefined) return { code };
  if (recoveryCode !== undefined && code === undefined) return { recoveryCode };
  throw new AppError('platform.invalid_request', 400, 'Send either code or recoveryCode.', {
    errors: [{ pointer: '/code', detail: 'send either code or recoveryCode' }],
  });
}

export function toSessionResponse({ accessToken, expiresAt }: SessionTokens): SessionResponse {
  return { accessToken, expiresAt: expiresAt.toISOString() };
}

export function toOpenInvitationResponse({
  organization,
  account,
  member,
  owner,
}: OpenInvitation): OpenInvitationResponse {
  return {
    organizationName: organization.name,
    email: account.email,
    name: member.name,
    hasAccount: owner === 'proven',
    addressInUse: owner === 'unproven',
  };
}
