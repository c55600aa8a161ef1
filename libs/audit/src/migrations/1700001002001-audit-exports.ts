import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditExports1700001002001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_exports (
        organization_id uuid NOT NULL,
        id uuid NOT NULL,
        format text NOT NULL,
        filter jsonb NOT NULL,
        state text NOT NULL,
        -- What it covers: the leaves of the newest head when it was asked for.
        tree_size bigint NOT NULL,
        checkpoint jsonb,
        -- Leaves below this one are in the chunks; both move in one transaction.
        next_leaf bigint NOT NULL DEFAULT 0,
        chunks integer NOT NULL DEFAULT 0,
        rows bigint NOT NULL DEFAULT 0,
        bytes bigint NOT NULL DEFAULT 0,
        sha256 text,
        failures integer NOT NULL DEFAULT 0,
        error text,
        created_by_id text NOT NULL,
        created_by_name text NOT NULL,
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        expires_at timestamptz,
        -- Until then somebody is taken to be working on it.
        lease_until timestamptz NOT NULL,
        CONSTRAINT audit_exports_pk PRIMARY KEY (organization_id, id),
        CONSTRAINT audit_exports_format_known CHECK (format IN ('csv', 'ndjson')),
        CONSTRAINT audit_exports_state_known CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled'))
      );
      CREATE INDEX audit_exports_unfinished ON audit_exports (lease_until) WHERE state IN ('queued', 'running');
      CREATE INDEX audit_exports_expiring ON audit_exports (expires_at) WHERE expires_at IS NOT NULL;
      ${tenantTable('audit_exports', { system: true })}

      CREATE TABLE audit_export_chunks (
        organization_id uuid NOT NULL,
        export_id uuid NOT NULL,
        position integer NOT NULL,
        -- gzip; PostgreSQL would only try to compress it again.
        content bytea NOT NULL,
        CONSTRAINT audit_export_chunks_pk PRIMARY KEY (organization_id, export_id, position),
        CONSTRAINT audit_export_chunks_export_fk FOREIGN KEY (organization_id, export_id)
          REFERENCES audit_exports ON DELETE CASCADE
      );
      ALTER TABLE audit_export_chunks ALTER COLUMN content SET STORAGE EXTERNAL;
      ${tenantTable('audit_export_chunks')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_export_chunks, audit_exports');
  }
}
