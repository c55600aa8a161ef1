import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { Public, type DivanRequest } from '@divan/platform';
import type { FastifyReply } from 'fastify';
import {
  AcceptInvitationRequest,
  ConfirmTotpEnrolmentRequest,
  EnrolledSessionResponse,
  NextStepResponse,
  OpenInvitationResponse,
  codeOf,
  SessionResponse,
  SignInRequest,
  toOpenInvitationResponse,
  toSessionResponse,
  TotpEnrolmentRequest,
  TotpEnrolmentResponse,
  TotpRequest,
} from '../auth.dto';
import { sessionEnded } from '../auth.errors';
import { EnrolmentService } from '../totp/enrolment.service';
import { CodeSignIn } from './code-sign-in.service';
import { JoiningService } from './joining.service';
import { originOf } from '../member-context';
import { clearRefreshCookie, readRefreshCookie, setRefreshCookie } from '../sessions/refresh-cookie';
import { SessionService, type SessionTokens } from '../sessions/session.service';
import { SignInService, type NextStep } from './sign-in.service';

const CLIENT_HEADER = {
  name: 'X-Divan-Client',
  required: true,
  description: 'Any value, such as `web`; another site cannot send it.',
};

@ApiTags('auth')
@Public()
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly signIns: SignInService,
    private readonly codes: CodeSignIn,
    private readonly enrolment: EnrolmentService,
    private readonly joining: JoiningService,
    private readonly sessions: SessionService,
  ) {}

  /** The first step: e-mail address and password. */
  @Post('sign-in')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in: password' })
  signIn(@Req() request: DivanRequest, @Body() body: SignInRequest): Promise<NextStepResponse> {
    return this.signIns.signIn(originOf(request), body);
  }

  /** The second step: a code of the authenticator, or a recovery code. */
  @Post('totp')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in: second factor' })
  @ApiExtraModels(SessionResponse, NextStepResponse)
  @ApiOkResponse({
    description: 'The session; or the next step, where a role of the member asks for a passkey.',
    schema: { oneOf: [{ $ref: getSchemaPath(SessionResponse) }, { $ref: getSchemaPath(NextStepResponse) }] },
  })
  async totp(
    @Req() request: DivanRequest,
    @Body() body: TotpRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse | NextStepResponse> {
    return answer(reply, await this.codes.complete(originOf(request), body.challenge, codeOf(body)));
  }

  /** Begins to set up an authenticator. */
  @Post('totp-enrolment')
  @HttpCode(200)
  @ApiOperation({ summary: 'Set up an authenticator' })
  enrol(@Req() request: DivanRequest, @Body() body: TotpEnrolmentRequest): Promise<TotpEnrolmentResponse> {
    return this.enrolment.begin(originOf(request), body.challenge);
  }

  /** Confirms the authenticator with its first code and signs in. */
  @Post('totp-enrolment/confirm')
  @HttpCode(200)
  @ApiOperation({ summary: 'Confirm an authenticator' })
  async confirm(
    @Req() request: DivanRequest,
    @Body() body: ConfirmTotpEnrolmentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EnrolledSessionResponse> {
    const tokens = await this.enrolment.confirm(originOf(request), body.challenge, body.code);
    setRefreshCookie(reply, tokens);
    return { ...toSessionResponse(tokens), recoveryCodes: tokens.recoveryCodes };
  }

  /** A new access token for the refresh token of the cookie, which is replaced. */
  @Post('refresh')
  @HttpCode(200)
  @ApiHeader(CLIENT_HEADER)
  @ApiOperation({ summary: 'Refresh the session' })
  async refresh(
    @Req() request: DivanRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    const token = readRefreshCookie(request);
    if (token === null) throw sessionEnded();
    const tokens = await this.sessions.refresh(token, originOf(request));
    setRefreshCookie(reply, tokens);
    return toSessionResponse(tokens);
  }

  /** Ends the session of the cookie, if there is one. */
  @Post('sign-out')
  @HttpCode(204)
  @ApiHeader(CLIENT_HEADER)
  @ApiOperation({ summary: 'Sign out' })
  async signOut(@Req() request: DivanRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.signOut(readRefreshCookie(request), originOf(request));
    clearRefreshCookie(reply);
  }

  /** What the link of an invitation leads to. */
  @Get('invitations/:token')
  @ApiOperation({ summary: 'Read an invitation' })
  async invitation(@Param('token') token: string): Promise<OpenInvitationResponse> {
    return toOpenInvitationResponse(await this.joining.openInvitation(token));
  }

  /** Accepts an invitation; the second factor comes next. */
  @Post('invitations/:token')
  @HttpCode(200)
  @ApiOperation({ summary: 'Accept an invitation' })
  accept(
    @Req() request: DivanRequest,
    @Param('token') token: string,
    @Body() body: AcceptInvitationRequest,
  ): Promise<NextStepResponse> {
    return this.joining.accept(originOf(request), token, body);
  }
}

function answer(reply: FastifyReply, result: SessionTokens | NextStep): SessionResponse | NextStepResponse {
  if (!('accessToken' in result)) return result;
  setRefreshCookie(reply, result);
  return toSessionResponse(result);
}
