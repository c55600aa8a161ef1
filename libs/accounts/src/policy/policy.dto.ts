import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';

const notNull = (_: unknown, value: unknown): boolean => value !== null;

export class SecurityPolicyResponse {
  /** Role ids whose holders must sign in with a passkey or SSO. @example ['administrator'] */
  phishingResistantRoles!: string[];
  /** @example 30 */
  idleMinutes!: number;
  /** False: only SSO opens sessions, and the break-glass member's password. */
  passwordSignIn!: boolean;
  breakGlassMemberId!: string | null;
  /** Shown after each sign-in until it is acknowledged. */
  signInNotice!: string | null;
  /** Days without use after which a member is disabled. @example 90 */
  inactivityDays!: number;
  /** Whether members of several organizations may come here without signing in again. */
  allowSwitching!: boolean;
  /** Also the ETag. @example 1 */
  version!: number;
}

export class ChangeSecurityPolicyRequest {
  /** Role ids. @example ['administrator', 'publisher'] */
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  phishingResistantRoles?: string[];

  /** 5 to 30. @example 15 */
  @IsOptional()
  @IsInt()
  @Min(5)
  @Max(30)
  idleMinutes?: number;

  @IsOptional()
  @IsBoolean()
  passwordSignIn?: boolean;

  /** An active administrator; needed where password sign-in is off. */
  @IsOptional()
  @ValidateIf(notNull)
  @IsUUID()
  breakGlassMemberId?: string | null;

  /** At most 4,000 characters. */
  @IsOptional()
  @ValidateIf(notNull)
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.normalize('NFC').trim() : value))
  @IsString()
  @Length(1, 4_000)
  signInNotice?: string | null;

  /** 30 to 90. @example 90 */
  @IsOptional()
  @IsInt()
  @Min(30)
  @Max(90)
  inactivityDays?: number;

  @IsOptional()
  @IsBoolean()
  allowSwitching?: boolean;
}
