import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AccountsProvenAddresses1700002003801 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- When somebody showed that they read mail at the address. Null: the account was opened with a link that its
      -- inviter saw, so that nobody knows whose it is outside of that organization.
      ALTER TABLE accounts ADD COLUMN address_proven_at timestamptz(3);

      -- Two links lead to one invitation: the mailed one proves the address, the one that the inviter was shown does
      -- not. Every link until now was shown.
      ALTER TABLE invitations RENAME COLUMN token_hash TO shown_token_hash;
      ALTER TABLE invitations RENAME CONSTRAINT invitations_token_key TO invitations_shown_token_key;
      ALTER TABLE invitations
        ALTER COLUMN shown_token_hash DROP NOT NULL,
        ADD COLUMN mailed_token_hash bytea,
        ADD CONSTRAINT invitations_mailed_token_key UNIQUE (mailed_token_hash);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE invitations DROP COLUMN mailed_token_hash;
      DELETE FROM invitations WHERE shown_token_hash IS NULL;
      ALTER TABLE invitations RENAME COLUMN shown_token_hash TO token_hash;
      ALTER TABLE invitations RENAME CONSTRAINT invitations_shown_token_key TO invitations_token_key;
      ALTER TABLE invitations ALTER COLUMN token_hash SET NOT NULL;
      ALTER TABLE accounts DROP COLUMN address_proven_at;
    `);
  }
}
