import { Body, Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Ctx, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import { ChannelConnectionService } from './channel-connection.service';
import {
  AuthorizationResponse,
  ChannelResponse,
  CompleteAuthorizationRequest,
  ConnectChannelRequest,
  toChannelResponse,
} from './channels.dto';
import { ChannelsService } from './channels.service';

@ApiTags('channels')
@ApiBearerAuth()
@Controller('v1/channel-authorizations')
export class ChannelAuthorizationsController {
  constructor(
    private readonly channels: ChannelsService,
    private readonly connection: ChannelConnectionService,
  ) {}

  /** Begins to connect an account by OAuth: send the member to `authorizationUrl`. Valid for 10 minutes, once. */
  @Post()
  @RequirePermission('channels:connect')
  @StepUp()
  begin(@Ctx() ctx: RequestContext, @Body() body: ConnectChannelRequest): Promise<AuthorizationResponse> {
    return this.connection.beginAuthorization(ctx, body.network, body.settings);
  }

  /** Ends it with what the network sent back. Only the member who began can. */
  @Post('complete')
  @RequirePermission('channels:connect')
  async complete(@Ctx() ctx: RequestContext, @Body() body: CompleteAuthorizationRequest): Promise<ChannelResponse> {
    const channel = await this.connection.completeAuthorization(ctx, body.state, body.code);
    return toChannelResponse(channel, this.channels.listNetworks(), ctx);
  }
}
