import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { RequirePermission, WithinChannels } from '@divan/platform';
import { NetworkListResponse, toNetworkResponse } from './channels.dto';
import { ChannelsService } from './channels.service';

@ApiTags('channels')
@ApiBearerAuth()
@WithinChannels()
@Controller('v1/networks')
export class NetworksController {
  constructor(private readonly channels: ChannelsService) {}

  /** What each network can do here, how an account is connected, and what it does not allow. */
  @Get()
  @RequirePermission('channels:read')
  list(): NetworkListResponse {
    return { items: this.channels.listNetworks().map(toNetworkResponse) };
  }
}
