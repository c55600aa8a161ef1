import { startInstallation } from '../support/installation.mjs';
import { makeChannel, messages, openInbox, superuserPool } from './town.mjs';

const COUNT = 10_000;
const BATCH = 500;
const WANTED_RATIO = 0.15;

/**
 * Messages taken in per second, to stored, recorded and audited, with the ledger's integrator at work beside. The floor:
 * pg alone inserts the same rows (every row that taking them in added to any table) in batches into tables with the same
 * columns, constraints and indexes, without policies, triggers and foreign keys.
 */
export async function run(say) {
  const installation = await startInstallation();
  const pool = superuserPool(installation);
  const inbox = await openInbox(installation);
  try {
    const admin = await installation.organization();
    const ctx = inbox.contextOf(admin.me.organization.id, 'bench');
    const channel = await makeChannel(pool, ctx.organizationId);
    await receive(inbox, ctx, channel, messages(BATCH * 2, 'warm'));
    const before = await countRows(pool);
    const ours = await receive(inbox, ctx, channel, messages(COUNT));
    const added = difference(before, await countRows(pool));
    say(`${COUNT} messages in ${ours.toFixed(2)} s, rows added: ${JSON.stringify(added)}`);
    const floor = await insertSame(pool, added);
    return [
      {
        ours: COUNT / ours,
        floor: COUNT / floor,
        unit: 'messages/s',
        wanted: ({ ratio }) => ratio >= WANTED_RATIO,
      },
    ];
  } finally {
    await inbox.close();
    await pool.end();
    await installation.stop();
  }
}

async function receive(inbox, ctx, channel, items) {
  const began = performance.now();
  for (let at = 0; at < items.length; at += BATCH) {
    await inbox.ingestion.receive(ctx, channel, items.slice(at, at + BATCH), String(at));
  }
  return (performance.now() - began) / 1000;
}

/** The ledger's own tables are left out: the worker beside fills them at its own pace. */
async function countRows(pool) {
  const { rows } = await pool.query(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^(ledger_|worker_|schema_)'`,
  );
  const counts = {};
  for (const { name } of rows) {
    counts[name] = (await pool.query(`SELECT count(*)::int AS count FROM ${name}`)).rows[0].count;
  }
  return counts;
}

const difference = (before, after) =>
  Object.fromEntries(
    Object.keys(after)
      .map((name) => [name, after[name] - before[name]])
      .filter(([, more]) => more > 0),
  );

async function insertSame(pool, added) {
  const client = await pool.connect();
  try {
    const work = [];
    for (const [name, count] of Object.entries(added)) {
      await client.query(
        `CREATE TABLE floor_${name} (LIKE ${name} INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING DEFAULTS)`,
      );
      const { rows: columns } = await client.query(
        `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS list FROM pg_attribute
          WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
        [name],
      );
      const { rows } = await client.query(`SELECT to_jsonb(t) AS row FROM ${name} t ORDER BY ctid DESC LIMIT ${count}`);
      const insert = `INSERT INTO floor_${name} (${columns[0].list}) SELECT ${columns[0].list} FROM jsonb_populate_recordset(NULL::floor_${name}, $1::jsonb)`;
      for (let at = 0; at < rows.length; at += BATCH) {
        work.push([insert, JSON.stringify(rows.slice(at, at + BATCH).map(({ row }) => row))]);
      }
    }
    const began = performance.now();
    for (const [insert, batch] of work) await client.query(insert, [batch]);
    return (performance.now() - began) / 1000;
  } finally {
    client.release();
  }
}
