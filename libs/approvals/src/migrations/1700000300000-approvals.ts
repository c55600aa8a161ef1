import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Approvals1700000300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE approval_requests (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        post_id uuid NOT NULL,
        content_hash text NOT NULL,
        content text NOT NULL,
        state text NOT NULL,
        author_id text NOT NULL,
        requested_by_id text NOT NULL,
        requested_by_name text NOT NULL,
        requested_at timestamptz NOT NULL,
        closed_at timestamptz,
        version integer NOT NULL,
        CONSTRAINT approval_requests_pk PRIMARY KEY (id),
        CONSTRAINT approval_requests_state CHECK (state IN ('pending', 'approved', 'rejected', 'changes_requested', 'voided'))
      );
      CREATE UNIQUE INDEX approval_requests_one_pending ON approval_requests (post_id) WHERE state = 'pending';
      CREATE INDEX approval_requests_newest ON approval_requests (organization_id, state, id DESC);
      CREATE INDEX approval_requests_post ON approval_requests (post_id);
      ${tenantTable('approval_requests')}

      CREATE TABLE approval_decisions (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        request_id uuid NOT NULL,
        decision text NOT NULL,
        comment text,
        content_hash text NOT NULL,
        decided_by_id text NOT NULL,
        decided_by_name text NOT NULL,
        decided_at timestamptz NOT NULL,
        CONSTRAINT approval_decisions_pk PRIMARY KEY (id),
        CONSTRAINT approval_decisions_request FOREIGN KEY (request_id) REFERENCES approval_requests (id),
        CONSTRAINT approval_decisions_kind CHECK (decision IN ('approve', 'reject', 'request_changes'))
      );
      CREATE INDEX approval_decisions_request_index ON approval_decisions (request_id, id);
      ${tenantTable('approval_decisions', { appendOnly: true })}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE approval_decisions, approval_requests`);
  }
}

export const approvalsMigrations = [Approvals1700000300000];
