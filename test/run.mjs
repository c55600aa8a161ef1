/**
 * `npm test [-- <words>]`: unit, integration and end-to-end specs and the web client's (vitest.config.mjs).
 * `npm run test:browser`: the stories by clicking (test/browser). `npm run test:peers [-- <name>]`: the stories against
 * real networks (test/peers). `npm run test:faults [-- <name>]`: what must hold while processes are killed (test/faults).
 * `npm run test:attack [-- <word>]`: attacks a running api from outside (test/attack).
 * `npm run test:tamper [-- <word>]`: what a superuser of the database does to the log is found (test/tamper).
 * Installs what is missing, and ends with one line: `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../apps/divan/build.mjs';
import { root } from '../apps/divan/home.mjs';
import { install, requireNode } from '../apps/divan/installation.mjs';

const say = (text) => console.log(text);
const vitestBin = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const scratch = mkdtempSync(join(tmpdir(), 'divan-results-'));

const SUITES = {
  async all(args) {
    return [await vitest(args)];
  },
  async browser(args) {
    await build({ say });
    return [
      await story('browser stories', ['--test', '--test-concurrency=1', ...filesIn('browser', '.browser.mjs', args)]),
    ];
  },
  async faults(args) {
    await build({ say });
    return [await story('faults', ['--test', '--test-concurrency=1', ...filesIn('faults', '.faults.mjs', args)])];
  },
  async attack(args) {
    await build({ say, only: ['server'] });
    return [await story('attacks', [join(root, 'test', 'attack', 'attack.mjs'), ...args])];
  },
  async tamper(args) {
    await build({ say, only: ['server', 'verify'] });
    return [await story('attacks', [join(root, 'test', 'tamper', 'tamper.mjs'), ...args])];
  },
  // Has packages of its own to install, and says so itself.
  async peers(args) {
    return [await story('peers', [join(root, 'test', 'peers', 'peers.mjs'), ...args])];
  },
};

function filesIn(folder, ending, names) {
  const files = readdirSync(join(root, 'test', folder)).filter((file) => file.endsWith(ending));
  const chosen = files.filter((file) => names.length === 0 || names.includes(file.replace(ending, '')));
  if (chosen.length === 0) throw new Error(`There is no such story: ${names.join(', ')}.`);
  return chosen.map((file) => join(root, 'test', folder, file));
}

/** Runs a program of Node's own test runner, or one that sums such up, and reads its closing lines. */
async function story(name, args) {
  let output = '';
  const code = await run(args, root, (chunk) => {
    output += chunk;
    process.stderr.write(chunk);
  });
  const number = (...patterns) => Number(patterns.map((pattern) => pattern.exec(output)?.[1]).find(Boolean) ?? 0);
  const passed = number(/^(\d+) passed, \d+ failed$/m, /^[#ℹ] pass (\d+)$/m);
  const failed = number(/^\d+ passed, (\d+) failed$/m, /^[#ℹ] fail (\d+)$/m) + number(/^[#ℹ] cancelled (\d+)$/m);
  return { name, passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}

async function vitest(args) {
  const output = join(scratch, 'specs.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${output}`];
  const code = await run([vitestBin, 'run', ...reporters, ...args], root);
  return counted('specs', output, code);
}

/** A suite that could not even be loaded counts as one failure, and so does a runner that ended without a result. */
function counted(name, output, code) {
  if (!existsSync(output)) return { name, passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(output, 'utf8'));
  const unloaded = testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0);
  const failed = numFailedTests + unloaded.length;
  return { name, passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/** @param {(chunk: Buffer) => void} [receive] gets the output; without it the output goes to the terminal as it is */
function run(args, cwd, receive) {
  return new Promise((done, failed) => {
    const output = receive ? 'pipe' : process.stderr;
    const child = spawn(process.execPath, args, {
      cwd,
      stdio: ['ignore', output, output],
      env: { ...process.env, NODE_ENV: 'test', ...(process.stderr.isTTY ? {} : { FORCE_COLOR: '0' }) },
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', receive);
    child.on('error', failed);
    child.on('close', (code) => done(code ?? 1));
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
