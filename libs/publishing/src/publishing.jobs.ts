import { Injectable } from '@nestjs/common';
import { ChannelsService } from '@divan/channels';
import { Database, JobHandler, type JobRun, Jobs, Periodic } from '@divan/platform';
import { z } from 'zod';
import { PUBLISH_JOB } from './post-lifecycle.service';
import { PublicationSender } from './publication-sender.service';
import { PublicationRepository } from './publication.repository';

const publishPost = z.object({ organizationId: z.uuid(), publicationId: z.uuid() });

@Injectable()
export class PublishingJobs {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly publications: PublicationRepository,
    private readonly sender: PublicationSender,
    private readonly channels: ChannelsService,
  ) {}

  @JobHandler(PUBLISH_JOB, publishPost)
  async publishPost(payload: z.infer<typeof publishPost>, { ctx }: JobRun): Promise<void> {
    // What waits goes out when the organization is resumed, or is too late then.
    if (await this.channels.isPaused(ctx)) return;
    await this.sender.send(ctx, payload.publicationId);
  }

  /** What a killed worker left behind, or whose job was lost, moves again. */
  @Periodic('publishing.sweep', 3000)
  async wakeOverdue(): Promise<void> {
    await this.database.system('publishing.sweep', async (tx) => {
      const overdue = await this.publications.findOverdue(tx, 500);
      const items = overdue.map(({ id, organizationId }) => ({
        payload: { organizationId, publicationId: id },
        options: { jobKey: `${PUBLISH_JOB}:${id}` },
      }));
      await this.jobs.addMany(tx, PUBLISH_JOB, items);
    });
  }
}
