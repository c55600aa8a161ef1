import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Audit1700000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_events (
        organization_id uuid NOT NULL,
        id uuid NOT NULL,
        kind text NOT NULL,
        version smallint NOT NULL,
        actor_kind text NOT NULL,
        actor_id text NOT NULL,
        object_type text NOT NULL,
        object_id text NOT NULL,
        outcome text NOT NULL,
        occurred_at timestamptz NOT NULL,
        request_id text NOT NULL,
        session_id text,
        CONSTRAINT audit_events_pk PRIMARY KEY (organization_id, id),
        CONSTRAINT audit_events_actor_kind_known CHECK (actor_kind IN ('member', 'key', 'system')),
        CONSTRAINT audit_events_outcome_known CHECK (outcome IN ('success', 'failure', 'refused'))
      );
      CREATE INDEX audit_events_time ON audit_events (organization_id, occurred_at, id);
      CREATE INDEX audit_events_actor ON audit_events (organization_id, actor_id, occurred_at, id);
      CREATE INDEX audit_events_kind ON audit_events (organization_id, kind, occurred_at, id);
      CREATE INDEX audit_events_object ON audit_events (organization_id, object_id, occurred_at, id);
      ${tenantTable('audit_events', { appendOnly: true })}

      -- Everything personal, and the salt of its commitments: erased without touching the event.
      CREATE TABLE audit_details (
        organization_id uuid NOT NULL,
        event_id uuid NOT NULL,
        salt bytea NOT NULL,
        actor_name text NOT NULL,
        address text,
        user_agent text,
        reason text,
        detail text NOT NULL,
        before text,
        after text,
        CONSTRAINT audit_details_pk PRIMARY KEY (organization_id, event_id)
      );
      ${tenantTable('audit_details')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_details, audit_events');
  }
}
