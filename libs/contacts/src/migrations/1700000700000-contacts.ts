import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Contacts1700000700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE contacts (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        display_name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT contacts_pk PRIMARY KEY (id)
      );
      ${tenantTable('contacts')}

      CREATE TABLE identities (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        contact_id uuid NOT NULL,
        network text NOT NULL,
        remote_id text NOT NULL,
        handle text NOT NULL,
        display_name text NOT NULL,
        avatar_url text,
        profile_url text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT identities_pk PRIMARY KEY (id),
        CONSTRAINT identities_remote_uq UNIQUE (organization_id, network, remote_id),
        CONSTRAINT identities_contact_fk FOREIGN KEY (contact_id) REFERENCES contacts (id)
      );
      CREATE INDEX identities_contact_idx ON identities (contact_id);
      ${tenantTable('identities')}

      -- Who looked at whom, so that reading a person's data is audited once an hour and not at every click.
      CREATE TABLE contact_views (
        organization_id uuid NOT NULL,
        viewer text NOT NULL,
        contact_id uuid NOT NULL,
        viewed_at timestamptz NOT NULL,
        CONSTRAINT contact_views_pk PRIMARY KEY (viewer, contact_id)
      );
      ${tenantTable('contact_views')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE contact_views, identities, contacts');
  }
}

export const contactsMigrations = [Contacts1700000700000];
