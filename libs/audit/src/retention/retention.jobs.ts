import { Injectable } from '@nestjs/common';
import { Clock, Database, Periodic, systemContext } from '@divan/platform';
import { Audit } from '../audit.service';
import { detailsErasedAudit } from '../audit.events';
import { SettingsRepository } from './settings.repository';

const BATCH = 1_000;
const DAY_MS = 86_400_000;

/** Erases what is past its time: names, addresses, reasons and details. Events, entries and leaves stay and verify. */
@Injectable()
export class RetentionJobs {
  constructor(
    private readonly database: Database,
    private readonly repository: SettingsRepository,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  @Periodic('audit.erase-details', 60 * 60_000)
  async eraseDetails(): Promise<void> {
    const organizations = await this.database.system('audit.erase-details', (tx) => this.repository.withRetention(tx));
    const runs = [];
    for (const { organizationId, days } of organizations) {
      // One that fails is tried again next time, and is no reason to keep what others have to erase.
      runs.push(...(await Promise.allSettled([this.eraseOf(organizationId, days)])));
    }
    const failed = runs.find((run) => run.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async eraseOf(organizationId: string, days: number | null): Promise<void> {
    const ctx = systemContext(organizationId, 'audit.erase-details');
    const before = new Date(this.clock.now().getTime() - (days ?? 0) * DAY_MS);
    const batch = (): Promise<number> =>
      this.database.transaction(ctx, (tx) => this.repository.erase(tx, before, BATCH));
    while (days !== null && (await batch()) === BATCH);
    await this.database.transaction(ctx, async (tx) => {
      const count = await this.repository.takeUnreported(tx);
      if (count === 0) return;
      await this.audit.write(tx, ctx, detailsErasedAudit, {
        object: { type: 'audit-log', id: organizationId },
        detail: { count, before: before.toISOString() },
      });
    });
  }
}
