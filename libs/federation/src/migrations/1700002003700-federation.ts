import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Federation1700002003700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE identity_providers (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        kind text NOT NULL,
        name text NOT NULL,
        -- The OpenID issuer, or the SAML entity id: the name space of its subjects.
        issuer text NOT NULL,
        settings jsonb NOT NULL,
        sealed_secret text,
        -- Our own key at this provider (client assertions, SAML requests), sealed, and its self-signed certificate.
        sealed_key text NOT NULL,
        certificate text NOT NULL,
        groups_claim text,
        role_mapping jsonb NOT NULL,
        default_roles text[] NOT NULL,
        jit boolean NOT NULL,
        phishing_resistant boolean NOT NULL,
        enabled boolean NOT NULL,
        created_at timestamptz(3) NOT NULL,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT identity_providers_pk PRIMARY KEY (id),
        CONSTRAINT identity_providers_tenant_key UNIQUE (organization_id, id),
        CONSTRAINT identity_providers_kind CHECK (kind IN ('oidc', 'saml')),
        CONSTRAINT identity_providers_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
      );
      ${tenantTable('identity_providers', { system: true })}

      -- An address vouched for by a provider counts only in a domain that the organization has shown to be its own.
      CREATE TABLE identity_provider_domains (
        organization_id uuid NOT NULL,
        provider_id uuid NOT NULL,
        name text NOT NULL,
        token text NOT NULL,
        verified_at timestamptz(3),
        CONSTRAINT identity_provider_domains_pk PRIMARY KEY (provider_id, name),
        CONSTRAINT identity_provider_domains_provider_fk FOREIGN KEY (organization_id, provider_id)
          REFERENCES identity_providers (organization_id, id) ON DELETE CASCADE
      );
      CREATE INDEX identity_provider_domains_by_name ON identity_provider_domains (name) WHERE verified_at IS NOT NULL;
      ${tenantTable('identity_provider_domains', { system: true })}

      CREATE TABLE federated_identities (
        organization_id uuid NOT NULL,
        provider_id uuid NOT NULL,
        issuer text NOT NULL,
        subject text NOT NULL,
        member_id uuid NOT NULL,
        linked_at timestamptz(3) NOT NULL,
        CONSTRAINT federated_identities_pk PRIMARY KEY (provider_id, issuer, subject),
        CONSTRAINT federated_identities_member_key UNIQUE (provider_id, member_id),
        CONSTRAINT federated_identities_provider_fk FOREIGN KEY (organization_id, provider_id)
          REFERENCES identity_providers (organization_id, id) ON DELETE CASCADE,
        CONSTRAINT federated_identities_member_fk FOREIGN KEY (organization_id, member_id)
          REFERENCES members (organization_id, id) ON DELETE CASCADE
      );
      CREATE INDEX federated_identities_by_member ON federated_identities (member_id);
      ${tenantTable('federated_identities')}

      -- One sign-on from its beginning to its session. Each step is taken once, which is also the cache against replays.
      CREATE TABLE sso_flows (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        provider_id uuid NOT NULL,
        state_hash bytea NOT NULL,
        browser_hash bytea NOT NULL,
        sealed_secrets text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        answered_at timestamptz(3),
        member_id uuid,
        acr text,
        code_hash bytea,
        code_expires_at timestamptz(3),
        completed_at timestamptz(3),
        CONSTRAINT sso_flows_pk PRIMARY KEY (id),
        CONSTRAINT sso_flows_state_key UNIQUE (state_hash),
        CONSTRAINT sso_flows_code_key UNIQUE (code_hash),
        CONSTRAINT sso_flows_provider_fk FOREIGN KEY (organization_id, provider_id)
          REFERENCES identity_providers (organization_id, id) ON DELETE CASCADE,
        CONSTRAINT sso_flows_member_fk FOREIGN KEY (organization_id, member_id)
          REFERENCES members (organization_id, id) ON DELETE CASCADE
      );
      CREATE INDEX sso_flows_by_expiry ON sso_flows (expires_at);
      ${tenantTable('sso_flows', { system: true })}

      -- What a directory says of a member, besides what Divan itself keeps.
      CREATE TABLE scim_users (
        organization_id uuid NOT NULL,
        member_id uuid NOT NULL,
        user_name text NOT NULL,
        external_id text,
        attributes jsonb NOT NULL,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        removed_at timestamptz(3),
        CONSTRAINT scim_users_pk PRIMARY KEY (member_id),
        CONSTRAINT scim_users_member_fk FOREIGN KEY (organization_id, member_id)
          REFERENCES members (organization_id, id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX scim_users_name_key ON scim_users (organization_id, lower(user_name)) WHERE removed_at IS NULL;
      CREATE INDEX scim_users_by_external_id ON scim_users (organization_id, external_id);
      ${tenantTable('scim_users')}

      CREATE TABLE scim_groups (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        display_name text NOT NULL,
        external_id text,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT scim_groups_pk PRIMARY KEY (id),
        CONSTRAINT scim_groups_tenant_key UNIQUE (organization_id, id),
        CONSTRAINT scim_groups_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX scim_groups_name_key ON scim_groups (organization_id, lower(display_name));
      ${tenantTable('scim_groups')}

      CREATE TABLE scim_group_members (
        organization_id uuid NOT NULL,
        group_id uuid NOT NULL,
        member_id uuid NOT NULL,
        CONSTRAINT scim_group_members_pk PRIMARY KEY (group_id, member_id),
        CONSTRAINT scim_group_members_group_fk FOREIGN KEY (organization_id, group_id)
          REFERENCES scim_groups (organization_id, id) ON DELETE CASCADE,
        CONSTRAINT scim_group_members_member_fk FOREIGN KEY (organization_id, member_id)
          REFERENCES members (organization_id, id) ON DELETE CASCADE
      );
      CREATE INDEX scim_group_members_by_member ON scim_group_members (member_id);
      ${tenantTable('scim_group_members')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE scim_group_members, scim_groups, scim_users, sso_flows, federated_identities,
      identity_provider_domains, identity_providers`);
  }
}
