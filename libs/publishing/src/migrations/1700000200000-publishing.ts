import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Publishing1700000200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE posts (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        title text,
        text text NOT NULL,
        media_ids uuid[] NOT NULL,
        state text NOT NULL,
        state_reason jsonb,
        content_hash text NOT NULL,
        scheduled_local text,
        scheduled_zone text,
        scheduled_at timestamptz,
        author_id text NOT NULL,
        author_name text NOT NULL,
        submitted_by_id text,
        submitted_by_name text,
        version integer NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        deleted_at timestamptz,
        planned_at timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(scheduled_at, created_at)) STORED,
        CONSTRAINT posts_pk PRIMARY KEY (id),
        CONSTRAINT posts_state CHECK (state IN ('draft', 'in_review', 'changes_requested', 'rejected', 'approved',
          'scheduled', 'publishing', 'published', 'partly_published', 'failed')),
        CONSTRAINT posts_schedule CHECK ((scheduled_at IS NULL) = (scheduled_local IS NULL)
          AND (scheduled_at IS NULL) = (scheduled_zone IS NULL))
      );
      CREATE INDEX posts_planned ON posts (organization_id, planned_at DESC, id DESC) WHERE deleted_at IS NULL;
      CREATE INDEX posts_media ON posts USING gin (media_ids);
      ${tenantTable('posts')}

      CREATE TABLE post_variants (
        organization_id uuid NOT NULL,
        post_id uuid NOT NULL,
        channel_id uuid NOT NULL,
        position integer NOT NULL,
        text text,
        media_ids uuid[],
        CONSTRAINT post_variants_pk PRIMARY KEY (post_id, channel_id),
        CONSTRAINT post_variants_post FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE
      );
      CREATE INDEX post_variants_media ON post_variants USING gin (media_ids);
      ${tenantTable('post_variants')}

      CREATE TABLE publications (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        post_id uuid NOT NULL,
        channel_id uuid NOT NULL,
        state text NOT NULL,
        content jsonb NOT NULL,
        due_at timestamptz NOT NULL,
        next_try_at timestamptz NOT NULL,
        attempt integer NOT NULL,
        handle jsonb,
        sending_since timestamptz,
        lease_owner uuid,
        lease_until timestamptz,
        remote_id text,
        remote_ref jsonb,
        remote_url text,
        published_at timestamptz,
        error jsonb,
        confirmed_absent boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT publications_pk PRIMARY KEY (id),
        CONSTRAINT publications_post FOREIGN KEY (post_id) REFERENCES posts (id),
        CONSTRAINT publications_state CHECK (state IN ('scheduled', 'sending', 'published', 'rejected', 'unknown', 'cancelled')),
        CONSTRAINT publications_handle_before_sending CHECK (state <> 'sending' OR (handle IS NOT NULL AND attempt > 0))
      );
      -- One live publication of a post on a channel, whatever the code does.
      CREATE UNIQUE INDEX publications_one_per_channel ON publications (post_id, channel_id) WHERE state <> 'cancelled';
      CREATE INDEX publications_waiting ON publications (next_try_at) WHERE state IN ('scheduled', 'sending');
      ${tenantTable('publications', { system: true })}

      CREATE TABLE publication_attempts (
        organization_id uuid NOT NULL,
        publication_id uuid NOT NULL,
        number integer NOT NULL,
        handle jsonb NOT NULL,
        outcome text,
        detail text,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT publication_attempts_pk PRIMARY KEY (publication_id, number),
        CONSTRAINT publication_attempts_publication FOREIGN KEY (publication_id) REFERENCES publications (id)
      );
      ${tenantTable('publication_attempts')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE publication_attempts, publications, post_variants, posts`);
  }
}

export const publishingMigrations = [Publishing1700000200000];
