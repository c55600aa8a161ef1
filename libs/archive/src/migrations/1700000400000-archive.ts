import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Archive1700000400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE records (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        class text NOT NULL,
        subject_id uuid NOT NULL,
        subject_version integer NOT NULL,
        channel_id uuid,
        network text,
        channel_handle text,
        remote_id text,
        captured_at timestamptz NOT NULL,
        CONSTRAINT records_pk PRIMARY KEY (id),
        -- One record for one version of one thing, whatever the code does.
        CONSTRAINT records_subject_unique UNIQUE (organization_id, subject_id, subject_version)
      );
      ${tenantTable('records', { appendOnly: true })}

      -- What may have to be destroyed one day is apart from what may not change.
      CREATE TABLE record_contents (
        record_id uuid NOT NULL,
        organization_id uuid NOT NULL,
        salt bytea NOT NULL,
        payload bytea NOT NULL,
        payload_type text NOT NULL,
        activity text NOT NULL,
        author jsonb NOT NULL,
        remote_url text,
        CONSTRAINT record_contents_pk PRIMARY KEY (record_id),
        CONSTRAINT record_contents_record FOREIGN KEY (record_id) REFERENCES records (id)
      );
      ${tenantTable('record_contents')}

      CREATE TABLE record_media (
        record_id uuid NOT NULL,
        organization_id uuid NOT NULL,
        position integer NOT NULL,
        sha256 text,
        media_type text,
        alt_text text,
        bytes integer,
        url text,
        CONSTRAINT record_media_pk PRIMARY KEY (record_id, position),
        CONSTRAINT record_media_record FOREIGN KEY (record_id) REFERENCES records (id)
      );
      ${tenantTable('record_media')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE record_media, record_contents, records`);
  }
}

export const archiveMigrations = [Archive1700000400000];
