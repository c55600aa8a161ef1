import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, Ctx, type DivanRequest, type RequestContext } from '@divan/platform';
import type { FastifyReply } from 'fastify';
import { SessionResponse, toSessionResponse } from '../auth.dto';
import { originOf } from '../member-context';
import { setRefreshCookie } from '../sessions/refresh-cookie';
import { SwitchRequest } from './organization-switch.dto';
import { OrganizationSwitch } from './organization-switch.service';

@ApiTags('auth')
@ApiBearerAuth()
@Authenticated()
@Controller('v1/auth/switch')
export class OrganizationSwitchController {
  constructor(private readonly switches: OrganizationSwitch) {}

  /** Goes on in another organization of the member, where its policy lets them. The session here ends. */
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Switch the organization' })
  async switch(
    @Ctx() ctx: RequestContext,
    @Req() request: DivanRequest,
    @Body() body: SwitchRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    const tokens = await this.switches.switch(ctx, originOf(request), body.organizationId);
    setRefreshCookie(reply, tokens);
    return toSessionResponse(tokens);
  }
}
