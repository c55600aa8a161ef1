import { Injectable } from '@nestjs/common';
import { checkpointCreated } from '@divan/ledger';
import { Clock, JobHandler, Jobs, OnEvent, type JobRun, type RequestContext, type Tx } from '@divan/platform';
import { z } from 'zod';
import { AuditIndexer } from './audit-indexer';

const NAME = 'audit.index-events';
const WAIT_MS = 5_000;
const payload = z.object({ organizationId: z.uuid() });

/** Follows the log with the search index. */
@Injectable()
export class AuditSearchJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly indexer: AuditIndexer,
    private readonly clock: Clock,
  ) {}

  /**
   * A job that waits takes what comes until it starts along; one that runs gets another behind it. It waits a little:
   * many events together cost less than each alone, and what is not in the index yet is found without it.
   */
  @OnEvent(checkpointCreated)
  whenLogGrew(tx: Tx, { organizationId }: RequestContext): Promise<void> {
    const runAt = new Date(this.clock.now().getTime() + WAIT_MS);
    return this.jobs.add(tx, NAME, { organizationId }, { jobKey: `${NAME}:${organizationId}`, runAt, keepRunAt: true });
  }

  @JobHandler(NAME, payload)
  async indexEvents(_: z.infer<typeof payload>, { ctx, signal }: JobRun): Promise<void> {
    await this.indexer.index(ctx, signal);
  }
}
