import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, Readiness } from '@divan/platform';
import { PublicationRepository } from './publication.repository';

const ALARM_AFTER_SECONDS = 60;

/** Shows at /readyz when posts stand still that should be on their way. */
@Injectable()
export class PublishingHealth implements OnModuleInit {
  constructor(
    private readonly readiness: Readiness,
    private readonly database: Database,
    private readonly publications: PublicationRepository,
  ) {}

  onModuleInit(): void {
    this.readiness.register('publications', async () => {
      const seconds = await this.database.system('publishing.readiness', (tx) => this.publications.longestOverdue(tx));
      // Taking the process away would not send them sooner.
      return { ok: seconds < ALARM_AFTER_SECONDS, required: false, detail: { oldestOverdueSeconds: seconds } };
    });
  }
}
