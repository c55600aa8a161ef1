/**
 * A thousand changes from eight processes while api, worker and PostgreSQL are killed at random: whatever was
 * acknowledged is in the log exactly once, and every head that was ever signed agrees with every other.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { join } from 'node:path';
import { root } from '../../apps/divan/home.mjs';
import { superuserPool } from '../bench/town.mjs';
import { startInstallation, until } from '../support/installation.mjs';

const require = createRequire(import.meta.url);
const log = () => require(join(root, 'dist', 'libs', 'transparency-log', 'src', 'index.js'));

const CLIENTS = 8;
const CHANGES = 1000;
const MOST_KILLS = 12;

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();

let installation;
let pool;
let organizationId;
let acknowledged;
const kills = { api: 0, worker: 0, database: 0 };

before(async () => {
  installation = await startInstallation();
  const admin = await installation.organization();
  organizationId = admin.me.organization.id;
  let working = true;
  const clients = Promise.all(
    Array.from({ length: CLIENTS }, (_, n) => committer(admin.accessToken, `client${n}`, CHANGES / CLIENTS)),
  ).finally(() => (working = false));
  const killing = killAtRandom(() => working);
  acknowledged = (await clients).flat();
  await killing;
  pool = superuserPool(installation);
  await until(
    'everything is integrated',
    async () => (await rows('SELECT count(*)::int AS n FROM ledger_pending WHERE organization_id = $1'))[0].n === 0,
    120_000,
  );
});

after(async () => {
  await pool?.end();
  await installation?.stop();
});

const rows = async (sql) => (await pool.query(sql, [organizationId])).rows;

function committer(accessToken, prefix, count) {
  const script = join(root, 'test', 'faults', 'committer.mjs');
  const child = spawn(process.execPath, [script, installation.apiUrl, accessToken, prefix, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  return new Promise((done, failed) =>
    child.on('close', (code) => {
      if (code === 0) done(output.trim().split('\n'));
      else failed(new Error(`${prefix} ended with ${code}`));
    }),
  );
}

/** Each is started again at once; the next kill may meet it while it starts, and the database while it is needed for that. */
async function killAtRandom(working) {
  const victims = {
    api: async () => (await installation.kill('api'), installation.start('api')),
    worker: async () => (await installation.kill('worker'), installation.start('worker')),
    database: () => installation.killDatabase(),
  };
  // Every one of them once, and then whoever it meets.
  const first = Object.keys(victims);
  for (let n = 0; n < MOST_KILLS && working(); n++) {
    await wait(randomInt(500, 4000));
    const name = first.shift() ?? Object.keys(victims)[randomInt(3)];
    console.error(`killing ${name}`);
    await victims[name]();
    kills[name]++;
  }
}

describe('after a thousand changes under random kills', () => {
  it('every client has its acknowledgements, and each kind of process was killed', () => {
    console.error(`killed: ${JSON.stringify(kills)}`);
    assert.equal(new Set(acknowledged).size, CHANGES);
    for (const [name, count] of Object.entries(kills)) assert.ok(count > 0, `${name} was never killed`);
  });

  it('every acknowledged change was made once, and has exactly one event and one leaf', async () => {
    const made = await rows(
      `SELECT t.name, count(DISTINCT e.id)::int AS events, count(l.leaf_index)::int AS leaves
         FROM teams t
         LEFT JOIN audit_events e ON e.organization_id = t.organization_id AND e.object_id = t.id::text AND e.kind = 'accounts.team-created'
         LEFT JOIN ledger_leaves l ON l.organization_id = e.organization_id AND l.source_id = e.id
        WHERE t.organization_id = $1 GROUP BY t.id, t.name`,
    );
    const byName = new Map(made.map(({ name, events, leaves }) => [name, { events, leaves }]));
    assert.equal(byName.size, made.length, 'a team was made twice');
    for (const name of acknowledged) assert.deepEqual(byName.get(name), { events: 1, leaves: 1 }, name);
  });

  it('no event is without its leaf, no leaf without its event, and none is there twice', async () => {
    const [count] = await rows(
      `SELECT (SELECT count(*) FROM audit_events e WHERE e.organization_id = $1
                AND NOT EXISTS (SELECT FROM ledger_leaves l WHERE l.organization_id = $1 AND l.source_id = e.id))::int AS lost,
              (SELECT count(*) FROM ledger_leaves l WHERE l.organization_id = $1
                AND convert_from(l.entry, 'UTF8')::json->>'type' = 'divan.audit-event'
                AND NOT EXISTS (SELECT FROM audit_events e WHERE e.organization_id = $1 AND e.id = l.source_id))::int AS invented,
              (SELECT count(*) - count(DISTINCT source_id) FROM ledger_leaves WHERE organization_id = $1)::int AS doubled`,
    );
    assert.deepEqual(count, { lost: 0, invented: 0, doubled: 0 });
  });

  it('leaf indexes have no gap, and every signed head is the root of the leaves before it', async () => {
    const leaves = await rows(
      'SELECT leaf_index, leaf_hash, entry FROM ledger_leaves WHERE organization_id = $1 ORDER BY leaf_index',
    );
    leaves.forEach(({ leaf_index, leaf_hash, entry }, index) => {
      assert.equal(Number(leaf_index), index);
      assert.ok(sha256(Buffer.of(0), entry).equals(leaf_hash), `leaf ${index} is not the hash of its entry`);
    });
    const { openNote, parseCheckpoint, rootHash } = log();
    const heads = await checkpoints();
    assert.equal(heads.at(-1).size, leaves.length);
    for (const { note, vkey, size } of heads) {
      const head = parseCheckpoint(openNote(note, [vkey]).text);
      const computed = rootHash(leaves.slice(0, size).map(({ leaf_hash }) => leaf_hash));
      assert.ok(Buffer.from(head.root).equals(Buffer.from(computed)), `the head of ${size} leaves`);
    }
  });

  it('all heads are consistent with each other, by proofs from the stored tiles', async () => {
    const { consistencyProof, tilePath, verifyConsistency } = log();
    const stored = await rows('SELECT level, tile_index, hashes FROM ledger_tiles WHERE organization_id = $1');
    const tiles = new Map(stored.map(({ level, tile_index, hashes }) => [tilePath(level, Number(tile_index)), hashes]));
    const heads = await checkpoints();
    let pairs = 0;
    for (const [n, older] of heads.entries()) {
      for (const newer of heads.slice(n + 1)) {
        const proof = consistencyProof(older.size, newer.size, tiles);
        verifyConsistency({ size1: older.size, size2: newer.size, root1: older.root, root2: newer.root, proof });
        pairs++;
      }
    }
    console.error(`${heads.length} heads, ${pairs} pairs`);
  });
});

async function checkpoints() {
  const found = await rows(
    `SELECT c.tree_size::int AS size, c.root, c.note, k.verifier_key AS vkey
       FROM ledger_checkpoints c JOIN ledger_keys k USING (organization_id, key_id)
      WHERE c.organization_id = $1 ORDER BY c.tree_size`,
  );
  return found;
}
