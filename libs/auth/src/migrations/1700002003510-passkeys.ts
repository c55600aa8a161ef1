import { globalTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Passkeys, password resets and known devices. All belong to the account, whatever the organization. */
export class AuthPasskeys1700002003510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sessions
        -- Opened with a passkey, or by an identity provider that vouches for as much.
        ADD COLUMN phishing_resistant boolean NOT NULL DEFAULT false,
        ADD COLUMN notice_acknowledged_at timestamptz(3);

      CREATE TABLE passkeys (
        id uuid NOT NULL,
        account_id uuid NOT NULL,
        -- base64url, as WebAuthn's JSON has it.
        credential_id text NOT NULL,
        public_key bytea NOT NULL,
        counter bigint NOT NULL,
        transports text[] NOT NULL,
        backed_up boolean NOT NULL,
        name text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        last_used_at timestamptz(3),
        CONSTRAINT passkeys_pk PRIMARY KEY (id),
        CONSTRAINT passkeys_credential_key UNIQUE (credential_id),
        CONSTRAINT passkeys_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
      );
      CREATE INDEX passkeys_by_account ON passkeys (account_id, created_at);
      ${globalTable('passkeys')}

      -- Signed tokens that count once, noted when they are used: asking for one leaves nothing behind.
      CREATE TABLE used_tokens (
        id uuid NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT used_tokens_pk PRIMARY KEY (id)
      );
      CREATE INDEX used_tokens_age ON used_tokens (expires_at);
      ${globalTable('used_tokens')}

      CREATE TABLE password_resets (
        token_hash bytea NOT NULL,
        account_id uuid NOT NULL,
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        used_at timestamptz(3),
        CONSTRAINT password_resets_pk PRIMARY KEY (token_hash),
        CONSTRAINT password_resets_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
      );
      CREATE INDEX password_resets_by_account ON password_resets (account_id);
      CREATE INDEX password_resets_age ON password_resets (expires_at);
      ${globalTable('password_resets')}

      -- Browsers in which an account signed in before, by the hash of their cookie.
      CREATE TABLE known_devices (
        account_id uuid NOT NULL,
        device_hash bytea NOT NULL,
        -- Browser and system, as in "Firefox on Windows".
        family text NOT NULL,
        first_seen_at timestamptz(3) NOT NULL,
        last_seen_at timestamptz(3) NOT NULL,
        CONSTRAINT known_devices_pk PRIMARY KEY (account_id, device_hash),
        CONSTRAINT known_devices_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
      );
      CREATE INDEX known_devices_age ON known_devices (last_seen_at);
      ${globalTable('known_devices')}

      ALTER TABLE totp_credentials
        -- While an authenticator is being moved: the old secret works until the next one is confirmed.
        ADD COLUMN next_secret_sealed text,
        ADD COLUMN next_created_at timestamptz(3);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE totp_credentials DROP COLUMN next_secret_sealed, DROP COLUMN next_created_at;
      DROP TABLE known_devices, password_resets, used_tokens, passkeys;
      ALTER TABLE sessions DROP COLUMN phishing_resistant, DROP COLUMN notice_acknowledged_at;
    `);
  }
}
