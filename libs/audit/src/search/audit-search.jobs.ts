import { Injectable } from '@nestjs/common';
import { checkpointCreated } from '@divan/ledger';
import { JobHandler, Jobs, OnEvent, type JobRun, type RequestContext, type Tx } from '@divan/platform';
import { z } from 'zod';
import { AuditIndexer } from './audit-indexer';

const NAME = 'audit.index-events';
const payload = z.object({ organizationId: z.uuid() });

/** Follows the log with the search index. */
@Injectable()
export class AuditSearchJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly indexer: AuditIndexer,
  ) {}

  /** A job that waits takes what comes until it starts along; one that runs gets another behind it. */
  @OnEvent(checkpointCreated)
  whenLogGrew(tx: Tx, { organizationId }: RequestContext): Promise<void> {
    return this.jobs.add(tx, NAME, { organizationId }, { jobKey: `${NAME}:${organizationId}` });
  }

  @JobHandler(NAME, payload)
  async indexEvents(_: z.infer<typeof payload>, { ctx, signal }: JobRun): Promise<void> {
    await this.indexer.index(ctx, signal);
  }
}
