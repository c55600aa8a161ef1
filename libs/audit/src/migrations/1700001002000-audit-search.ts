import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The search index of the audit log, written by a worker after the fact: what a request pays for an event is its row and
 * its place in the order of time, and nothing for the ways in which it may be looked for.
 */
export class AuditSearch1700001002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_search (
        organization_id uuid NOT NULL,
        event_id uuid NOT NULL,
        occurred_at timestamptz NOT NULL,
        -- Weight A: from the envelope. The rest is personal and goes when the detail goes.
        terms tsvector NOT NULL,
        CONSTRAINT audit_search_pk PRIMARY KEY (organization_id, event_id)
      );
      CREATE INDEX audit_search_terms ON audit_search USING gin (terms) WITH (gin_pending_list_limit = 1024);
      ${tenantTable('audit_search')}

      -- Stretches of time of some thousand events each. Every term carries the number of its bucket, so that a search
      -- looks at one after the other, newest first, and stops when a page is full: however long the history, and
      -- however common the word, it reads no more than that.
      CREATE TABLE audit_search_buckets (
        organization_id uuid NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        begins_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        latest_at timestamptz NOT NULL,
        events integer NOT NULL,
        CONSTRAINT audit_search_buckets_pk PRIMARY KEY (organization_id, begins_at),
        CONSTRAINT audit_search_buckets_order CHECK (begins_at < ends_at)
      );
      ${tenantTable('audit_search_buckets')}

      -- Everything below this leaf is in the index.
      CREATE TABLE audit_search_progress (
        organization_id uuid NOT NULL,
        next_leaf bigint NOT NULL,
        CONSTRAINT audit_search_progress_pk PRIMARY KEY (organization_id)
      );
      ${tenantTable('audit_search_progress')}

      -- Under row-level security an index serves only operators that cannot leak, and full-text match is not among
      -- them. So the owner of the schema, and nobody else, reads these two tables past it, and only inside this
      -- function, which asks for the organization itself.
      CREATE POLICY audit_search_indexed ON audit_search FOR SELECT TO CURRENT_USER USING (true);
      CREATE POLICY audit_search_buckets_indexed ON audit_search_buckets FOR SELECT TO CURRENT_USER USING (true);

      -- In the query each term begins with {b}, which stands for the bucket.
      CREATE FUNCTION audit_search_page(
        query text, before_at timestamptz, before_id uuid, from_at timestamptz, to_at timestamptz, page integer
      ) RETURNS TABLE (event_id uuid, occurred_at timestamptz)
        LANGUAGE plpgsql STABLE SECURITY DEFINER
        SET search_path FROM CURRENT
        SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
      AS $$
      DECLARE
        bucket record;
        missing integer := page;
        found integer;
      BEGIN
        FOR bucket IN
          SELECT b.id FROM audit_search_buckets b
           WHERE b.organization_id = current_organization() AND b.begins_at <= before_at AND b.begins_at < to_at
             AND b.latest_at >= from_at
           ORDER BY b.begins_at DESC
        LOOP
          RETURN QUERY EXECUTE
            'SELECT s.event_id, s.occurred_at FROM audit_search s
              WHERE s.terms @@ $1 AND s.organization_id = current_organization()
                AND (s.occurred_at, s.event_id) < ($2, $3) AND s.occurred_at >= $4 AND s.occurred_at < $5
              ORDER BY s.occurred_at DESC, s.event_id DESC LIMIT $6'
            USING replace(query, '{b}', bucket.id::text)::tsquery, before_at, before_id, from_at, to_at, missing;
          GET DIAGNOSTICS found = ROW_COUNT;
          missing := missing - found;
          EXIT WHEN missing <= 0;
        END LOOP;
      END $$;
      REVOKE ALL ON FUNCTION audit_search_page FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION audit_search_page TO divan_app;

      -- Whoever erases a detail, and for whatever reason, erases its words. The lock waits for an indexer that has read
      -- the detail and not yet written its words.
      CREATE FUNCTION audit_search_forget() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('audit-details:' || organization_id, 0))
           FROM (SELECT DISTINCT organization_id FROM erased) organizations;
        UPDATE audit_search s SET terms = ts_filter(s.terms, '{a}') FROM erased
         WHERE s.organization_id = erased.organization_id AND s.event_id = erased.event_id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER audit_details_forget AFTER DELETE ON audit_details REFERENCING OLD TABLE AS erased
        FOR EACH STATEMENT EXECUTE FUNCTION audit_search_forget();

      -- What they served, the search index does now, without a cost at every event.
      DROP INDEX audit_events_actor, audit_events_kind, audit_events_object;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER audit_details_forget ON audit_details;
      DROP FUNCTION audit_search_forget, audit_search_page;
      DROP TABLE audit_search_progress, audit_search_buckets, audit_search;
      CREATE INDEX audit_events_actor ON audit_events (organization_id, actor_id, occurred_at, id);
      CREATE INDEX audit_events_kind ON audit_events (organization_id, kind, occurred_at, id);
      CREATE INDEX audit_events_object ON audit_events (organization_id, object_id, occurred_at, id);
    `);
  }
}
