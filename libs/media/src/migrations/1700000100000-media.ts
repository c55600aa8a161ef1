import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Media1700000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE media (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        sha256 text NOT NULL,
        media_type text NOT NULL,
        width integer NOT NULL,
        height integer NOT NULL,
        bytes integer NOT NULL,
        alt_text text NOT NULL,
        version integer NOT NULL,
        created_by_id text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT media_pk PRIMARY KEY (id),
        CONSTRAINT media_sha256_hex CHECK (sha256 ~ '^[0-9a-f]{64}$')
      );
      CREATE INDEX media_newest ON media (organization_id, id DESC);
      ${tenantTable('media')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE media`);
  }
}

export const mediaMigrations = [Media1700000100000];
