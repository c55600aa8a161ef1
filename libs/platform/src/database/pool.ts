import { Logger } from '@nestjs/common';
import { Pool } from 'pg';
import type { Config } from '../config/config';
import { platformConfig } from '../config/platform.config';

/** Opens the application's connections and refuses a role that could see past row-level security. */
export async function openPool(config: Config): Promise<Pool> {
  const { DATABASE_URL, DATABASE_POOL_SIZE } = config.get(platformConfig);
  const pool = new Pool({
    connectionString: DATABASE_URL,
    application_name: 'divan',
    max: DATABASE_POOL_SIZE,
    pipeline: true,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
  });
  const lost = (error: Error): void => new Logger('Database').warn(`A connection was lost: ${error.message}`);
  // A server that dies also tells connections that wait for no answer. The pool listens only while they are idle, and an
  // error that nobody hears ends the process; whoever uses the connection is told by their next query.
  pool.on('connect', (client) => void client.on('error', lost));
  pool.on('error', () => undefined);
  try {
    await assertApplicationRole(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return pool;
}

async function assertApplicationRole(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ super: boolean; owns: number }>(`
    SELECT (rolsuper OR rolbypassrls) AS super,
           (SELECT count(*)::int FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relowner = r.oid AND n.nspname = 'public' AND c.relkind IN ('r', 'p')) AS owns
      FROM pg_roles r WHERE rolname = current_user`);
  if (!rows[0]?.super && !rows[0]?.owns) return;
  throw new Error(
    'DATABASE_URL must be the application role: it may not be a superuser, may not bypass row-level security and may own no table. ' +
      'Give the owner’s address to the migration only (DATABASE_OWNER_URL).',
  );
}
