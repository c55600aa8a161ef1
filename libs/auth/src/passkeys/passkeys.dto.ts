import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsObject, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { SessionResponse } from '../auth.dto';
import type { Passkey } from './passkey.repository';

const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.normalize('NFC').trim() : value;

const JSON_OBJECT = { type: 'object', additionalProperties: true } as const;

export class PasskeyOptionsRequest {
  /** Of the password step; without it a passkey is the only factor. */
  @IsOptional()
  @IsString()
  @MaxLength(2048)
  challenge?: string;
}

export class PasskeyRequestOptionsResponse {
  /** Send it back with the answer: good for five minutes and once. */
  ceremony!: string;
  /** PublicKeyCredentialRequestOptionsJSON (WebAuthn Level 3 §5.1.11), for `navigator.credentials.get()`. */
  @ApiProperty(JSON_OBJECT)
  options!: object;
}

export class PasskeyCreationOptionsResponse {
  /** Send it back with the answer: good for five minutes and once. */
  ceremony!: string;
  /** PublicKeyCredentialCreationOptionsJSON (WebAuthn Level 3 §5.1.9), for `navigator.credentials.create()`. */
  @ApiProperty(JSON_OBJECT)
  options!: object;
}

export class PasskeyAnswerRequest {
  @IsString()
  @MaxLength(8192)
  ceremony!: string;

  /** AuthenticationResponseJSON (WebAuthn Level 3 §5.1.10.2). */
  @ApiProperty(JSON_OBJECT)
  @IsObject()
  response!: object;
}

export class NewPasskeyRequest {
  @IsString()
  @MaxLength(8192)
  ceremony!: string;

  /** RegistrationResponseJSON (WebAuthn Level 3 §5.1.10.1). */
  @ApiProperty(JSON_OBJECT)
  @IsObject()
  response!: object;

  /** @example 'Blue security key' */
  @Transform(trimmed)
  @IsString()
  @Length(1, 100)
  name!: string;
}

export class PasskeyEnrolmentRequest {
  /** Of the step `passkey-enrolment`. */
  @IsString()
  @MaxLength(2048)
  challenge!: string;
}

export class ConfirmPasskeyEnrolmentRequest extends NewPasskeyRequest {
  @IsString()
  @MaxLength(2048)
  challenge!: string;
}

export class PasskeySessionResponse extends SessionResponse {
  /** Shown this once, where the account had none. @example ['K7QM-2XWR-9HFD-V4TB'] */
  recoveryCodes?: string[];
}

export class RenamePasskeyRequest {
  /** @example 'Blue security key' */
  @Transform(trimmed)
  @IsString()
  @Length(1, 100)
  name!: string;
}

export class PasskeyResponse {
  id!: string;
  /** @example 'Blue security key' */
  name!: string;
  /** @example '2026-11-22T09:10:00.000Z' */
  createdAt!: string;
  lastUsedAt!: string | null;
  /** It is kept in more places than one device, as a password manager does. */
  backedUp!: boolean;
  /** @example ['internal', 'hybrid'] */
  transports!: string[];
}

export class PasskeyListResponse {
  items!: PasskeyResponse[];
}

export function toPasskeyResponse(passkey: Passkey): PasskeyResponse {
  const { id, name, createdAt, lastUsedAt, backedUp, transports } = passkey;
  return {
    id,
    name,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    backedUp,
    transports,
  };
}
