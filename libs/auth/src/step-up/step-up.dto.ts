import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { AppError } from '@divan/platform';
import type { FreshFactor } from './step-up.service';

export class StepUpRequest {
  /** The authenticator's code; either this or a passkey's answer. @example '492039' */
  @IsOptional()
  @Matches(/^\d{6}$/, { message: 'code must be six digits' })
  code?: string;

  /** Of `POST /v1/auth/step-up/passkey-options`. */
  @IsOptional()
  @IsString()
  @MaxLength(8192)
  ceremony?: string;

  /** AuthenticationResponseJSON (WebAuthn Level 3 §5.1.10.2). */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IsOptional()
  @IsObject()
  response?: object;
}

/** @throws 400 unless exactly one factor is given */
export function freshFactorOf({ code, ceremony, response }: StepUpRequest): FreshFactor {
  if (code !== undefined && ceremony === undefined && response === undefined) return { code };
  if (code === undefined && ceremony !== undefined && response !== undefined) return { ceremony, response };
  throw new AppError('platform.invalid_request', 400, 'Send either a code, or a ceremony with its response.', {
    errors: [{ pointer: '/code', detail: 'send either code, or ceremony and response' }],
  });
}
