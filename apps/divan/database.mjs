import { ensure } from './embedded-postgres.mjs';
import { inHome } from './home.mjs';
import { secrets } from './secrets.mjs';

const APPLICATION_ROLE = 'divan_app';
const OWNER_ROLE = 'divan_owner';

/**
 * @typedef {object} Databases
 * @property {string} description for people
 * @property {string} ownerUrl migrates; owns the schema
 * @property {string} applicationUrl what api and worker use: a role that owns nothing
 * @property {string} practiceUrl the practice network's own database
 * @property {number | undefined} pid of the embedded server
 * @property {boolean} started whether the embedded server was started now
 * @property {() => Promise<void>} stop
 */

/** The databases of this installation: on the server of DATABASE_URL, else on the embedded one. */
export async function databases(env = process.env) {
  return env.DATABASE_URL ? given(env) : embedded();
}

async function embedded() {
  const server = await ensure(inHome('postgres'));
  const { ownerPassword, applicationPassword } = secrets();
  await withClient(server.url, async (client) => {
    await createRole(client, OWNER_ROLE, ownerPassword);
    await createRole(client, APPLICATION_ROLE, applicationPassword);
    for (const name of ['divan', 'practice']) await createDatabase(client, name, OWNER_ROLE);
  });
  const address = (role, password, name) => urlWith(server.url, { username: role, password, pathname: `/${name}` });
  return {
    description: `embedded PostgreSQL ${server.started ? 'started' : 'was running and is used'} on port ${server.port}`,
    ownerUrl: address(OWNER_ROLE, ownerPassword, 'divan'),
    applicationUrl: address(APPLICATION_ROLE, applicationPassword, 'divan'),
    practiceUrl: address(OWNER_ROLE, ownerPassword, 'practice'),
    pid: server.pid,
    started: server.started,
    stop: server.stop,
  };
}

/** DATABASE_URL is the owner's connection here; the application's role is made on it, unless DATABASE_APP_URL names one. */
async function given({ DATABASE_URL: ownerUrl, DATABASE_APP_URL }) {
  const address = new URL(ownerUrl);
  const description = await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query('SHOW server_version');
    return `PostgreSQL ${rows[0].server_version.split(' ')[0]} at ${address.host}`;
  });
  const applicationUrl = DATABASE_APP_URL ?? (await applicationRole(ownerUrl));
  const practice = `${decodeURIComponent(address.pathname.slice(1)) || 'divan'}_practice`;
  const separate = await withClient(ownerUrl, (client) => createDatabase(client, practice).then(() => true, refused));
  const practiceUrl = separate ? urlWith(ownerUrl, { pathname: `/${practice}` }) : ownerUrl;
  return {
    description,
    ownerUrl,
    applicationUrl,
    practiceUrl,
    pid: undefined,
    started: false,
    stop: async () => undefined,
  };
}

async function applicationRole(ownerUrl) {
  const { applicationPassword } = secrets();
  const url = urlWith(ownerUrl, { username: APPLICATION_ROLE, password: applicationPassword });
  const made = await withClient(ownerUrl, async (client) => {
    if (await roleExists(client, APPLICATION_ROLE)) return true;
    return createRole(client, APPLICATION_ROLE, applicationPassword).then(() => true, refused);
  });
  if (made && (await withClient(url, () => true).catch(() => false))) return url;
  const doing = made ? 'ALTER' : 'CREATE';
  throw new Error(
    `The application must connect to PostgreSQL as a role of its own, ${APPLICATION_ROLE}, that owns nothing. ` +
      (made ? 'It exists, with a password that is not known here.' : 'The role in DATABASE_URL may not create it.') +
      `\nLet an administrator run\n\n  ${doing} ROLE ${APPLICATION_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '<password>';\n\n` +
      `and start again with DATABASE_APP_URL=${urlWith(ownerUrl, { username: APPLICATION_ROLE, password: 'PASSWORD' })}`,
  );
}

async function createRole(client, name, password) {
  // Both are ours: a name from above and base64url, so nothing needs quoting.
  const attributes = `LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '${password}'`;
  await client.query(`${(await roleExists(client, name)) ? 'ALTER' : 'CREATE'} ROLE ${name} ${attributes}`);
}

const roleExists = async (client, name) =>
  (await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name])).rowCount > 0;

async function createDatabase(client, name, owner) {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rowCount > 0) return;
  const quoted = client.escapeIdentifier(name);
  await client.query(`CREATE DATABASE ${quoted} TEMPLATE template0 ENCODING 'UTF8'${owner ? ` OWNER ${owner}` : ''}`);
}

/** For `.then(…, refused)`: false when the role lacks the privilege, anything else goes on. */
function refused(error) {
  if (error.code === '42501') return false;
  throw error;
}

async function withClient(url, work) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlWith(base, parts) {
  return Object.assign(new URL(base), parts).href;
}
