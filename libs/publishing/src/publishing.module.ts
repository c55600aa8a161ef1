import { AuditModule } from '@divan/audit';
import { ChannelsModule } from '@divan/channels';
import { ConnectorsModule } from '@divan/connectors';
import { MediaModule } from '@divan/media';
import { Module } from '@nestjs/common';
import { PostChannelReadModel } from './channel.read-model';
import { PostChecks } from './post-checks.service';
import { PostDrafts } from './post-drafts.service';
import { PostLifecycle } from './post-lifecycle.service';
import { PostReader } from './post-reader.service';
import { PostRepository } from './post.repository';
import { PublicationOutcomes } from './publication-outcomes.service';
import { PublicationRepository } from './publication.repository';
import { PublicationSender } from './publication-sender.service';
import { PublicationsController } from './publications.controller';
import { PublicationsService } from './publications.service';
import { PostsController } from './publishing.controller';
import { PublishingHealth } from './publishing.health';
import { PublishingJobs } from './publishing.jobs';
import { PublishingService } from './publishing.service';

@Module({
  imports: [AuditModule, ChannelsModule, ConnectorsModule, MediaModule],
  controllers: [PostsController, PublicationsController],
  providers: [
    PostChannelReadModel,
    PostChecks,
    PostDrafts,
    PostLifecycle,
    PostReader,
    PostRepository,
    PublicationOutcomes,
    PublicationRepository,
    PublicationSender,
    PublicationsService,
    PublishingHealth,
    PublishingJobs,
    PublishingService,
  ],
  exports: [PostChecks, PostDrafts, PublishingService],
})
export class PublishingModule {}
