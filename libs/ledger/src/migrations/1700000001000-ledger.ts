import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Ledger1700000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ledger_pending (
        organization_id uuid NOT NULL,
        seq bigint GENERATED ALWAYS AS IDENTITY,
        source_id uuid NOT NULL,
        entry bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT ledger_pending_pk PRIMARY KEY (organization_id, seq),
        CONSTRAINT ledger_pending_entry_size CHECK (octet_length(entry) BETWEEN 2 AND 65535)
      );
      -- A queue: nearly empty and always changing, so the share of dead rows says nothing.
      ALTER TABLE ledger_pending SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
      ${tenantTable('ledger_pending', { system: true })}

      CREATE TABLE ledger_leaves (
        organization_id uuid NOT NULL,
        leaf_index bigint NOT NULL,
        leaf_hash bytea NOT NULL,
        entry bytea NOT NULL,
        source_id uuid NOT NULL,
        integrated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT ledger_leaves_pk PRIMARY KEY (organization_id, leaf_index),
        CONSTRAINT ledger_leaves_source_unique UNIQUE (organization_id, source_id),
        CONSTRAINT ledger_leaves_index_range CHECK (leaf_index >= 0),
        CONSTRAINT ledger_leaves_hash_size CHECK (octet_length(leaf_hash) = 32)
      );
      ${tenantTable('ledger_leaves', { appendOnly: true })}

      CREATE TABLE ledger_tiles (
        organization_id uuid NOT NULL,
        level smallint NOT NULL,
        tile_index bigint NOT NULL,
        hashes bytea NOT NULL,
        CONSTRAINT ledger_tiles_pk PRIMARY KEY (organization_id, level, tile_index),
        CONSTRAINT ledger_tiles_hashes_size CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0)
      );
      -- Hashes do not compress.
      ALTER TABLE ledger_tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;
      ${tenantTable('ledger_tiles')}

      CREATE TABLE ledger_keys (
        organization_id uuid NOT NULL,
        key_id text NOT NULL,
        origin text NOT NULL,
        verifier_key text NOT NULL,
        sealed_signer_key text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT ledger_keys_pk PRIMARY KEY (organization_id, key_id)
      );
      ${tenantTable('ledger_keys', { appendOnly: true })}

      CREATE TABLE ledger_checkpoints (
        organization_id uuid NOT NULL,
        tree_size bigint NOT NULL,
        root bytea NOT NULL,
        note text NOT NULL,
        key_id text NOT NULL,
        signed_at timestamptz NOT NULL,
        CONSTRAINT ledger_checkpoints_pk PRIMARY KEY (organization_id, tree_size),
        CONSTRAINT ledger_checkpoints_key_fk FOREIGN KEY (organization_id, key_id) REFERENCES ledger_keys,
        CONSTRAINT ledger_checkpoints_root_size CHECK (octet_length(root) = 32)
      );
      ${tenantTable('ledger_checkpoints', { appendOnly: true })}

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

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE ledger_alarms, ledger_checkpoints, ledger_keys, ledger_tiles, ledger_leaves, ledger_pending',
    );
  }
}
