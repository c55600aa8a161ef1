import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { Periodic } from '../jobs/job.decorators';

/** Keeps what only bridges a gap (live events, idempotency keys) for a day. */
@Injectable()
export class OutboxJobs {
  constructor(private readonly database: Database) {}

  @Periodic('platform.sweep', 60_000)
  async sweep(): Promise<void> {
    await this.database.system('platform.sweep', async (tx) => {
      await tx.execute(
        `DELETE FROM outbox_events WHERE id IN (SELECT id FROM outbox_events WHERE created_at < now() - interval '24 hours' ORDER BY created_at LIMIT 10000)`,
      );
      await tx.execute(`DELETE FROM idempotency_keys WHERE created_at < now() - interval '24 hours'`);
      await tx.execute(`DELETE FROM worker_heartbeats WHERE beat_at < now() - interval '1 day'`);
    });
  }
}
