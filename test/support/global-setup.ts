import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

const root = join(__dirname, '..', '..');
const launcher = join(root, 'apps', 'divan', 'embedded-postgres.mjs');
const serverFolder = join(root, '.divan', 'test');

/**
 * Runs once before all specs: a server (the embedded one, shared with other runs of this checkout, unless
 * DIVAN_TEST_DATABASE_URL names another's superuser), its roles, and the name of the template that fits the migrations.
 * The template itself is made by the first spec that needs a database.
 * @returns what to do after all specs: drops this run's databases; the embedded server ends with the last run that uses it
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const given = process.env['DIVAN_TEST_DATABASE_URL'];
  const admin = given ?? (await embeddedServer());
  process.env['DIVAN_TEST_DATABASE_URL'] = admin;
  process.env['DIVAN_TEST_RUN'] = String(process.pid);
  process.env['DIVAN_TEST_TEMPLATE'] = `divan_template_${migrationsHash()}`;
  process.env['NODE_ENV'] = 'test';
  await withClient(admin, async (client) => {
    await createRoles(client);
    await dropLeftovers(client);
  });
  return async () => {
    await withClient(admin, (client) => dropDatabases(client, [`divan_test_${process.pid}_%`]));
    if (!given) await promisify(execFile)(process.execPath, [launcher, serverFolder, '--release', String(process.pid)]);
  };
}

// In a process of its own, as whoever starts it from a shell.
async function embeddedServer(): Promise<string> {
  const args = [launcher, serverFolder, '--disposable', '--holder', String(process.pid)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return (JSON.parse(stdout) as { url: string }).url;
}

/** Changes whenever the schema might: the migrations of every lib and what they call. */
function migrationsHash(): string {
  const hash = createHash('sha256');
  const folders = readdirSync(join(root, 'libs'))
    .sort()
    .map((lib) => join(root, 'libs', lib, 'src', 'migrations'));
  const database = join(root, 'libs', 'platform', 'src', 'database');
  for (const folder of [join(database, 'migrations'), ...folders]) hashFolder(folder);
  for (const file of ['migrate.ts', 'tenant-table.ts']) hashFile(join(database, file));
  return hash.digest('hex').slice(0, 16);

  function hashFolder(folder: string): void {
    for (const name of listed(folder)) hashFile(join(folder, name));
  }
  function hashFile(file: string): void {
    hash.update(file).update(readFileSync(file));
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .sort();
  } catch {
    return [];
  }
}

async function createRoles(client: Client): Promise<void> {
  // Several runs may start at once; roles belong to the whole server. Cheap hashes: a password is checked per connection.
  await client.query(`SELECT pg_advisory_lock(hashtextextended('divan.test.roles', 0))`);
  if (Number((await client.query('SHOW server_version_num')).rows[0].server_version_num) >= 160_000) {
    await client.query('SET scram_iterations = 1');
  }
  for (const role of ['divan_owner', 'divan_app']) {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
    if (!rowCount) await client.query(`CREATE ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '${role}'`);
  }
  await client.query(`SELECT pg_advisory_unlock(hashtextextended('divan.test.roles', 0))`);
}

/** What killed runs left behind, and templates of schemas that nobody has used for a day. */
async function dropLeftovers(client: Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname LIKE 'divan\\_test\\_%'`,
  );
  const dead = rows.map((row) => row.datname).filter((name) => !isAlive(Number(name.split('_')[2])));
  await dropDatabases(client, dead);
  const old = await client.query<{ datname: string }>(
    `
    SELECT datname FROM pg_database d
     WHERE datname LIKE 'divan\\_template\\_%' AND datname <> $1
       AND coalesce(shobj_description(d.oid, 'pg_database')::timestamptz, '-infinity') < now() - interval '1 hour'`,
    [process.env['DIVAN_TEST_TEMPLATE']],
  );
  await dropDatabases(
    client,
    old.rows.map((row) => row.datname),
  );
}

async function dropDatabases(client: Client, patterns: string[]): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    'SELECT datname FROM pg_database WHERE datname LIKE ANY ($1)',
    [patterns.map((pattern) => pattern.replaceAll('_', '\\_'))],
  );
  for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
