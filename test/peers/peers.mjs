/**
 * `npm run test:peers [-- bluesky|mastodon]`: Divan against real networks on this machine. Installs the peers apart,
 * builds Divan, and runs each story with Node's own test runner.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../apps/divan/build.mjs';
import { install } from '../../apps/divan/installation.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const wanted = process.argv.slice(2);

function installPeers() {
  const installed = join(here, 'node_modules', '.package-lock.json');
  const fresh =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(here, 'package-lock.json')).mtimeMs;
  const addon = join(here, 'node_modules', 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node');
  const npm = (...args) => {
    const { status } = spawnSync('npm', args, { cwd: here, stdio: 'inherit' });
    if (status !== 0) throw new Error(`npm ${args[0]} failed for the peers.`);
  };
  if (!fresh) npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  // npm 11 runs no install script by itself; this one compiles the PDS's SQLite.
  if (!existsSync(addon)) npm('rebuild', 'better-sqlite3', '--foreground-scripts', '--loglevel=error');
}

const say = (text) => console.log(text);
await install(say);
installPeers();
await build({ say });
const files = readdirSync(here)
  .filter(
    (file) => file.endsWith('.peer.mjs') && (wanted.length === 0 || wanted.includes(file.replace('.peer.mjs', ''))),
  )
  .map((file) => join(here, file));
if (files.length === 0) throw new Error(`There is no such peer: ${wanted.join(', ')}.`);

let passed = 0;
let failed = 0;
for (const file of files) {
  const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=spec', file], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    timeout: 600_000,
  });
  process.stdout.write(stdout);
  passed += Number(/^ℹ pass (\d+)/m.exec(stdout)?.[1] ?? 0);
  const failures =
    Number(/^ℹ fail (\d+)/m.exec(stdout)?.[1] ?? 0) + Number(/^ℹ cancelled (\d+)/m.exec(stdout)?.[1] ?? 0);
  failed += failures === 0 && status !== 0 ? 1 : failures;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
