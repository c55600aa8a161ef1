import { globalTable, tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Auth1700000003500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE totp_credentials (
        account_id uuid NOT NULL,
        secret_sealed text NOT NULL,
        confirmed_at timestamptz(3),
        -- The time step of the newest accepted code: no code counts twice.
        last_step bigint,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT totp_credentials_pk PRIMARY KEY (account_id),
        CONSTRAINT totp_credentials_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
      );
      ${globalTable('totp_credentials')}

      CREATE TABLE recovery_codes (
        account_id uuid NOT NULL,
        code_hash bytea NOT NULL,
        used_at timestamptz(3),
        CONSTRAINT recovery_codes_pk PRIMARY KEY (account_id, code_hash),
        CONSTRAINT recovery_codes_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
      );
      ${globalTable('recovery_codes')}

      -- Keys are HMACs of addresses, also of those without an account: what is throttled does not tell who exists.
      CREATE TABLE sign_in_throttles (
        key text NOT NULL,
        failures integer NOT NULL,
        last_failure_at timestamptz(3) NOT NULL,
        blocked_until timestamptz(3),
        CONSTRAINT sign_in_throttles_pk PRIMARY KEY (key)
      );
      CREATE INDEX sign_in_throttles_age ON sign_in_throttles (last_failure_at);
      ${globalTable('sign_in_throttles')}

      CREATE TABLE sessions (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        account_id uuid NOT NULL,
        member_id uuid NOT NULL,
        methods text[] NOT NULL,
        created_at timestamptz(3) NOT NULL,
        last_used_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        ended_at timestamptz(3),
        end_reason text,
        address text,
        user_agent text,
        CONSTRAINT sessions_pk PRIMARY KEY (id),
        CONSTRAINT sessions_tenant_key UNIQUE (organization_id, id),
        CONSTRAINT sessions_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id),
        CONSTRAINT sessions_member_fk FOREIGN KEY (organization_id, member_id) REFERENCES members (organization_id, id)
      );
      CREATE INDEX sessions_by_member ON sessions (member_id, expires_at);
      CREATE INDEX sessions_age ON sessions (expires_at);
      ${tenantTable('sessions', { system: true })}

      CREATE TABLE refresh_tokens (
        token_hash bytea NOT NULL,
        organization_id uuid NOT NULL,
        session_id uuid NOT NULL,
        created_at timestamptz(3) NOT NULL,
        rotated_at timestamptz(3),
        rotated_by bytea,
        CONSTRAINT refresh_tokens_pk PRIMARY KEY (token_hash),
        CONSTRAINT refresh_tokens_session_fk FOREIGN KEY (organization_id, session_id) REFERENCES sessions (organization_id, id) ON DELETE CASCADE
      );
      CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
      ${tenantTable('refresh_tokens', { system: true })}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE refresh_tokens, sessions, sign_in_throttles, recovery_codes, totp_credentials');
  }
}
