import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  Idempotent,
  IfMatch,
  RequirePermission,
  StepUp,
  WithinChannels,
  type RequestContext,
} from '@divan/platform';
import { ChannelConnectionService } from './channel-connection.service';
import {
  ChannelListResponse,
  ChannelResponse,
  ConnectChannelRequest,
  toChannelResponse,
  UpdateChannelRequest,
} from './channels.dto';
import { ChannelsService } from './channels.service';

@ApiTags('channels')
@ApiBearerAuth()
@WithinChannels()
@Controller('v1/channels')
export class ChannelsController {
  constructor(
    private readonly channels: ChannelsService,
    private readonly connection: ChannelConnectionService,
  ) {}

  /** The connected accounts that you may see, with their state. */
  @Get()
  @RequirePermission('channels:read')
  async list(@Ctx() ctx: RequestContext): Promise<ChannelListResponse> {
    const networks = this.channels.listNetworks();
    return {
      items: (await this.channels.listChannels(ctx)).map((channel) => toChannelResponse(channel, networks, ctx)),
    };
  }

  /** Connects an account by credentials. An account that was connected before keeps its id. */
  @Post()
  @RequirePermission('channels:connect')
  @StepUp()
  @Idempotent()
  async connect(@Ctx() ctx: RequestContext, @Body() body: ConnectChannelRequest): Promise<ChannelResponse> {
    const channel = await this.connection.connectByCredentials(ctx, body.network, body.settings);
    return toChannelResponse(channel, this.channels.listNetworks(), ctx);
  }

  @Get(':id')
  @RequirePermission('channels:read')
  async get(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<ChannelResponse> {
    return toChannelResponse(await this.channels.getChannel(ctx, id), this.channels.listNetworks(), ctx);
  }

  /** Changes who sees the channel, and what their teams may do there. */
  @Patch(':id')
  @RequirePermission('channels:connect')
  @StepUp()
  async update(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
    @Body() body: UpdateChannelRequest,
  ): Promise<ChannelResponse> {
    return toChannelResponse(
      await this.channels.shareChannel(ctx, id, body, ifMatch),
      this.channels.listNetworks(),
      ctx,
    );
  }

  /** Disconnects the account and destroys its credentials. Everything received and published stays. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('channels:connect')
  @StepUp()
  disconnect(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.channels.disconnectChannel(ctx, id);
  }
}
