import type { MigrationInterface, QueryRunner } from 'typeorm';
import { globalTable, tenantTable } from '../tenant-table';

export class Platform1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION current_organization() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
        AS $$ SELECT nullif(current_setting('app.organization', true), '')::uuid $$;

      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501'; END $$;

      CREATE TABLE outbox_events (
        id bigint GENERATED ALWAYS AS IDENTITY,
        organization_id uuid NOT NULL,
        -- Sequence order is not commit order; with the transaction's id a reader can wait for the slower ones.
        transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
        type text NOT NULL,
        permission text,
        data jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT outbox_events_pk PRIMARY KEY (id)
      );
      CREATE INDEX outbox_events_order ON outbox_events (organization_id, transaction_id, id);
      CREATE INDEX outbox_events_age ON outbox_events (created_at);
      ${tenantTable('outbox_events', { system: true })}

      CREATE TABLE idempotency_keys (
        organization_id uuid NOT NULL,
        actor_id text NOT NULL,
        key text NOT NULL,
        request_hash bytea NOT NULL,
        status integer,
        headers jsonb,
        body jsonb,
        committed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        locked_until timestamptz NOT NULL,
        CONSTRAINT idempotency_keys_pk PRIMARY KEY (organization_id, actor_id, key)
      );
      CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
      ${tenantTable('idempotency_keys', { system: true })}

      CREATE TABLE worker_heartbeats (
        worker_id uuid NOT NULL,
        version text NOT NULL,
        beat_at timestamptz NOT NULL,
        CONSTRAINT worker_heartbeats_pk PRIMARY KEY (worker_id)
      );
      ${globalTable('worker_heartbeats')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE worker_heartbeats, idempotency_keys, outbox_events; DROP FUNCTION refuse_change, current_organization`,
    );
  }
}
