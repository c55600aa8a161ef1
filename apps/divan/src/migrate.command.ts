import { APP_ROLE, migrate } from '@divan/platform';
import { Client } from 'pg';
import { z } from 'zod';
import type { Command } from './command';
import { migrations } from './migrations';
import { environmentOf } from './operator-environment';

const schema = z.object({
  /** The owner of the schema. Needed here only; api and worker never see it. */
  DATABASE_OWNER_URL: z.string('is required: the address of the role that owns the schema').min(1),
  /** The application's address. When it is given, its role is made with that password if it does not exist. */
  DATABASE_URL: z.string().optional(),
});

export const migrateCommand: Command = {
  name: 'migrate',
  usage: 'migrate',
  summary: 'Brings the database schema up to date. Reads DATABASE_OWNER_URL, and DATABASE_URL to make its role.',
  async run(_args, print) {
    const { DATABASE_OWNER_URL, DATABASE_URL } = environmentOf(schema);
    if (DATABASE_URL && (await ensureRole(DATABASE_OWNER_URL, DATABASE_URL))) print(`Made the role ${APP_ROLE}.`);
    await migrate(DATABASE_OWNER_URL, migrations);
    print('The database schema is up to date.');
  },
};

/** @returns whether it was made now */
async function ensureRole(ownerUrl: string, applicationUrl: string): Promise<boolean> {
  const { username, password } = new URL(applicationUrl);
  if (username !== APP_ROLE) {
    throw new Error(`DATABASE_URL must connect as ${APP_ROLE}: the migrations grant to that role.`);
  }
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [APP_ROLE]);
    if (rowCount) return false;
    const quoted = client.escapeLiteral(decodeURIComponent(password));
    await client.query(`CREATE ROLE ${APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD ${quoted}`);
    return true;
  } finally {
    await client.end();
  }
}
