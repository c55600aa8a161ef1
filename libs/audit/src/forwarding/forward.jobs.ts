import { Injectable } from '@nestjs/common';
import { checkpointCreated } from '@divan/ledger';
import {
  Clock,
  Database,
  JobHandler,
  Jobs,
  OnEvent,
  Periodic,
  type JobRun,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import { z } from 'zod';
import { ForwardWorker } from './forward-worker';
import { ForwarderRepository } from './forwarder.repository';

export const FORWARD_JOB = 'audit.forward-events';
const payload = z.object({ organizationId: z.uuid(), forwarderId: z.uuid() });

/** Wakes forwarders: when the log has grown, when they are due again, and when their worker was killed. */
@Injectable()
export class ForwardJobs {
  constructor(
    private readonly database: Database,
    private readonly repository: ForwarderRepository,
    private readonly worker: ForwardWorker,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  @OnEvent(checkpointCreated)
  async whenLogGrew(tx: Tx, { organizationId }: RequestContext): Promise<void> {
    const active = (await this.repository.list(tx)).filter(({ paused }) => !paused);
    await this.jobs.addMany(
      tx,
      FORWARD_JOB,
      active.map(({ id, nextAttemptAt }) => ({
        payload: { organizationId, forwarderId: id },
        options: { jobKey: `${FORWARD_JOB}:${id}`, runAt: nextAttemptAt },
      })),
    );
  }

  @JobHandler(FORWARD_JOB, payload)
  async forwardEvents(
    { organizationId, forwarderId }: z.infer<typeof payload>,
    { ctx, signal }: JobRun,
  ): Promise<void> {
    const again = await this.worker.forward(ctx, forwarderId, signal);
    if (again) await this.database.transaction(ctx, (tx) => this.wake(tx, organizationId, forwarderId, again));
  }

  @Periodic('audit.wake-forwarders', 15_000)
  async wakeForwarders(): Promise<void> {
    const now = this.clock.now();
    const found = await this.database.system('audit.wake-forwarders', (tx) => this.repository.neglected(tx, now));
    for (const { organizationId, id } of found)
      await this.database.transaction({ organizationId }, (tx) => this.wake(tx, organizationId, id, now));
  }

  wake(tx: Tx, organizationId: string, forwarderId: string, runAt: Date): Promise<void> {
    return this.jobs.add(
      tx,
      FORWARD_JOB,
      { organizationId, forwarderId },
      { runAt, jobKey: `${FORWARD_JOB}:${forwarderId}` },
    );
  }
}
