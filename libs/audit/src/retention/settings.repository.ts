import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

export interface AuditSettings {
  /** Null: for good. */
  detailRetentionDays: number | null;
  version: number;
}

/** What is kept how long, and the erasing of it. */
@Injectable()
export class SettingsRepository {
  async read(tx: Tx): Promise<AuditSettings> {
    const [row] = await tx.query<AuditSettings>(
      'SELECT detail_retention_days AS "detailRetentionDays", version FROM audit_settings WHERE organization_id = $1',
      [tx.organizationId],
    );
    return row ?? { detailRetentionDays: null, version: 1 };
  }

  /** @returns false when somebody else was faster */
  async save(tx: Tx, detailRetentionDays: number | null, version: number): Promise<boolean> {
    const count = await tx.execute(
      `INSERT INTO audit_settings (organization_id, detail_retention_days, version) VALUES ($1, $2, $3 + 1)
       ON CONFLICT ON CONSTRAINT audit_settings_pk DO UPDATE
          SET detail_retention_days = excluded.detail_retention_days, version = excluded.version
        WHERE audit_settings.version = $3`,
      [tx.organizationId, detailRetentionDays, version],
    );
    return count > 0;
  }

  /** Across organizations; only inside `Database.system`. */
  withRetention(tx: Tx): Promise<{ organizationId: string; days: number | null; unreported: number }[]> {
    return tx.query(
      `SELECT organization_id AS "organizationId", detail_retention_days AS days, unreported FROM audit_settings
        WHERE detail_retention_days IS NOT NULL OR unreported > 0`,
    );
  }

  /**
   * Erases the details of the oldest events that still have one and are from before `cutoff`.
   * @returns how many events were looked at
   */
  async erase(tx: Tx, cutoff: Date, limit: number): Promise<number> {
    const [row] = await tx.query<{ looked: number }>(
      `WITH settings AS (
         SELECT erased_before FROM audit_settings WHERE organization_id = $1 FOR UPDATE
       ), due AS (
         SELECT id, occurred_at FROM audit_events
          WHERE organization_id = $1 AND occurred_at >= (SELECT erased_before FROM settings) AND occurred_at < $2
          ORDER BY occurred_at, id LIMIT $3
       ), reached AS (
         -- All of one moment, so that the next batch can begin at a moment.
         SELECT max(occurred_at) AS at, count(*)::int AS looked FROM due
       ), erased AS (
         DELETE FROM audit_details d USING audit_events e, reached
          WHERE e.organization_id = $1 AND d.organization_id = $1 AND d.event_id = e.id
            AND e.occurred_at >= (SELECT erased_before FROM settings) AND e.occurred_at <= reached.at
         RETURNING 1
       )
       UPDATE audit_settings s SET erased_before = coalesce(reached.at + interval '1 millisecond', s.erased_before),
              unreported = s.unreported + (SELECT count(*) FROM erased)
         FROM reached WHERE s.organization_id = $1 RETURNING reached.looked`,
      [tx.organizationId, cutoff, limit],
    );
    return row?.looked ?? 0;
  }

  /** @returns how many details were erased since this was last asked */
  async takeUnreported(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `UPDATE audit_settings s SET unreported = 0
         FROM (SELECT unreported FROM audit_settings WHERE organization_id = $1 FOR UPDATE) old
        WHERE s.organization_id = $1 RETURNING old.unreported AS count`,
      [tx.organizationId],
    );
    return row?.count ?? 0;
  }
}
