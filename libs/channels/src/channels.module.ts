import { Module } from '@nestjs/common';
import { AuditModule } from '@divan/audit';
import { ConnectorsModule } from '@divan/connectors';
import { ChannelAccessService } from './channel-access.service';
import { ChannelAuthorizationRepository } from './channel-authorization.repository';
import { ChannelAuthorizationsController } from './channel-authorizations.controller';
import { ChannelConnectionService } from './channel-connection.service';
import { ChannelRepository } from './channel.repository';
import { ChannelsController } from './channels.controller';
import { ChannelsService } from './channels.service';
import { KeyChannelsListener } from './key-channels.listener';
import { NetworksController } from './networks.controller';

@Module({
  imports: [AuditModule, ConnectorsModule],
  controllers: [ChannelsController, ChannelAuthorizationsController, NetworksController],
  providers: [
    ChannelRepository,
    ChannelAuthorizationRepository,
    ChannelAccessService,
    ChannelConnectionService,
    ChannelsService,
    KeyChannelsListener,
  ],
  exports: [ChannelAccessService, ChannelConnectionService, ChannelsService],
})
export class ChannelsModule {}
