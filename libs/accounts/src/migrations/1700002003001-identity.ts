import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AccountsIdentity1700002003001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE organizations
        ADD COLUMN state text NOT NULL DEFAULT 'active',
        -- Why the hosting administrator suspended it, for the log and for the hosting administrator.
        ADD COLUMN state_reason text,
        ADD COLUMN setup_done_at timestamptz(3),
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD CONSTRAINT organizations_state CHECK (state IN ('active', 'suspended', 'deleting'));

      -- An address is one account, except where only one organization's directory vouches for it (SSO, SCIM) and for
      -- service members: those accounts are that organization's own, so that what it does with them, such as adding a
      -- passkey, opens nothing elsewhere.
      ALTER TABLE accounts
        ADD COLUMN directory_organization_id uuid,
        ADD CONSTRAINT accounts_directory_fk FOREIGN KEY (directory_organization_id) REFERENCES organizations (id),
        DROP CONSTRAINT accounts_email_key;
      CREATE UNIQUE INDEX accounts_email_key ON accounts (email) WHERE directory_organization_id IS NULL;
      CREATE UNIQUE INDEX accounts_directory_email_key ON accounts (directory_organization_id, email)
        WHERE directory_organization_id IS NOT NULL;
      CREATE INDEX accounts_by_email ON accounts (email);

      ALTER TABLE members
        ADD COLUMN kind text NOT NULL DEFAULT 'person',
        -- When the member last became active; use counts from here where it was before.
        ADD COLUMN active_since timestamptz(3),
        ADD COLUMN inactivity_warned_at timestamptz(3),
        ADD CONSTRAINT members_kind CHECK (kind IN ('person', 'service'));
      CREATE INDEX members_service ON members (organization_id, name, id) WHERE kind = 'service';

      ALTER TABLE teams ADD COLUMN version integer NOT NULL DEFAULT 1;

      -- member_roles.role holds the id of one of these, or of a built-in role.
      CREATE TABLE custom_roles (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        name text NOT NULL,
        description text,
        permissions text[] NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT custom_roles_pk PRIMARY KEY (id),
        CONSTRAINT custom_roles_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations (id)
      );
      CREATE UNIQUE INDEX custom_roles_name_key ON custom_roles (organization_id, lower(name));
      ${tenantTable('custom_roles')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE custom_roles;
      ALTER TABLE teams DROP COLUMN version;
      ALTER TABLE members DROP COLUMN kind, DROP COLUMN active_since, DROP COLUMN inactivity_warned_at;
      DROP INDEX accounts_email_key, accounts_directory_email_key, accounts_by_email;
      ALTER TABLE accounts DROP COLUMN directory_organization_id, ADD CONSTRAINT accounts_email_key UNIQUE (email);
      ALTER TABLE organizations DROP COLUMN state, DROP COLUMN state_reason, DROP COLUMN setup_done_at, DROP COLUMN version;
    `);
  }
}
