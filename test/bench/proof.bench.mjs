import { spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../apps/divan/home.mjs';
import { startInstallation } from '../support/installation.mjs';
import { growLog, treeSize } from './log.mjs';
import { superuserPool } from './town.mjs';

const LEAVES = Number(process.env.DIVAN_BENCH_LEAVES ?? 1_000_000);
const REQUESTS = 2_000;
// One after the other: how long one person or program waits for a proof, not how many the machine can make.
const CLIENTS = 1;
const WANTED = { p99Ms: 25, seconds: 60, megabytes: 300 };

/**
 * Proofs out of a log of a million leaves over HTTP, against pg alone reading the same tiles; and the whole log verified
 * by divan-verify over HTTP, against the hashing alone in one thread.
 */
export async function run(say) {
  const installation = await startInstallation({ env: { LEDGER_BATCH_LEAVES: '5000' } });
  const pool = superuserPool(installation);
  try {
    const admin = await installation.organization();
    const organizationId = admin.me.organization.id;
    say(`growing the log to ${LEAVES} leaves`);
    await growLog(pool, organizationId, LEAVES);
    const size = await treeSize(pool, organizationId);
    await admin.refresh();
    const proofs = {
      inclusion: () => `/v1/log/proofs/${randomInt(size)}`,
      consistency: () => {
        const [from, to] = [1 + randomInt(size - 1), 1 + randomInt(size - 1)].sort((a, b) => a - b);
        return `/v1/log/consistency?from=${from}&to=${to}`;
      },
    };
    const floor = await tileReads(pool, organizationId, size);
    const results = [];
    for (const [proof, path] of Object.entries(proofs)) {
      const ours = await overHttp(admin, path);
      results.push({
        ours,
        floor,
        unit: 'ms, p99',
        detail: { proof, leaves: size },
        wanted: () => ours <= WANTED.p99Ms,
      });
    }
    await admin.refresh();
    return [...results, ...(await verification(admin, size, say))];
  } finally {
    await pool.end();
    await installation.stop();
  }
}

/** @returns the 99th percentile in milliseconds */
async function overHttp(admin, path) {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const headers = { Authorization: `Bearer ${admin.accessToken}` };
  const once = (target) =>
    new Promise((done, failed) => {
      const began = performance.now();
      request(admin.apiUrl + target, { agent, headers }, (answer) => {
        answer.resume();
        answer.on('end', () => {
          if (answer.statusCode === 200) done(performance.now() - began);
          else failed(new Error(`${target}: ${answer.statusCode}`));
        });
      })
        .on('error', failed)
        .end();
    });
  for (let n = 0; n < 200; n++) await once(path());
  const durations = await timed(() => once(path()));
  agent.destroy();
  return durations;
}

/** What a proof cannot do without: one query for the tiles on the way from a leaf to the root. */
async function tileReads(pool, organizationId, size) {
  const once = async () => {
    const began = performance.now();
    const leaf = randomInt(size);
    const places = [0, 1, 2].map((level) => [level, Math.floor(leaf / 256 ** (level + 1))]);
    await pool.query(
      `SELECT t.hashes FROM unnest($2::smallint[], $3::bigint[]) AS place(level, index)
         JOIN ledger_tiles t ON t.organization_id = $1 AND t.level = place.level AND t.tile_index = place.index`,
      [organizationId, places.map(([level]) => level), places.map(([, index]) => index)],
    );
    return performance.now() - began;
  };
  for (let n = 0; n < 200; n++) await once();
  return timed(once);
}

async function timed(once) {
  const durations = [];
  const client = async () => {
    while (durations.length < REQUESTS) durations.push(await once());
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return durations.sort((a, b) => a - b)[Math.floor(durations.length * 0.99)];
}

async function verification(admin, size, say) {
  const folder = mkdtempSync(join(tmpdir(), 'divan-verify-'));
  const vkey = join(folder, 'log.vkey');
  writeFileSync(vkey, `${(await admin.get('/v1/log')).vkey}\n`);
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [join(root, 'apps', 'verify', 'divan-verify.mjs'), `${admin.apiUrl}/v1/log/`, '--vkey', vkey],
    { env: { ...process.env, DIVAN_TOKEN: admin.accessToken }, stdio: ['ignore', 2, 2] },
  );
  let megabytes = 0;
  const watch = setInterval(() => (megabytes = Math.max(megabytes, peakMegabytes(child.pid))), 100);
  const code = await new Promise((done) => child.on('close', done));
  clearInterval(watch);
  rmSync(folder, { recursive: true });
  const seconds = (performance.now() - began) / 1000;
  if (code !== 0) throw new Error(`divan-verify ended with ${code}.`);
  say(`${size} leaves verified in ${seconds.toFixed(1)} s with ${megabytes.toFixed(0)} MB at most`);
  const detail = { leaves: size };
  return [
    { ours: seconds, floor: hashing(size), unit: 's, whole log', detail, wanted: () => seconds <= WANTED.seconds },
    { ours: megabytes, floor: null, unit: 'MB, whole log', detail, wanted: () => megabytes <= WANTED.megabytes },
  ];
}

function peakMegabytes(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Seconds for the hashes of as many entries and nodes, and nothing else. */
function hashing(size) {
  const [entry, node] = [Buffer.alloc(500, 1), Buffer.alloc(65, 1)];
  const began = performance.now();
  for (let n = 0; n < size; n++) {
    createHash('sha256').update(entry).digest();
    createHash('sha256').update(node).digest();
  }
  return (performance.now() - began) / 1000;
}
