import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../apps/divan/home.mjs';

/** Three by default, and a quarter of an hour each way; DIVAN_BENCH_CLONES=1 for a quick look. */
const TIMES = Number(process.env.DIVAN_BENCH_CLONES ?? 3);
const LIMITS = { 'second start': 10, test: 180 };

/**
 * Fresh clones, three times, as root and as an ordinary user where this runs as root: first `npm start` to ready, second
 * `npm start` to ready, `npm test`. Prints the median; the floor is `npm ci` alone in the same clone, for the first
 * start: no installation can be faster.
 */
export async function run(say) {
  const users = process.getuid?.() === 0 ? ['root', 'nobody'] : ['self'];
  const results = [];
  for (const user of users) {
    const rounds = [];
    for (let round = 0; round < TIMES; round++) {
      rounds.push(await oneClone(user));
      say(`${user}, clone ${round + 1}: ${JSON.stringify(rounds.at(-1))}`);
    }
    for (const what of ['first start', 'second start', 'test']) {
      const ours = median(rounds.map((round) => round[what]));
      const floor = what === 'first start' ? median(rounds.map((round) => round.install)) : null;
      results.push({
        ours,
        floor,
        unit: 's',
        detail: { user, what },
        wanted: () => ours <= (LIMITS[what] ?? Infinity),
      });
    }
  }
  return results;
}

async function oneClone(user) {
  const folder = mkdtempSync(join(tmpdir(), 'divan-clone-'));
  chmodSync(folder, 0o755);
  const clone = join(folder, 'divan');
  const as = user === 'nobody' ? { uid: 65534, gid: 65534 } : {};
  // An ordinary user of this machine: a home of its own, nothing of the caller's environment.
  const home = as.uid ? { HOME: folder, npm_config_cache: join(folder, 'cache') } : {};
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...registryOf(process.env), ...home };
  try {
    must(spawnSync('git', ['clone', '--quiet', root, clone]));
    if (as.uid) must(spawnSync('chown', ['-R', `${as.uid}:${as.gid}`, folder]));
    const options = { cwd: clone, env, ...as };
    const timed = async (work) => {
      const began = performance.now();
      await work();
      return Number(((performance.now() - began) / 1000).toFixed(1));
    };
    const install = await timed(() => command('npm', ['ci', '--no-audit', '--no-fund', '--silent'], options));
    rmSync(join(clone, 'node_modules'), { recursive: true, force: true });
    const ports = { DIVAN_API_PORT: '13000', DIVAN_WEB_PORT: '18080', DIVAN_PRACTICE_PORT: '13100' };
    const first = await startOnce({ ...options, env: { ...env, ...ports } });
    const second = await startOnce({ ...options, env: { ...env, ...ports } });
    const test = await timed(() => command('npm', ['test', '--silent'], options));
    return { install, 'first start': first, 'second start': second, test };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns seconds until `npm start` says that it is ready; ends it by Ctrl-C's signal */
function startOnce(options) {
  return new Promise((done, failed) => {
    const began = performance.now();
    const child = spawn('node', ['apps/divan/start.mjs'], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let seconds;
    const receive = (chunk) => {
      output += chunk;
      if (seconds !== undefined || !/ s {2}ready \(/.test(output)) return;
      seconds = Number(((performance.now() - began) / 1000).toFixed(1));
      child.kill('SIGINT');
    };
    child.stdout.on('data', receive);
    child.stderr.on('data', receive);
    child.on('close', () =>
      seconds === undefined ? failed(new Error(`npm start failed:\n${output}`)) : done(seconds),
    );
  });
}

function command(file, args, options) {
  return new Promise((done, failed) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('close', (code) =>
      code === 0 ? done() : failed(new Error(`${file} ${args[0]} failed:\n${output.slice(-4000)}`)),
    );
  });
}

function must({ status, stderr, error }) {
  if (status !== 0) throw error ?? new Error(String(stderr));
}

const registryOf = (env) =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => /^(npm_config_|https?_proxy$|no_proxy$|NODE_EXTRA_CA_CERTS$)/i.test(name)),
  );
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
