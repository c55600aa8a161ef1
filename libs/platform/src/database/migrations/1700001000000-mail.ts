import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../tenant-table';

export class Mail1700001000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mails (
        organization_id uuid NOT NULL,
        id uuid NOT NULL,
        recipient text NOT NULL,
        subject text NOT NULL,
        sealed_text text,
        state text NOT NULL DEFAULT 'queued',
        error text,
        created_at timestamptz NOT NULL DEFAULT now(),
        decided_at timestamptz,
        CONSTRAINT mails_pk PRIMARY KEY (organization_id, id),
        CONSTRAINT mails_state CHECK (state IN ('queued', 'sent', 'failed', 'not_configured')),
        CONSTRAINT mails_text_while_queued CHECK ((state = 'queued') = (sealed_text IS NOT NULL))
      );
      CREATE INDEX mails_age ON mails (created_at);
      ${tenantTable('mails', { system: true })}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mails');
  }
}
