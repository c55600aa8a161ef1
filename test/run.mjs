/**
 * `npm test`: unit, integration and end-to-end specs (jest) and the web client's (vitest).
 * `npm run test:browser`: the stories by clicking (test/browser). `npm run test:peers [-- <name>]`: the stories against
 * real networks (test/peers). Installs what is missing, and ends with one line: `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../apps/divan/build.mjs';
import { root } from '../apps/divan/home.mjs';
import { install, requireNode } from '../apps/divan/installation.mjs';

const say = (text) => console.log(text);
const bin = (...path) => join(root, 'node_modules', ...path);
const jestBin = bin('jest', 'bin', 'jest.js');
const scratch = mkdtempSync(join(tmpdir(), 'divan-results-'));

const SUITES = {
  async all(args) {
    const results = [await jest('specs', ['--maxWorkers=2', ...args])];
    if (args.length === 0) results.push(await vitest());
    return results;
  },
  async browser(args) {
    await build({ say });
    const config = join(root, 'test', 'browser', 'jest.config.js');
    return [await jest('browser stories', ['--config', config, '--runInBand', ...args])];
  },
  async peers(args) {
    await installPeers();
    await build({ say });
    const names = args.length > 0 ? args : peerNames();
    const config = join(root, 'test', 'peers', 'jest.config.js');
    const results = [];
    // One after the other: each starts a whole network.
    for (const name of names) {
      results.push(await jest(`peer ${name}`, ['--config', config, '--runInBand', `test/peers/${name}.peer-spec.ts`]));
    }
    return results;
  },
};

const peerNames = () =>
  readdirSync(join(root, 'test', 'peers'))
    .filter((name) => name.endsWith('.peer-spec.ts'))
    .map((name) => name.replace('.peer-spec.ts', ''));

/** @returns {Promise<{ name: string, passed: number, failed: number }>} */
async function jest(name, args) {
  const output = join(scratch, `${name.replace(/\W/g, '-')}.json`);
  const code = await run([jestBin, '--json', `--outputFile=${output}`, ...args], root);
  return counted(name, output, code);
}

async function vitest() {
  const web = join(root, 'apps', 'web');
  const output = join(scratch, 'web.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${output}`];
  const code = await run([bin('vitest', 'vitest.mjs'), ...args], web);
  return counted('web client', output, code);
}

/** A suite that could not even be loaded counts as one failure, and so does a runner that ended without a result. */
function counted(name, output, code) {
  if (!existsSync(output)) return { name, passed: 0, failed: 1 };
  const {
    numPassedTests,
    numFailedTests,
    numRuntimeErrorTestSuites = 0,
    testResults,
  } = JSON.parse(readFileSync(output, 'utf8'));
  const unloaded = testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0);
  const failed = numFailedTests + Math.max(numRuntimeErrorTestSuites, unloaded.length);
  return { name, passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

async function installPeers() {
  const folder = join(root, 'test', 'peers');
  const installed = join(folder, 'node_modules', '.package-lock.json');
  const lock = join(folder, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say('installing the peers (npm ci in test/peers)');
  const code = await run(['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'], folder, true);
  if (code !== 0) throw new Error('The peers could not be installed.');
}

function run([file, ...args], cwd, isProgram = false) {
  return new Promise((done, failed) => {
    const command = isProgram ? file : process.execPath;
    const child = spawn(command, isProgram ? args : [file, ...args], {
      cwd,
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...process.env, NODE_ENV: 'test', FORCE_COLOR: process.stderr.isTTY ? '1' : '0' },
    });
    child.on('error', failed);
    child.on('exit', (code) => done(code ?? 1));
  });
}

async function main([suite, ...args]) {
  requireNode();
  await install(say);
  const chosen = SUITES[suite];
  const results = chosen ? await chosen(args) : await SUITES.all(suite ? [suite, ...args] : []);
  for (const { name, passed, failed } of results) say(`${name}: ${passed} passed, ${failed} failed`);
  const sum = (field) => results.reduce((total, result) => total + result[field], 0);
  say(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
