import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditForwarders1700001002002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_forwarders (
        organization_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        url text NOT NULL,
        sealed_authorization text,
        ca_certificate text,
        paused boolean NOT NULL DEFAULT false,
        -- Leaves below this one have been received.
        next_leaf bigint NOT NULL,
        last_forwarded_at timestamptz,
        last_error text,
        failing_since timestamptz,
        failures integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL,
        -- A lease instead of a lock: it costs no connection and a killed worker's ends by itself.
        lease_owner uuid,
        lease_until timestamptz NOT NULL DEFAULT '-infinity',
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL,
        CONSTRAINT audit_forwarders_pk PRIMARY KEY (organization_id, id)
      );
      ${tenantTable('audit_forwarders', { system: true })}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_forwarders');
  }
}
