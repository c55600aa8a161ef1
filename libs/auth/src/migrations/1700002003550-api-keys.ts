import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuthApiKeys1700002003550 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_keys (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        member_id uuid NOT NULL,
        name text NOT NULL,
        scopes text[] NOT NULL,
        -- NULL: every channel that its service member reaches.
        channel_ids uuid[],
        -- NULL: from everywhere.
        allowed_networks text[],
        expires_at timestamptz(3) NOT NULL,
        created_at timestamptz(3) NOT NULL,
        created_by uuid NOT NULL,
        ended_at timestamptz(3),
        last_used_at timestamptz(3),
        last_used_from text,
        CONSTRAINT api_keys_pk PRIMARY KEY (id),
        CONSTRAINT api_keys_tenant_key UNIQUE (organization_id, id),
        CONSTRAINT api_keys_member_fk FOREIGN KEY (organization_id, member_id) REFERENCES members (organization_id, id) ON DELETE CASCADE,
        CONSTRAINT api_keys_scopes_some CHECK (cardinality(scopes) > 0)
      );
      CREATE INDEX api_keys_by_member ON api_keys (member_id);
      CREATE INDEX api_keys_by_age ON api_keys (organization_id, created_at, id);
      ${tenantTable('api_keys', { system: true })}

      -- A key has a second secret while it is being rotated. Only a keyed hash of each is kept.
      CREATE TABLE api_key_secrets (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        key_id uuid NOT NULL,
        prefix text NOT NULL,
        hash bytea NOT NULL,
        created_at timestamptz(3) NOT NULL,
        ends_at timestamptz(3),
        CONSTRAINT api_key_secrets_pk PRIMARY KEY (id),
        CONSTRAINT api_key_secrets_prefix_key UNIQUE (prefix),
        CONSTRAINT api_key_secrets_key_fk FOREIGN KEY (organization_id, key_id) REFERENCES api_keys (organization_id, id) ON DELETE CASCADE
      );
      CREATE INDEX api_key_secrets_by_key ON api_key_secrets (key_id, created_at);
      ${tenantTable('api_key_secrets', { system: true })}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api_key_secrets, api_keys');
  }
}
