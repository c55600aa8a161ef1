import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditSettings1700001002003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_settings (
        organization_id uuid NOT NULL,
        -- Null: for good.
        detail_retention_days integer,
        version integer NOT NULL,
        -- No event from before this has a detail.
        erased_before timestamptz NOT NULL DEFAULT '-infinity',
        -- Erased, and not yet said so in an audit event: a run that was killed leaves its count to the next.
        unreported integer NOT NULL DEFAULT 0,
        CONSTRAINT audit_settings_pk PRIMARY KEY (organization_id),
        CONSTRAINT audit_settings_retention_range CHECK (detail_retention_days BETWEEN 90 AND 36500)
      );
      ${tenantTable('audit_settings', { system: true })}

      -- Who has read what lately, so that a screen that reads again and again is one event and not a flood of them.
      CREATE TABLE audit_reads (
        organization_id uuid NOT NULL,
        viewer text NOT NULL,
        subject text NOT NULL,
        read_at timestamptz NOT NULL,
        CONSTRAINT audit_reads_pk PRIMARY KEY (organization_id, viewer, subject)
      );
      CREATE INDEX audit_reads_age ON audit_reads (read_at);
      ${tenantTable('audit_reads', { system: true })}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_reads, audit_settings');
  }
}
