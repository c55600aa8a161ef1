import { Injectable } from '@nestjs/common';
import { Clock, Database, JobHandler, Jobs, Periodic, systemContext, type JobRun } from '@divan/platform';
import { z } from 'zod';
import { exportRemovedAudit } from '../audit.events';
import { Audit } from '../audit.service';
import { EXPORT_JOB } from './export-job';
import { ExportWriter } from './export-writer';
import { ExportRepository } from './export.repository';

const payload = z.object({ organizationId: z.uuid(), exportId: z.uuid() });

/** Runs exports, finds those of killed workers, and removes what is past its time. */
@Injectable()
export class ExportJobs {
  constructor(
    private readonly database: Database,
    private readonly repository: ExportRepository,
    private readonly writer: ExportWriter,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  @JobHandler(EXPORT_JOB, payload)
  async writeExport({ organizationId, exportId }: z.infer<typeof payload>, { ctx, signal }: JobRun): Promise<void> {
    const again = await this.writer.write(ctx, exportId, signal);
    if (again) await this.wake(organizationId, exportId, again);
  }

  /** A killed worker's job would stay locked for hours; its lease ends after a minute. */
  @Periodic('audit.resume-exports', 20_000)
  async resumeExports(): Promise<void> {
    const now = this.clock.now();
    const found = await this.database.system('audit.resume-exports', (tx) => this.repository.abandoned(tx, now));
    for (const { organizationId, id } of found) await this.wake(organizationId, id, now);
  }

  @Periodic('audit.expire-exports', 10 * 60_000)
  async expireExports(): Promise<void> {
    const now = this.clock.now();
    const found = await this.database.system('audit.expire-exports', (tx) => this.repository.expired(tx, now));
    for (const { organizationId, id } of found) {
      const ctx = systemContext(organizationId, 'audit.expire-exports');
      await this.database.transaction(ctx, async (tx) => {
        await this.repository.remove(tx, id);
        const object = { type: 'audit-export', id };
        await this.audit.write(tx, ctx, exportRemovedAudit, { object, detail: { expired: true } });
      });
    }
  }

  private async wake(organizationId: string, exportId: string, runAt: Date): Promise<void> {
    await this.database.transaction({ organizationId }, (tx) =>
      this.jobs.add(tx, EXPORT_JOB, { organizationId, exportId }, { runAt, jobKey: `${EXPORT_JOB}:${exportId}` }),
    );
  }
}
