import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemberClient } from './client.mjs';

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** @returns a port of 127.0.0.1 that was free a moment ago */
export function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Waits until `look` gives something; @throws with `what` after the time */
export async function until(what, look, timeoutMs = 30_000, everyMs = 50) {
  const deadline = Date.now() + timeoutMs;
  let last;
  while (Date.now() < deadline) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    await wait(everyMs);
  }
  throw new Error(`Not within ${timeoutMs} ms: ${what}${last ? ` (${last.message})` : ''}`, { cause: last });
}

/**
 * The built api and worker over an embedded PostgreSQL of their own, as an operator would run them: no demo.
 * @param {{ allowedHosts?: string[], env?: Record<string, string> }} options
 */
export async function startInstallation({ allowedHosts = [], env = {}, mailedLink } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'divan-test-'));
  process.env.DIVAN_HOME = folder;
  delete process.env.DATABASE_URL;
  // After DIVAN_HOME is set: these read it when they load.
  const { makeHome, root } = await import('../../apps/divan/home.mjs');
  const { databases: openDatabases } = await import('../../apps/divan/database.mjs');
  const { runCommand } = await import('../../apps/divan/command.mjs');
  const { ensure } = await import('../../apps/divan/embedded-postgres.mjs');
  const { NODE_FLAGS } = await import('../../apps/divan/services.mjs');
  makeHome();
  const databases = await openDatabases();
  const superuser = await ensure(join(folder, 'postgres'));
  const [apiPort, webPort] = [await freePort(), await freePort()];
  const base = {
    ...process.env,
    NODE_ENV: 'production',
    LOG_LEVEL: 'info',
    DATABASE_URL: databases.applicationUrl,
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    AUTH_SECRET: randomBytes(32).toString('base64'),
    MEDIA_DIR: join(folder, 'media'),
    WEB_URL: `http://127.0.0.1:${webPort}`,
    HTTP_ALLOWED_HOSTS: allowedHosts.join(','),
    RATE_LIMIT_PER_MINUTE: '100000',
    HOST: '127.0.0.1',
    ...env,
  };
  const command = (...args) => runCommand(args, { ...base, DATABASE_OWNER_URL: databases.ownerUrl });
  await command('migrate');

  const children = new Set();
  let [ready, stopping] = [false, false];
  const run = (name, extra) => {
    const log = openSync(join(folder, `${name}.log`), 'a');
    const child = spawn(process.execPath, [...NODE_FLAGS, join(root, 'dist', 'apps', name, 'src', 'main.js')], {
      env: { ...base, ...extra },
      stdio: ['ignore', log, log],
    });
    children.add(child);
    child.ended = new Promise((done) =>
      child.on('exit', async (code) => {
        children.delete(child);
        done();
        // What ended by itself, as at a start without a database, is started again, as any supervisor would.
        if (code === null || code === 0 || !ready) return;
        await wait(500);
        if (!stopping && installation[name] === child) installation.start(name);
      }),
    );
    return child;
  };
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const ports = { api: { PORT: String(apiPort) }, worker: { HEALTH_PORT: '0' } };
  const installation = {
    folder,
    apiUrl,
    databases,
    superuserUrl: superuser.url,
    env: base,
    command,
    api: run('api', ports.api),
    worker: run('worker', ports.worker),
    logOf: (name) => readFileSync(join(folder, `${name}.log`), 'utf8'),
    /** @param {'api' | 'worker'} name */
    async kill(name) {
      installation[name].kill('SIGKILL');
      await installation[name].ended;
    },
    /** @param {'api' | 'worker'} name */
    start(name) {
      installation[name] = run(name, ports[name]);
    },
    /** One more api process beside the first. @returns its address */
    async another(env = {}) {
      const port = await freePort();
      run('api', { PORT: String(port), ...env });
      const url = `http://127.0.0.1:${port}`;
      await until('another api', async () => (await fetch(`${url}/livez`)).ok, 60_000);
      return url;
    },
    /** SIGKILL for the whole database server, as when a machine loses power; then it is started again. */
    async killDatabase() {
      const { pid } = await ensure(join(folder, 'postgres'));
      process.kill(pid, 'SIGKILL');
      await ensure(join(folder, 'postgres'));
    },
    /** @returns the first administrator, signed in */
    async organization(name = 'City of Rivertown', timeZone = 'America/Chicago') {
      const output = await command(
        'create-organization',
        '--name',
        name,
        '--admin-email',
        `admin-${randomBytes(4).toString('hex')}@example.gov`,
        '--admin-name',
        'Ada Admin',
        '--time-zone',
        timeZone,
      );
      const link = /https?:\/\/\S+\/invitations\/\S+/.exec(output)?.[0];
      if (!link) throw new Error(`create-organization printed no link:\n${output}`);
      return new MemberClient(apiUrl).accept(link, {
        name: 'Ada Admin',
        password: randomBytes(12).toString('base64url'),
      });
    },
    /** @returns another member, invited by `admin` and signed in */
    async member(admin, name, roles) {
      const email = `${name.toLowerCase().replace(/\W+/g, '.')}-${randomBytes(3).toString('hex')}@example.gov`;
      const { link } = await admin.post('/v1/invitations', { email, name, roles, teamIds: [] });
      return new MemberClient(apiUrl).accept(link ?? (await mailedLink(email)), {
        name,
        password: randomBytes(12).toString('base64url'),
      });
    },
    async stop() {
      stopping = true;
      for (const child of children) child.kill('SIGTERM');
      await Promise.race([Promise.all([...children].map((child) => child.ended)), wait(8000)]);
      for (const child of children) child.kill('SIGKILL');
      await databases.stop();
      if (!process.env.DIVAN_KEEP) rmSync(folder, { recursive: true, force: true });
    },
  };
  await until(
    'api and worker are ready',
    async () => {
      const report = await (await fetch(`${apiUrl}/readyz`)).json();
      return report.ready && report.checks.worker.ok;
    },
    90_000,
  ).catch(async (error) => {
    const logs = ['api', 'worker'].map((name) => `--- ${name}\n${installation.logOf(name).slice(-3000)}`).join('\n');
    await installation.stop();
    throw new Error(`${error.message}\n${logs}`, { cause: error });
  });
  ready = true;
  return installation;
}
