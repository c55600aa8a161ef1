/**
 * `npm run divan -- <command>`: the operator's command line. Uses DATABASE_URL when it is set, else this folder's own
 * installation: its embedded PostgreSQL (started for the while if it does not run) and its secrets.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { databases as openDatabases } from './database.mjs';
import { makeHome, readHome, root } from './home.mjs';
import { install, requireNode } from './installation.mjs';
import { demoEnvironment, environment } from './services.mjs';
import { signIns } from './welcome.mjs';

const COMMANDS = join('divan', 'src', 'main.js');
const NEEDS_NO_DATABASE = ['help', undefined];

async function main([command, ...args]) {
  requireNode();
  if (command === 'codes') return printCodes();
  await install(console.error);
  if (!process.env.DIVAN_PREBUILT) await build({ only: ['server'], say: console.error });
  if (command === 'openapi') return run('api/src/openapi.js', args, process.env);
  if (NEEDS_NO_DATABASE.includes(command) || process.env.NODE_ENV === 'production') {
    return run(COMMANDS, [command ?? 'help', ...args], process.env);
  }
  makeHome();
  const databases = await openDatabases();
  try {
    const ports = readHome('ports.json') ?? { api: 3000, web: 8080, practice: 3100 };
    const env = { ...environment({ databases, ports, production: false }), ...demoEnvironment(ports) };
    return await run(COMMANDS, [command, ...args], env);
  } finally {
    if (databases.started) await databases.stop();
  }
}

async function printCodes() {
  const demo = readHome('demo.json');
  if (!demo?.members?.length) throw new Error('There is no demo here; npm start makes it.');
  console.log((await signIns(demo)).join('\n'));
  return 0;
}

function run(entry, args, env) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [join(root, 'dist', 'apps', entry), ...args], { env, stdio: 'inherit' });
    child.on('error', failed);
    child.on('exit', (code) => done(code ?? 1));
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
