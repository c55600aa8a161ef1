import { Module } from '@nestjs/common';
import { AuditModule } from '@divan/audit';
import { ChannelsModule } from '@divan/channels';
import { ContactsModule } from '@divan/contacts';
import { ContactsController } from './contacts.controller';
import { ConversationReadModel } from './conversation.read-model';
import { ConversationRepository } from './conversation.repository';
import { ConversationsController } from './conversations.controller';
import { ConversationsService } from './conversations.service';
import { InboxIngestion } from './inbox-ingestion.service';
import { InboxPolling } from './inbox-polling.service';
import { InboxStreams } from './inbox-streams.service';
import { InboxJobs } from './inbox.jobs';
import { IngestionRepository } from './ingestion.repository';
import { MessageReadModel } from './message.read-model';
import { PollRepository } from './poll.repository';
import { RepliesService } from './replies.service';
import { ReplyDeliveryRepository } from './reply-delivery.repository';
import { ReplyDeliveryService } from './reply-delivery.service';
import './inbox.config';

const persistence = [
  ConversationReadModel,
  ConversationRepository,
  IngestionRepository,
  MessageReadModel,
  PollRepository,
  ReplyDeliveryRepository,
];

@Module({
  imports: [AuditModule, ChannelsModule, ContactsModule],
  controllers: [ConversationsController, ContactsController],
  providers: [
    ...persistence,
    ConversationsService,
    InboxIngestion,
    InboxJobs,
    InboxPolling,
    InboxStreams,
    RepliesService,
    ReplyDeliveryService,
  ],
  exports: [ConversationsService, InboxIngestion, InboxPolling, RepliesService, ReplyDeliveryService],
})
export class InboxModule {}
