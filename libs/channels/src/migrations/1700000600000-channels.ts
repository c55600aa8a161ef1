import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Channels1700000600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE channels (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        network text NOT NULL,
        remote_id text NOT NULL,
        handle text NOT NULL,
        display_name text NOT NULL,
        avatar_url text,
        profile_url text,
        settings jsonb NOT NULL DEFAULT '{}',
        -- As the network stated them at the last connection; null where the connector cannot publish.
        limits jsonb,
        team_ids uuid[] NOT NULL DEFAULT '{}',
        state text NOT NULL,
        last_polled_at timestamptz,
        last_error text,
        version integer NOT NULL DEFAULT 1,
        connected_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT channels_pk PRIMARY KEY (id),
        CONSTRAINT channels_account_uq UNIQUE (organization_id, network, remote_id),
        CONSTRAINT channels_state_ck CHECK (state IN ('active', 'needs-reauthorization', 'disconnected'))
      );
      CREATE INDEX channels_active_idx ON channels (id) WHERE state = 'active';
      ${tenantTable('channels', { system: true })}

      CREATE TABLE channel_credentials (
        channel_id uuid NOT NULL,
        organization_id uuid NOT NULL,
        sealed text NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT channel_credentials_pk PRIMARY KEY (channel_id),
        CONSTRAINT channel_credentials_channel_fk FOREIGN KEY (channel_id) REFERENCES channels (id)
      );
      ${tenantTable('channel_credentials')}

      CREATE TABLE channel_authorizations (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        state_hash bytea NOT NULL,
        actor_id text NOT NULL,
        network text NOT NULL,
        -- What the connector must remember between the two halves: a PKCE verifier, a client secret.
        sealed text NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT channel_authorizations_pk PRIMARY KEY (id),
        CONSTRAINT channel_authorizations_state_uq UNIQUE (state_hash)
      );
      ${tenantTable('channel_authorizations')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE channel_authorizations, channel_credentials, channels');
  }
}
