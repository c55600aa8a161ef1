import { globalTable, tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Accounts1700000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE organizations (
        id uuid NOT NULL,
        name text NOT NULL,
        time_zone text NOT NULL DEFAULT 'UTC',
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT organizations_pk PRIMARY KEY (id)
      );
      ${globalTable('organizations')}

      -- A person. The same person can be a member of several organizations.
      CREATE TABLE accounts (
        id uuid NOT NULL,
        email text NOT NULL,
        password_hash text,
        password_changed_at timestamptz(3),
        locale text NOT NULL DEFAULT 'en',
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT accounts_pk PRIMARY KEY (id),
        CONSTRAINT accounts_email_key UNIQUE (email),
        CONSTRAINT accounts_email_lower CHECK (email = lower(email))
      );
      ${globalTable('accounts')}

      CREATE TABLE members (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        account_id uuid NOT NULL,
        name text NOT NULL,
        state text NOT NULL,
        joined_at timestamptz(3),
        last_active_at timestamptz(3),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT members_pk PRIMARY KEY (id),
        CONSTRAINT members_account_key UNIQUE (organization_id, account_id),
        CONSTRAINT members_tenant_key UNIQUE (organization_id, id),
        CONSTRAINT members_state CHECK (state IN ('invited', 'active', 'disabled')),
        CONSTRAINT members_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations (id),
        CONSTRAINT members_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id)
      );
      CREATE INDEX members_by_name ON members (organization_id, name, id);
      CREATE INDEX members_by_account ON members (account_id);
      ${tenantTable('members', { system: true })}

      CREATE TABLE member_roles (
        organization_id uuid NOT NULL,
        member_id uuid NOT NULL,
        role text NOT NULL,
        CONSTRAINT member_roles_pk PRIMARY KEY (member_id, role),
        CONSTRAINT member_roles_member_fk FOREIGN KEY (organization_id, member_id) REFERENCES members (organization_id, id) ON DELETE CASCADE
      );
      CREATE INDEX member_roles_by_role ON member_roles (organization_id, role);
      ${tenantTable('member_roles')}

      CREATE TABLE teams (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        name text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT teams_pk PRIMARY KEY (id),
        CONSTRAINT teams_tenant_key UNIQUE (organization_id, id)
      );
      CREATE UNIQUE INDEX teams_name_key ON teams (organization_id, lower(name));
      ${tenantTable('teams')}

      CREATE TABLE team_members (
        organization_id uuid NOT NULL,
        team_id uuid NOT NULL,
        member_id uuid NOT NULL,
        CONSTRAINT team_members_pk PRIMARY KEY (team_id, member_id),
        CONSTRAINT team_members_team_fk FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id) ON DELETE CASCADE,
        CONSTRAINT team_members_member_fk FOREIGN KEY (organization_id, member_id) REFERENCES members (organization_id, id) ON DELETE CASCADE
      );
      CREATE INDEX team_members_by_member ON team_members (member_id);
      ${tenantTable('team_members')}

      CREATE TABLE invitations (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        member_id uuid NOT NULL,
        email text NOT NULL,
        token_hash bytea NOT NULL,
        invited_by text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        accepted_at timestamptz(3),
        voided_at timestamptz(3),
        CONSTRAINT invitations_pk PRIMARY KEY (id),
        CONSTRAINT invitations_token_key UNIQUE (token_hash),
        CONSTRAINT invitations_member_fk FOREIGN KEY (organization_id, member_id) REFERENCES members (organization_id, id) ON DELETE CASCADE
      );
      CREATE INDEX invitations_by_member ON invitations (member_id);
      ${tenantTable('invitations', { system: true })}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE invitations, team_members, teams, member_roles, members, accounts, organizations');
  }
}
