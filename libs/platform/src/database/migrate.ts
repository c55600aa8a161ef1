import { runMigrations as runJobMigrations } from 'graphile-worker';
import { Client } from 'pg';
import type { MixedList } from 'typeorm';
import { APP_ROLE } from './tenant-table';

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type for a migration class
export type MigrationClass = Function;

/**
 * Brings the schema up to date: ours by TypeORM, the job queue's by graphile-worker, and gives the application's role
 * what it needs of the queue. Safe to run from several processes at once.
 * @param ownerUrl a role that owns the schema; never the application's
 */
export async function migrate(ownerUrl: string, migrations: MigrationClass[]): Promise<void> {
  const lock = new Client({ connectionString: ownerUrl });
  await lock.connect();
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtextextended('divan.migrate', 0))`);
    await runJobMigrations({ connectionString: ownerUrl });
    await lock.query(JOB_GRANTS);
    // Here and not above: a process that only answers requests need not hold it in memory.
    const { DataSource } = await import('typeorm');
    const source = new DataSource({
      type: 'postgres',
      url: ownerUrl,
      migrations: migrations as MixedList<never>,
      migrationsTableName: 'schema_migrations',
      migrationsTransactionMode: 'each',
      installExtensions: false,
    });
    await source.initialize();
    try {
      await source.runMigrations();
      await lock.query(`GRANT SELECT ON schema_migrations TO ${APP_ROLE}`);
    } finally {
      await source.destroy();
    }
  } finally {
    await lock.end();
  }
}

// graphile-worker enables row-level security on its tables so that only their owner reaches them. Jobs hold ids and
// nothing else; the application's role gets in by policy and still owns nothing.
const JOB_GRANTS = `
  GRANT USAGE ON SCHEMA graphile_worker TO ${APP_ROLE};
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO ${APP_ROLE};
  GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${APP_ROLE};
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${APP_ROLE};
  DO $$
  DECLARE t record;
  BEGIN
    FOR t IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = 'graphile_worker' AND c.relkind = 'r' AND c.relrowsecurity
                AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'divan_app')
    LOOP
      EXECUTE format('CREATE POLICY divan_app ON graphile_worker.%I TO ${APP_ROLE} USING (true) WITH CHECK (true)', t.relname);
    END LOOP;
  END $$;`;
