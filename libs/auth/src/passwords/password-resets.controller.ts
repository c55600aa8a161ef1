import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public, type DivanRequest } from '@divan/platform';
import { NextStepResponse } from '../auth.dto';
import { originOf } from '../member-context';
import { PasswordResets } from './password-reset.service';
import { CompletePasswordResetRequest, PasswordResetRequest, PasswordResetResponse } from './passwords.dto';

@ApiTags('auth')
@Public()
@Controller('v1/auth/password-resets')
export class PasswordResetsController {
  constructor(private readonly resets: PasswordResets) {}

  /** Mails a link, if there is somebody to mail it to. The answer does not say. */
  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Forgot the password' })
  request(@Req() request: DivanRequest, @Body() body: PasswordResetRequest): Promise<void> {
    return this.resets.request(originOf(request), body.email);
  }

  /** Whose password the link sets. */
  @Get(':token')
  @ApiOperation({ summary: 'Read a password reset' })
  open(@Param('token') token: string): Promise<PasswordResetResponse> {
    return this.resets.open(token);
  }

  /** Sets the password; the second factor comes next. */
  @Post(':token')
  @HttpCode(200)
  @ApiOperation({ summary: 'Set a new password' })
  complete(
    @Req() request: DivanRequest,
    @Param('token') token: string,
    @Body() body: CompletePasswordResetRequest,
  ): Promise<NextStepResponse> {
    return this.resets.complete(originOf(request), token, body.password);
  }
}
