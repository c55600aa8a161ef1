import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../apps/divan/home.mjs';
import { freePort } from '../support/installation.mjs';

const READY_WITHIN_MS = 5 * 60_000;
const ENDED_WITHIN_MS = 30_000;

/**
 * Divan as a newcomer gets it: `npm start` with a home and ports of its own, its demo made. DIVAN_RUNNING_HOME names the
 * home of an installation that runs already, which is used as it is and left running.
 * @returns {Promise<{ web: string, practice: string, members: object[], stop: () => Promise<void> }>}
 */
export async function startInstallation() {
  const running = process.env.DIVAN_RUNNING_HOME;
  if (running) return { ...describe(running, readJson(running, 'ports.json')), stop: async () => undefined };
  const home = mkdtempSync(join(tmpdir(), 'divan-browser-'));
  const ports = { api: await freePort(), web: await freePort(), practice: await freePort() };
  const child = spawn(process.execPath, [join(root, 'apps', 'divan', 'start.mjs')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...withoutOurs(process.env),
      DIVAN_HOME: home,
      DIVAN_API_PORT: String(ports.api),
      DIVAN_WEB_PORT: String(ports.web),
      DIVAN_PRACTICE_PORT: String(ports.practice),
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
    return { ...describe(home, ports), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the test runner is told must not reach the processes under test; NODE_ENV=test least of all. */
function withoutOurs({ NODE_ENV: _environment, DATABASE_URL: _database, NODE_TEST_CONTEXT: _context, ...env }) {
  return env;
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

const describe = (home, ports) => ({
  web: `http://127.0.0.1:${ports.web}`,
  practice: `http://127.0.0.1:${ports.practice}`,
  members: readJson(home, 'demo.json').members,
});
