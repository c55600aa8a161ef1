import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../apps/divan/home.mjs';
import { freePort } from '../support/installation.mjs';

const READY_WITHIN_MS = 5 * 60_000;
const ENDED_WITHIN_MS = 30_000;

/**
 * Divan as a newcomer gets it: `npm start` with a home and ports of its own, its demo made. DIVAN_RUNNING_HOME names the
 * home of an installation that runs already, which is used as it is and left running. For pictures, `usualPorts` takes
 * those that a newcomer sees. `env` and `allowedHosts` are for stories that need servers beside it: always one of its own.
 * @returns {Promise<{ home: string, web: string, practice: string, members: object[], stop: () => Promise<void> }>}
 */
export async function startInstallation({ usualPorts = false, env, allowedHosts = [] } = {}) {
  const running = env ? undefined : process.env.DIVAN_RUNNING_HOME;
  if (running) return { ...describe(running), stop: async () => undefined };
  const home = mkdtempSync(join(tmpdir(), 'divan-browser-'));
  const ports = usualPorts ? {} : await freePorts();
  const allowed = [`127.0.0.1:${ports.DIVAN_PRACTICE_PORT}`, ...allowedHosts].join(',');
  const child = spawn(process.execPath, [join(root, 'apps', 'divan', 'start.mjs')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...withoutOurs(process.env),
      DIVAN_HOME: home,
      ...ports,
      ...(env ? { ...env, HTTP_ALLOWED_HOSTS: allowed } : {}),
      // Under npm it ends by itself when its parent does: nothing is left behind by a test that is killed.
      npm_lifecycle_event: 'start',
    },
  });
  const ended = new Promise((done) => child.on('exit', done));
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), ENDED_WITHIN_MS);
    await ended;
    clearTimeout(late);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await ready(child, ended);
    return { ...describe(home), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the test runner is told must not reach the processes under test; NODE_ENV=test least of all. */
function withoutOurs(env) {
  const own = ['NODE_ENV', 'NODE_TEST_CONTEXT', 'DATABASE_URL', 'DIVAN_RUNNING_HOME'];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.includes(name)));
}

function ready(child, ended) {
  let output = '';
  return new Promise((done, failed) => {
    const fail = (why) => failed(new Error(`${why}:\n${output}`));
    const timer = setTimeout(() => fail(`npm start was not ready within ${READY_WITHIN_MS / 1000} s`), READY_WITHIN_MS);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (/ s {2}ready \(/.test(output)) {
          clearTimeout(timer);
          done();
        }
      });
    }
    void ended.then((code) => {
      clearTimeout(timer);
      fail(`npm start ended with ${code}`);
    });
  });
}

const readJson = (home, name) => JSON.parse(readFileSync(join(home, name), 'utf8'));

function describe(home) {
  const { web, practice } = readJson(home, 'ports.json');
  const { members } = readJson(home, 'demo.json');
  return { home, web: `http://localhost:${web}`, practice: `http://127.0.0.1:${practice}`, members, command };

  /** `npm run divan -- …` as its operator gives it. @returns what it prints */
  async function command(...args) {
    const env = { ...withoutOurs(process.env), DIVAN_HOME: home, DIVAN_PREBUILT: '1' };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(root, 'apps', 'divan', 'divan.mjs'), ...args],
      { env },
    );
    return stdout;
  }
}

async function freePorts() {
  const names = ['DIVAN_API_PORT', 'DIVAN_WEB_PORT', 'DIVAN_PRACTICE_PORT'];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, String(await freePort())])));
}
