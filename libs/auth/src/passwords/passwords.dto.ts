import { Transform } from 'class-transformer';
import { IsEmail, IsString, Length, MaxLength } from 'class-validator';

export class ChangePasswordRequest {
  /** @example 'correct horse battery staple' */
  @IsString()
  @Length(1, 1024)
  currentPassword!: string;

  /** At least 12 characters. @example 'purple harbour lantern song' */
  @IsString()
  @Length(1, 1024)
  newPassword!: string;
}

export class PasswordResetRequest {
  /** @example 'sara@rivertown.example' */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.normalize('NFC').trim() : value))
  @IsEmail()
  @MaxLength(254)
  email!: string;
}

export class PasswordResetResponse {
  /** @example 'sara@rivertown.example' */
  email!: string;
}

export class CompletePasswordResetRequest {
  /** At least 12 characters. @example 'purple harbour lantern song' */
  @IsString()
  @Length(1, 1024)
  password!: string;
}
