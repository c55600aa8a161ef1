import { randomUUID } from 'node:crypto';
import { Config, Database, migrate, newId, type RequestContext, systemContext } from '@divan/platform';
import { Client, Pool } from 'pg';
import { openPool } from '../../libs/platform/src/database/pool';
import { testEnvironment } from './environment';
import { migrationClasses } from './migration-files';

export interface TestDatabase {
  /** Connected as the application's role, under row-level security. */
  database: Database;
  config: Config;
  /** The application role's address of this database. */
  url: string;
  /** Past row-level security, to look at what is really there. Resolves to the rows. */
  ownerQuery<T = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<T[]>;
  /** A new organization, and a context that may do everything in it. */
  organization(name?: string): Promise<{ id: string; ctx: RequestContext }>;
  close(): Promise<void>;
}

/** A database of its own with the current schema, cloned from a template in a few milliseconds. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { name, url, drop } = await cloneTemplate();
  const config = new Config(testEnvironment(url));
  const database = new Database(await openPool(config), config);
  const owner = new Pool({ connectionString: adminUrl(name), max: 2 });
  // The database is dropped while a connection may still be closing.
  owner.on('error', () => undefined);
  const ownerQuery = async <T>(sql: string, params: unknown[] = []): Promise<T[]> =>
    (await owner.query(sql, params)).rows as T[];
  return {
    database,
    config,
    url,
    ownerQuery,
    async organization(organizationName = 'City of Testing') {
      const id = newId();
      await insertOrganization(ownerQuery, id, organizationName);
      return { id, ctx: systemContext(id, 'test') };
    },
    async close() {
      await database.onApplicationShutdown();
      await owner.end();
      await drop();
    },
  };
}

type Query = (sql: string, params?: unknown[]) => Promise<unknown[]>;

async function insertOrganization(query: Query, id: string, name: string): Promise<void> {
  const [table] = await query(`SELECT to_regclass('organizations') AS name`);
  if ((table as { name: string | null }).name)
    await query(`INSERT INTO organizations (id, name, time_zone) VALUES ($1, $2, 'America/Chicago')`, [id, name]);
}

/** An empty database with the current schema, for whoever starts real processes on it. */
export async function cloneTemplate(): Promise<{ name: string; url: string; drop(): Promise<void> }> {
  const template = await ensureTemplate();
  const name = `divan_test_${required('DIVAN_TEST_RUN')}_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await asAdmin((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER divan_owner`));
  return {
    name,
    url: urlOf(name, 'divan_app'),
    drop: () => asAdmin(async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

/** Migrated once per state of the migrations, by whichever spec comes first. */
async function ensureTemplate(): Promise<string> {
  const name = required('DIVAN_TEST_TEMPLATE');
  await asAdmin(async (client) => {
    const found = async (): Promise<boolean> =>
      ((await client.query('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount ?? 0) > 0;
    if (await found()) return;
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
    if (await found()) return;
    const unfinished = `${name}_new`;
    await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${unfinished} OWNER divan_owner TEMPLATE template0`);
    await migrate(urlOf(unfinished, 'divan_owner'), await migrationClasses());
    await client.query(`COMMENT ON DATABASE ${unfinished} IS '${new Date().toISOString()}'`);
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
  });
  return name;
}

async function asAdmin<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function adminUrl(database?: string): string {
  const url = new URL(required('DIVAN_TEST_DATABASE_URL'));
  if (database) url.pathname = `/${database}`;
  return url.href;
}

function urlOf(database: string, role: string): string {
  const url = new URL(adminUrl(database));
  url.username = role;
  url.password = role;
  return url.href;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: run specs through vitest with its global setup.`);
  return value;
}
