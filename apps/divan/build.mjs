/**
 * `npm run build`: the server side (api, worker, practice network, command line: one TypeScript program, because they
 * share every lib), the web client and the verifier, at the same time, each only when its sources changed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './home.mjs';
import { install, requireNode } from './installation.mjs';

const bin = (...path) => join(root, 'node_modules', ...path);

const lenient = Boolean(process.env.DIVAN_BUILD_LENIENT);

const PARTS = [
  {
    name: 'server',
    sources: ['apps/api/src', 'apps/worker/src', 'apps/practice/src', 'apps/divan/src', 'libs'],
    files: ['package-lock.json', 'tsconfig.json', 'nest-cli.json', 'apps/tsconfig.app.json'],
    output: 'dist/apps',
    cwd: root,
    command: [bin('@nestjs', 'cli', 'bin', 'nest.js'), 'build', 'api'],
  },
  {
    name: 'web',
    sources: ['apps/web/src', 'apps/web/public', 'libs/transparency-log/src'],
    files: ['package-lock.json', 'apps/web/index.html', 'apps/web/vite.config.ts', 'apps/web/package.json'],
    output: 'apps/web/dist',
    cwd: join(root, 'apps', 'web'),
    command: [bin('vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
  },
  {
    name: 'verify',
    sources: ['apps/verify', 'libs/transparency-log/src'],
    files: ['package-lock.json'],
    output: 'dist/verify',
    cwd: root,
    command: [bin('vite', 'bin', 'vite.js'), 'build', '--config', 'apps/verify/vite.config.mjs', '--logLevel', 'warn'],
  },
];

/**
 * Builds what is stale.
 * @param {{ say?: (text: string) => void, only?: string[], force?: boolean }} [options]
 * @returns the names of the parts that were built
 */
export async function build({ say = () => undefined, only, force = false } = {}) {
  const wanted = PARTS.filter((part) => !only || only.includes(part.name));
  const stale = wanted.filter((part) => force || !isFresh(part));
  if (stale.length > 0) say(`building ${stale.map((part) => part.name).join(' and ')}`);
  await Promise.all(stale.map((part) => buildPart(part, say)));
  return stale.map((part) => part.name);
}

async function buildPart(part, say) {
  const began = performance.now();
  const before = fingerprint(part);
  rmSync(stampOf(part), { force: true });
  const error = await run(part).catch((failure) => failure);
  // The compiler writes its output in spite of type errors; whoever is in the middle of a change may go on with it.
  if (error && !lenient) throw error;
  if (error) say(`${part.name} has errors; going on because of DIVAN_BUILD_LENIENT`);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampOf(part), error ? `with errors ${before}` : before);
  say(`built ${part.name} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

function run({ name, cwd, command }) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, command, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', failed);
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`The build of ${name} failed:\n${output}`))));
  });
}

/** Names the server build that is in dist. */
export const buildStamp = () => readFileSync(stampOf(PARTS[0]), 'utf8');

const stampOf = (part) => join(root, 'dist', `.${part.name}-stamp`);

function isFresh(part) {
  if (!existsSync(join(root, part.output)) || !existsSync(stampOf(part))) return false;
  const [built, now] = [readFileSync(stampOf(part), 'utf8'), fingerprint(part)];
  return built === now || (lenient && built === `with errors ${now}`);
}

/** By content, not by time: a checkout, a copy or a touched file does not make work. */
function fingerprint(part) {
  const hash = createHash('sha256');
  const files = [...part.files, ...part.sources.flatMap((folder) => filesIn(join(root, folder)))];
  for (const file of files.sort()) {
    if (existsSync(join(root, file)))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)))
        .update('\0');
  }
  return hash.digest('hex');
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/([.-]spec\.tsx?|\.md)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const say = (text) => console.log(text);
  requireNode();
  await install(say);
  try {
    const built = await build({ say, force: process.argv.includes('--force') });
    if (built.length === 0) say('nothing to build: everything is up to date');
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
