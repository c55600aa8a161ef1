import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public, type DivanRequest } from '@divan/platform';
import type { FastifyReply } from 'fastify';
import { SessionResponse, toSessionResponse } from '../auth.dto';
import { originOf } from '../member-context';
import { setRefreshCookie } from '../sessions/refresh-cookie';
import { PasskeyEnrolment } from './passkey-enrolment.service';
import { PasskeySignIn } from './passkey-sign-in.service';
import {
  ConfirmPasskeyEnrolmentRequest,
  PasskeyAnswerRequest,
  PasskeyCreationOptionsResponse,
  PasskeyEnrolmentRequest,
  PasskeyOptionsRequest,
  PasskeyRequestOptionsResponse,
  PasskeySessionResponse,
} from './passkeys.dto';

@ApiTags('auth')
@Public()
@Controller('v1/auth')
export class PasskeySignInController {
  constructor(
    private readonly signIns: PasskeySignIn,
    private readonly enrolment: PasskeyEnrolment,
  ) {}

  /** What a browser needs to ask for a passkey: after the password, or as the only factor. */
  @Post('passkey-options')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in: ask for a passkey' })
  options(@Req() request: DivanRequest, @Body() body: PasskeyOptionsRequest): Promise<PasskeyRequestOptionsResponse> {
    return this.signIns.begin(originOf(request), body.challenge);
  }

  /** Signs in with the passkey's answer. */
  @Post('passkey')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in: passkey' })
  async passkey(
    @Req() request: DivanRequest,
    @Body() body: PasskeyAnswerRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    const tokens = await this.signIns.complete(originOf(request), body.ceremony, body.response);
    setRefreshCookie(reply, tokens);
    return toSessionResponse(tokens);
  }

  /** Begins to make the passkey that a role asks for, or that replaces a lost one. */
  @Post('passkey-enrolment')
  @HttpCode(200)
  @ApiOperation({ summary: 'Set up a passkey' })
  enrol(@Req() request: DivanRequest, @Body() body: PasskeyEnrolmentRequest): Promise<PasskeyCreationOptionsResponse> {
    return this.enrolment.begin(originOf(request), body.challenge);
  }

  /** Registers the passkey and signs in with it. */
  @Post('passkey-enrolment/confirm')
  @HttpCode(200)
  @ApiOperation({ summary: 'Confirm a passkey' })
  async confirm(
    @Req() request: DivanRequest,
    @Body() body: ConfirmPasskeyEnrolmentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PasskeySessionResponse> {
    const tokens = await this.enrolment.confirm(originOf(request), body);
    setRefreshCookie(reply, tokens);
    return { ...toSessionResponse(tokens), ...(tokens.recoveryCodes && { recoveryCodes: tokens.recoveryCodes }) };
  }
}
