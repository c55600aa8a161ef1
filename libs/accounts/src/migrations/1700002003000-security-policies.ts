import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AccountsSecurityPolicies1700002003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What an organization asks of sign-ins; no row: the defaults.
      CREATE TABLE security_policies (
        organization_id uuid NOT NULL,
        phishing_resistant_roles text[] NOT NULL,
        idle_minutes integer NOT NULL,
        password_sign_in boolean NOT NULL,
        -- Who gets in with a password where nobody else does, when the identity provider is down.
        break_glass_member_id uuid,
        sign_in_notice text,
        inactivity_days integer NOT NULL,
        allow_switching boolean NOT NULL,
        version integer NOT NULL,
        CONSTRAINT security_policies_pk PRIMARY KEY (organization_id),
        CONSTRAINT security_policies_idle CHECK (idle_minutes BETWEEN 5 AND 30),
        CONSTRAINT security_policies_inactivity CHECK (inactivity_days BETWEEN 30 AND 90),
        CONSTRAINT security_policies_break_glass CHECK (password_sign_in OR break_glass_member_id IS NOT NULL),
        CONSTRAINT security_policies_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations (id),
        CONSTRAINT security_policies_member_fk FOREIGN KEY (organization_id, break_glass_member_id)
          REFERENCES members (organization_id, id)
      );
      ${tenantTable('security_policies', { system: true })}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE security_policies');
  }
}
