import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, Ctx, type DivanRequest, type RequestContext } from '@divan/platform';
import type { FastifyReply } from 'fastify';
import { browserOf, ensureBrowser } from './browser-cookie';
import { CompleteSignOnRequest, SignOnBeginningResponse } from './sign-on.dto';
import { SsoStepUp } from './sso-step-up.service';

@ApiTags('single sign-on')
@ApiBearerAuth()
@Authenticated()
@Controller('v1/auth/step-up/sso')
export class SsoStepUpController {
  constructor(private readonly steps: SsoStepUp) {}

  /** Leads to the provider that the session came by, which has to ask anew; ends at `/sso/step-up` of Divan’s pages. */
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Step up: begin at the identity provider' })
  async begin(
    @Ctx() ctx: RequestContext,
    @Req() request: DivanRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignOnBeginningResponse> {
    const provider = await this.steps.providerOf(ctx);
    const redirectUrl = await this.steps.begin(ctx, provider, ensureBrowser(request, reply, provider.kind));
    return { redirectUrl };
  }

  /** Exchanges the code that the provider’s answer led to; for five minutes what wants a fresh factor can be done. */
  @Post('complete')
  @HttpCode(204)
  @ApiOperation({ summary: 'Step up: complete at the identity provider' })
  complete(
    @Ctx() ctx: RequestContext,
    @Req() request: DivanRequest,
    @Body() { code }: CompleteSignOnRequest,
  ): Promise<void> {
    return this.steps.complete(ctx, code, browserOf(request));
  }
}
