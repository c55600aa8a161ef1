/**
 * `npm run check`: everything about the sources that a machine can judge. Prints each check with its time, the output
 * of those that failed, and exits non-zero when any did. `npm run check -- eslint` runs one.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../apps/divan/build.mjs';
import { root } from '../apps/divan/home.mjs';
import { install, requireNode } from '../apps/divan/installation.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);

/** The slow ones first, so that two at a time end together. */
const CHECKS = [
  { name: 'eslint', run: () => tool('eslint', ['.', '--cache', '--cache-location', 'node_modules/.cache/eslint/']) },
  { name: 'types', run: () => tool('tsc', ['--noEmit', '-p', 'tsconfig.json']) },
  { name: 'types-web', run: () => tool('tsc', ['--noEmit', '-p', 'apps/web/tsconfig.json']) },
  {
    name: 'dependencies',
    run: () => tool('depcruise', ['apps', 'libs', 'test', '--config', '.dependency-cruiser.cjs']),
  },
  { name: 'openapi', run: openApiDifference },
  { name: 'unused', run: () => tool('knip', ['--no-progress']) },
  { name: 'format', run: () => tool('prettier', ['--check', '--log-level=warn', '--cache', '.']) },
  { name: 'asvs', run: () => command(process.execPath, ['test/asvs/asvs.mjs']) },
  { name: 'commits', run: commitMessages },
];

async function commitMessages() {
  const first = await command('git', ['rev-list', '--max-parents=0', 'HEAD']);
  if (first.code !== 0) return { code: 0, output: 'no git history here' };
  return tool('commitlint', ['--from', first.output.trim().split('\n').at(-1), '--to', 'HEAD']);
}

/** docs/openapi.json must be what the sources say; the web client's types must be what docs/openapi.json says. */
async function openApiDifference() {
  const scratch = mkdtempSync(join(tmpdir(), 'divan-openapi-'));
  try {
    await build({ only: ['server'] });
    const fresh = join(scratch, 'openapi.json');
    const made = await command(process.execPath, ['dist/apps/api/src/openapi.js', fresh]);
    if (made.code !== 0) return made;
    if (!same(fresh, 'docs/openapi.json')) return failed('docs/openapi.json is not up to date: npm run openapi');
    const types = join(scratch, 'schema.d.ts');
    const generated = await tool('openapi-typescript', ['docs/openapi.json', '-o', types]);
    if (generated.code !== 0) return generated;
    const known = 'apps/web/src/api/schema.d.ts';
    return same(types, known) ? generated : failed(`${known} is not up to date: npm run api-types -w apps/web`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const failed = (output) => ({ code: 1, output });
const same = (fresh, committed) =>
  existsSync(join(root, committed)) && readFileSync(fresh, 'utf8') === readFileSync(join(root, committed), 'utf8');

const tool = (name, args) => command(bin(name), args);

function command(file, args) {
  return new Promise((done) => {
    const child = spawn(file, args, { cwd: root, env: { ...process.env, FORCE_COLOR: '0' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => done(failed(error.message)));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}

async function judge({ name, run }) {
  const began = performance.now();
  const { code, output } = await run().catch((error) => failed(error.message));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${name.padEnd(14)} ${seconds.padStart(6)} s  ${code === 0 ? 'ok' : 'failed'}`);
  if (code !== 0) console.log(output.trim());
  return code === 0;
}

async function main(names) {
  requireNode();
  await install(console.log);
  const wanted = CHECKS.filter(({ name }) => names.length === 0 || names.includes(name));
  const waiting = [...wanted];
  const results = [];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await judge(next));
  };
  await Promise.all([lane(), lane()]);
  const passed = results.filter(Boolean).length;
  console.log(`${passed} passed, ${results.length - passed} failed`);
  if (passed < results.length || results.length === 0) process.exitCode = 1;
}

await main(process.argv.slice(2));
