import pg from 'pg';
import { makeChannel, messages, openInbox, openLibs, superuserPool, wait } from '../bench/town.mjs';
import { startInstallation, until } from '../support/installation.mjs';

/**
 * A town with a log of some hundred leaves, a village beside it on the same server, and three moments that the database
 * can be put back to in a moment: `yesterday`, before the outsider took a checkpoint, `today`, after it, and `attacked`.
 */
export async function openTown(say) {
  // Without a memory of heads outside the database: what is shown here has to be found by the outsider alone.
  const installation = await startInstallation({ env: { LEDGER_BATCH_MILLISECONDS: '20', LEDGER_HEADS_DIR: '' } });
  const server = new pg.Pool({ connectionString: installation.superuserUrl, max: 2 });
  const town = new Town(installation, server);
  try {
    say('making a town, a village and their logs');
    await town.populate();
    return town;
  } catch (error) {
    await town.close();
    throw error;
  }
}

class Town {
  /** Past all protection: what the administrator of the database server can do. */
  #superuser;

  constructor(installation, server) {
    this.installation = installation;
    this.server = server;
  }

  async populate() {
    const { installation } = this;
    this.#superuser = superuserPool(installation);
    this.admin = await installation.organization();
    this.village = await installation.organization('Village of Elm');
    this.id = this.admin.me.organization.id;
    this.villageId = this.village.me.organization.id;
    await this.#hear(this.id, 150);
    await this.#hear(this.villageId, 20);
    await this.act(12);
    await this.snapshot('yesterday');
    await this.act(20);
    const { vkey, size } = await this.admin.get('/v1/log');
    this.vkey = vkey;
    this.held = { size, note: await this.admin.get('/v1/log/checkpoint') };
    await this.act(30);
    await installation.kill('worker');
    await this.snapshot('today');
    this.size = (await this.admin.get('/v1/log')).size;
  }

  get apiUrl() {
    return this.installation.apiUrl;
  }

  /** Changes made by a member, each an audit event and a leaf; resolves when they are signed. */
  async act(count) {
    for (let n = 0; n < count; n += 1) await this.admin.post('/v1/teams', { name: `Team ${Date.now()}-${n}` });
    await this.#integrated();
  }

  /** One statement or several with every trigger and every foreign key asleep. */
  async tamper(sql, params = []) {
    const client = await this.#superuser.connect();
    try {
      await client.query(`SET session_replication_role = 'replica'`);
      return (await client.query(sql, params)).rows;
    } finally {
      client.release(true);
    }
  }

  /** A leaf of the town's log, by what its entry says and where it is. */
  async leaf(where, { from = 40, to = this.held.size } = {}) {
    const [row] = await this.tamper(
      `SELECT leaf_index::int AS index, source_id AS id FROM ledger_leaves
        WHERE organization_id = $1 AND leaf_index BETWEEN $2 AND $3 AND convert_from(entry, 'UTF8') LIKE $4
        ORDER BY leaf_index LIMIT 1`,
      [this.id, from, to - 1, `%${where}%`],
    );
    if (!row) throw new Error(`The log has no leaf with ${where}.`);
    return row;
  }

  async entries() {
    const rows = await this.tamper('SELECT entry FROM ledger_leaves WHERE organization_id = $1 ORDER BY leaf_index', [
      this.id,
    ]);
    return rows.map(({ entry }) => entry);
  }

  async snapshot(name) {
    await this.#superuser.end();
    await this.#clone('divan', name);
    this.#superuser = superuserPool(this.installation);
    await this.#ready();
  }

  async restore(name) {
    await this.#superuser.end();
    await this.#clone(name, 'divan');
    this.#superuser = superuserPool(this.installation);
    await this.#ready();
  }

  /** Runs something while the worker is there to integrate and sign. */
  async withWorker(work) {
    this.installation.start('worker');
    try {
      return await work();
    } finally {
      await this.installation.kill('worker');
    }
  }

  /** Resolves when nothing waits to be integrated. */
  async caughtUp() {
    await this.#integrated();
  }

  async close() {
    await this.#superuser?.end().catch(() => undefined);
    await this.server.end().catch(() => undefined);
    await this.installation.stop();
  }

  async #clone(from, to) {
    // Whoever is connected to a template keeps it from being copied, and reconnects at once if he may.
    await this.server.query(`ALTER DATABASE ${from} WITH ALLOW_CONNECTIONS false`);
    await this.server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [from]);
    await this.server.query(`DROP DATABASE IF EXISTS ${to} WITH (FORCE)`);
    await until('the copy of the database', () =>
      this.server.query(`CREATE DATABASE ${to} TEMPLATE ${from} OWNER divan_owner`),
    );
    for (const name of [from, to]) await this.server.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
  }

  #ready() {
    return until('the api is back', async () => (await this.admin.get('/v1/log')).size > 0);
  }

  #integrated() {
    return until('the log has caught up', async () => {
      const waiting = await this.tamper('SELECT 1 FROM ledger_pending LIMIT 1');
      return waiting.length === 0;
    });
  }

  async #hear(organizationId, count) {
    const inbox = await openInbox(this.installation);
    try {
      const ctx = inbox.contextOf(organizationId, 'test');
      const channel = await makeChannel(this.#superuser, organizationId);
      await inbox.ingestion.receive(ctx, channel, messages(count), 'first');
    } finally {
      await inbox.close();
    }
    await this.#integrated();
  }
}

/** @returns the town's own libs, as they were built */
export async function libs(town) {
  const { lib, close } = await openLibs(town.installation, ['ledger']);
  await close();
  return lib;
}

export { wait };
