import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, Ctx, type RequestContext } from '@divan/platform';
import { SignInNoticeResponse, toSignInNoticeResponse } from './sign-in-notice.dto';
import { SignInNotices } from './sign-in-notice.service';

@ApiTags('auth')
@ApiBearerAuth()
@Authenticated()
@Controller('v1/me/sign-in-notice')
export class SignInNoticeController {
  constructor(private readonly notices: SignInNotices) {}

  /** What to take note of in this session, before anything else. */
  @Get()
  @ApiOperation({ summary: 'Read the sign-in notice' })
  async get(@Ctx() ctx: RequestContext): Promise<SignInNoticeResponse> {
    return toSignInNoticeResponse(await this.notices.get(ctx));
  }

  @Post('acknowledgement')
  @HttpCode(204)
  @ApiOperation({ summary: 'Acknowledge the sign-in notice' })
  acknowledge(@Ctx() ctx: RequestContext): Promise<void> {
    return this.notices.acknowledge(ctx);
  }
}
