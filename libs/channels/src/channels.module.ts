import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AccountsModule } from '@divan/accounts';
import { AuditModule } from '@divan/audit';
import { ConnectorsModule } from '@divan/connectors';
import { AccessReviewController } from './access-review/access-review.controller';
import { AccessReview } from './access-review/access-review.service';
import { ChannelAccessService } from './channel-access.service';
import { ChannelAuthorizationRepository } from './channel-authorization.repository';
import { ChannelAuthorizationsController } from './channel-authorizations.controller';
import { ChannelConnectionService } from './channel-connection.service';
import { ChannelRepository } from './channel.repository';
import { ChannelsController } from './channels.controller';
import { ChannelsService } from './channels.service';
import { KeyChannelsListener } from './key-channels.listener';
import { NetworksController } from './networks.controller';
import { RefusedUseInterceptor } from './rights/refused-use.interceptor';
import { TeamDeletionListener } from './rights/team-deletion.listener';

@Module({
  imports: [AccountsModule, AuditModule, ConnectorsModule],
  controllers: [ChannelsController, ChannelAuthorizationsController, NetworksController, AccessReviewController],
  providers: [
    ChannelRepository,
    ChannelAuthorizationRepository,
    ChannelAccessService,
    ChannelConnectionService,
    ChannelsService,
    KeyChannelsListener,
    AccessReview,
    TeamDeletionListener,
    { provide: APP_INTERCEPTOR, useClass: RefusedUseInterceptor },
  ],
  exports: [ChannelAccessService, ChannelConnectionService, ChannelsService],
})
export class ChannelsModule {}
