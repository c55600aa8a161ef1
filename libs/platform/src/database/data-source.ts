import { DataSource } from 'typeorm';
import type { Config } from '../config/config';
import { platformConfig } from '../config/platform.config';
import { entityClasses } from './entities';

/** Opens the application's connection and refuses a role that could see past row-level security. */
export async function openDataSource(config: Config): Promise<DataSource> {
  const { DATABASE_URL, DATABASE_POOL_SIZE } = config.get(platformConfig);
  const source = new DataSource({
    type: 'postgres',
    url: DATABASE_URL,
    entities: entityClasses(),
    synchronize: false,
    installExtensions: false,
    applicationName: 'divan',
    extra: { max: DATABASE_POOL_SIZE, pipeline: true, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000 },
  });
  await source.initialize();
  const rows: { super: boolean; owns: number }[] = await source.query(`
    SELECT (rolsuper OR rolbypassrls) AS super,
           (SELECT count(*)::int FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relowner = r.oid AND n.nspname = 'public' AND c.relkind IN ('r', 'p')) AS owns
      FROM pg_roles r WHERE rolname = current_user`);
  if (rows[0]?.super || (rows[0]?.owns ?? 0) > 0) {
    await source.destroy();
    throw new Error(
      'DATABASE_URL must be the application role: it may not be a superuser, may not bypass row-level security and may own no table. ' +
        'Give the owner’s address to the migration only (DATABASE_OWNER_URL).',
    );
  }
  return source;
}
