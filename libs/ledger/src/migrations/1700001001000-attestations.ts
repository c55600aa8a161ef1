import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rotation, forks, several alarms at once, and what witnesses and a time-stamping authority say about heads. */
export class Attestations1700001001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Null for a log's first key; else the leaf that announces the key, which begins to sign once that leaf is in the tree.
      ALTER TABLE ledger_keys ADD COLUMN entry_id uuid;

      -- Apart from the append-only keys, because a person's words must be erasable; the leaf holds a commitment.
      CREATE TABLE ledger_key_reasons (
        organization_id uuid NOT NULL,
        key_id text NOT NULL,
        salt bytea NOT NULL,
        reason text NOT NULL,
        CONSTRAINT ledger_key_reasons_pk PRIMARY KEY (organization_id, key_id),
        CONSTRAINT ledger_key_reasons_key_fk FOREIGN KEY (organization_id, key_id) REFERENCES ledger_keys
      );
      ${tenantTable('ledger_key_reasons')}

      CREATE TABLE ledger_forks (
        organization_id uuid NOT NULL,
        key_id text NOT NULL,
        lost_origin text NOT NULL,
        lost_size bigint NOT NULL,
        lost_note text,
        restored_size bigint NOT NULL,
        acknowledged_at timestamptz NOT NULL,
        CONSTRAINT ledger_forks_pk PRIMARY KEY (organization_id, key_id),
        CONSTRAINT ledger_forks_key_fk FOREIGN KEY (organization_id, key_id) REFERENCES ledger_keys
      );
      ${tenantTable('ledger_forks', { appendOnly: true })}

      CREATE TABLE ledger_logs (
        organization_id uuid NOT NULL,
        is_public boolean NOT NULL DEFAULT false,
        version integer NOT NULL DEFAULT 1,
        verified_to bigint NOT NULL DEFAULT 0,
        verified_at timestamptz,
        CONSTRAINT ledger_logs_pk PRIMARY KEY (organization_id)
      );
      -- Row-level security is forced on the owner too; a migration has to look at every organization.
      ALTER TABLE ledger_keys NO FORCE ROW LEVEL SECURITY;
      INSERT INTO ledger_logs (organization_id) SELECT DISTINCT organization_id FROM ledger_keys;
      ALTER TABLE ledger_keys FORCE ROW LEVEL SECURITY;
      ${tenantTable('ledger_logs', { system: true })}

      -- An alarm is found anew by whoever raised it, so nothing is carried over.
      DROP TABLE ledger_alarms;
      CREATE TABLE ledger_alarms (
        organization_id uuid NOT NULL,
        kind text NOT NULL,
        source text NOT NULL,
        reason text NOT NULL,
        lost jsonb,
        raised_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        CONSTRAINT ledger_alarms_pk PRIMARY KEY (organization_id, kind, source),
        CONSTRAINT ledger_alarms_kind CHECK (kind IN ('inconsistent', 'rolled_back', 'lagging', 'witness_conflict'))
      );
      ${tenantTable('ledger_alarms', { system: true })}

      CREATE TABLE ledger_cosignatures (
        organization_id uuid NOT NULL,
        tree_size bigint NOT NULL,
        witness text NOT NULL,
        key_id text NOT NULL,
        line text NOT NULL,
        signed_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT ledger_cosignatures_pk PRIMARY KEY (organization_id, tree_size, witness, key_id),
        CONSTRAINT ledger_cosignatures_checkpoint_fk FOREIGN KEY (organization_id, tree_size) REFERENCES ledger_checkpoints
      );
      ${tenantTable('ledger_cosignatures', { appendOnly: true })}

      CREATE TABLE ledger_timestamps (
        organization_id uuid NOT NULL,
        tree_size bigint NOT NULL,
        authority text NOT NULL,
        response bytea NOT NULL,
        stamped_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT ledger_timestamps_pk PRIMARY KEY (organization_id, tree_size),
        CONSTRAINT ledger_timestamps_checkpoint_fk FOREIGN KEY (organization_id, tree_size) REFERENCES ledger_checkpoints
      );
      ${tenantTable('ledger_timestamps', { appendOnly: true })}

      CREATE TABLE ledger_attestors (
        organization_id uuid NOT NULL,
        attestor text NOT NULL,
        size bigint NOT NULL DEFAULT 0,
        conflict boolean NOT NULL DEFAULT false,
        attested_at timestamptz,
        attempted_at timestamptz NOT NULL,
        next_attempt_at timestamptz NOT NULL,
        failures integer NOT NULL DEFAULT 0,
        error text,
        CONSTRAINT ledger_attestors_pk PRIMARY KEY (organization_id, attestor)
      );
      ${tenantTable('ledger_attestors', { system: true })}

      -- Who has a head that some witness has not seen is asked for all organizations at once.
      CREATE POLICY ledger_checkpoints_system ON ledger_checkpoints FOR SELECT
        USING ((SELECT current_setting('app.system', true) = 'on'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY ledger_checkpoints_system ON ledger_checkpoints;
      DROP TABLE ledger_attestors, ledger_timestamps, ledger_cosignatures, ledger_alarms, ledger_logs, ledger_forks, ledger_key_reasons;
      ALTER TABLE ledger_keys DROP COLUMN entry_id;
      CREATE TABLE ledger_alarms (
        organization_id uuid NOT NULL,
        reason text NOT NULL,
        raised_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        CONSTRAINT ledger_alarms_pk PRIMARY KEY (organization_id)
      );
      ${tenantTable('ledger_alarms')}
    `);
  }
}
