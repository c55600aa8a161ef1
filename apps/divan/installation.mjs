import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './home.mjs';
import { exclusively } from './processes.mjs';

const [MAJOR, MINOR] = [20, 19];

/** @throws when this Node.js is older than what Divan's dependencies can run on */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > MAJOR || (major === MAJOR && minor >= MINOR)) return;
  throw new Error(`Divan needs Node.js ${MAJOR}.${MINOR} or newer; this is ${version}.`);
}

const lock = join(root, 'package-lock.json');
const stamp = join(root, 'node_modules', '.divan-lock');
const lockHash = () => createHash('sha256').update(readFileSync(lock)).digest('hex');

/** Whether node_modules is what package-lock.json says: by our own stamp, or newer than the lock when others installed. */
export function isInstalled() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lockHash();
  return statSync(hidden).mtimeMs >= statSync(lock).mtimeMs;
}

/** Installs the dependencies when they are missing or older than the lock. */
export async function install(say = () => undefined) {
  if (isInstalled()) return false;
  // One at a time: two `npm ci` in one folder destroy each other’s work.
  return exclusively(
    join(root, '.installing'),
    async () => {
      if (isInstalled()) return false;
      say('installing dependencies (npm ci)');
      await npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
      writeFileSync(stamp, lockHash());
      return true;
    },
    15 * 60_000,
  );
}

function npm(args) {
  // Under `npm start` npm tells where it lives; without, it must be in the PATH.
  const cli = process.env.npm_execpath;
  const [command, all] = cli?.endsWith('.js') ? [process.execPath, [cli, ...args]] : ['npm', args];
  return new Promise((done, failed) => {
    const shell = command === 'npm' && process.platform === 'win32';
    const child = spawn(command, all, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell });
    child.on('error', failed);
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`npm ${args[0]} failed (exit code ${code}).`))));
  });
}
