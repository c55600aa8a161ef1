import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, Ctx, StepUp, type RequestContext } from '@divan/platform';
import { TotpEnrolmentResponse } from '../auth.dto';
import { OwnPassword } from '../passwords/own-password.service';
import { ChangePasswordRequest } from '../passwords/passwords.dto';
import {
  ConfirmTotpMoveRequest,
  OwnSecurityResponse,
  RecoveryCodesResponse,
  toOwnSecurityResponse,
} from './own-account.dto';
import { OwnFactors } from './own-factors.service';

@ApiTags('auth')
@ApiBearerAuth()
@Authenticated()
@Controller('v1/me')
export class OwnAccountController {
  constructor(
    private readonly factors: OwnFactors,
    private readonly password: OwnPassword,
  ) {}

  /** How one’s own sign-in stands. */
  @Get('security')
  @ApiOperation({ summary: 'Read one’s own sign-in' })
  async security(@Ctx() ctx: RequestContext): Promise<OwnSecurityResponse> {
    return toOwnSecurityResponse(await this.factors.security(ctx));
  }

  /** Ends all other sessions of the account; its address is told. */
  @Post('password')
  @HttpCode(204)
  @StepUp()
  @ApiOperation({ summary: 'Change one’s password' })
  changePassword(@Ctx() ctx: RequestContext, @Body() body: ChangePasswordRequest): Promise<void> {
    return this.password.change(ctx, body);
  }

  /** A secret for another authenticator. The present one works until that is confirmed. */
  @Post('totp')
  @HttpCode(200)
  @StepUp()
  @ApiOperation({ summary: 'Begin to move the authenticator' })
  beginMove(@Ctx() ctx: RequestContext): Promise<TotpEnrolmentResponse> {
    return this.factors.beginMove(ctx);
  }

  /** From now on the other authenticator’s codes count. */
  @Post('totp/confirm')
  @HttpCode(204)
  @ApiOperation({ summary: 'Move the authenticator' })
  confirmMove(@Ctx() ctx: RequestContext, @Body() body: ConfirmTotpMoveRequest): Promise<void> {
    return this.factors.confirmMove(ctx, body.code);
  }

  /** The earlier recovery codes stop working. */
  @Post('recovery-codes')
  @HttpCode(200)
  @StepUp()
  @ApiOperation({ summary: 'Make new recovery codes' })
  async recoveryCodes(@Ctx() ctx: RequestContext): Promise<RecoveryCodesResponse> {
    return { codes: await this.factors.makeRecoveryCodes(ctx) };
  }
}
