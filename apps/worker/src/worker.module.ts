import { AccountsModule } from '@divan/accounts';
import { ApprovalsModule } from '@divan/approvals';
import { ArchiveModule } from '@divan/archive';
import { AuditModule } from '@divan/audit';
import { AuthModule } from '@divan/auth';
import { ChannelsModule } from '@divan/channels';
import { ConnectorsModule } from '@divan/connectors';
import { ContactsModule } from '@divan/contacts';
import { FederationModule } from '@divan/federation';
import { InboxModule } from '@divan/inbox';
import { LedgerModule } from '@divan/ledger';
import { MediaModule } from '@divan/media';
import { PlatformModule } from '@divan/platform';
import { PublishingModule } from '@divan/publishing';
import { Module } from '@nestjs/common';

/** The features, in the order of their floors. */
@Module({
  imports: [
    PlatformModule.forRoot({ process: 'worker' }),
    LedgerModule,
    AuditModule,
    AccountsModule,
    AuthModule,
    FederationModule,
    ConnectorsModule,
    ChannelsModule,
    ContactsModule,
    InboxModule,
    MediaModule,
    PublishingModule,
    ApprovalsModule,
    ArchiveModule,
  ],
})
export class WorkerModule {}
