import { Injectable } from '@nestjs/common';
import { assertIfMatch, Database, etagOf, type RequestContext } from '@divan/platform';
import { Audit } from '../audit.service';
import { settingsChangedAudit } from '../audit.events';
import { SettingsRepository, type AuditSettings } from './settings.repository';

/** How long the personal part of audit events is kept. The events themselves are for good. */
@Injectable()
export class SettingsService {
  constructor(
    private readonly database: Database,
    private readonly repository: SettingsRepository,
    private readonly audit: Audit,
  ) {}

  get(ctx: RequestContext): Promise<AuditSettings> {
    return this.database.read(ctx, (tx) => this.repository.read(tx));
  }

  change(ctx: RequestContext, detailRetentionDays: number | null, ifMatch: string): Promise<AuditSettings> {
    return this.database.transaction(ctx, async (tx) => {
      const old = await this.repository.read(tx);
      assertIfMatch(ifMatch, old.version);
      // Somebody saved since it was read: what the client saw is old, whatever its If-Match says.
      if (!(await this.repository.save(tx, detailRetentionDays, old.version)))
        assertIfMatch(etagOf(0), old.version + 1);
      await this.audit.write(tx, ctx, settingsChangedAudit, {
        object: { type: 'audit-settings', id: ctx.organizationId },
        detail: { detailRetentionDays },
        before: { detailRetentionDays: old.detailRetentionDays },
        after: { detailRetentionDays },
      });
      return this.repository.read(tx);
    });
  }
}
