/**
 * `npm start`: a running Divan on a machine that has Node.js and nothing else. Installs and builds what is missing,
 * starts the embedded PostgreSQL (or uses DATABASE_URL), migrates, makes the demo once, starts the processes, and ends
 * all of it on Ctrl-C. Needs no dependency until they are installed.
 */
import { build, buildStamp } from './build.mjs';
import { runCommand } from './command.mjs';
import { databases as openDatabases } from './database.mjs';
import { ensure } from './embedded-postgres.mjs';
import { home, inHome, makeHome, readHome, writeHome } from './home.mjs';
import { install, requireNode } from './installation.mjs';
import { isAlive } from './processes.mjs';
import { addressesOf, choosePorts, demoEnvironment, environment, services, untilReady } from './services.mjs';
import { Supervisor } from './supervisor.mjs';
import { welcome } from './welcome.mjs';

const began = performance.now();
const say = (text) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);
const production = process.env.NODE_ENV === 'production';

const supervisor = new Supervisor({ say, giveUp: (reason) => void end(1, reason) });
let databases;
let watch;
let ending;

/** Ends everything, once, however often it is asked. */
function end(code, reason) {
  ending ??= (async () => {
    if (reason) console.error(`\n${reason}`);
    clearInterval(watch);
    if (databases) say('stopping');
    await supervisor.stop();
    await databases?.stop();
    if (databases) say('stopped');
    process.exit(code);
  })().catch((error) => {
    console.error(error);
    process.exit(1);
  });
  return ending;
}

async function start() {
  requireNode();
  if (production && !process.env.DATABASE_URL) {
    throw new Error(
      'NODE_ENV=production needs DATABASE_URL: the embedded PostgreSQL and the demo are for trying Divan out.\n' +
        'For a real installation see docs/operations.md (docker compose, or the processes one by one).',
    );
  }
  makeHome();
  await supervisor.claim();
  await install(say);
  const [, opened, ports] = await Promise.all([build({ say }), openDatabases(), choosePorts(say)]);
  databases = opened;
  say(databases.description);
  if (databases.pid) watchDatabase();

  const base = environment({ databases, ports, production });
  await migrate(base);
  const addresses = addressesOf(ports);
  for (const service of services({ base, databases, ports, production })) await supervisor.start(service);
  await untilReady(addresses, { production });
  supervisor.note(addresses.web);
  say(`${production ? '' : 'practice network, '}api, worker and web are ready`);
  if (!production && !readHome('demo.json')?.done.includes('everything')) {
    await runCommand(['demo'], { ...base, ...demoEnvironment(ports) }, say);
  }
  await welcome({ addresses, production });
  say(`ready (data and logs in ${home()}; Ctrl-C ends everything)`);
}

/** Not again for a database that this very build has migrated: the command takes a second or two to load. */
async function migrate(base) {
  const state = { build: buildStamp(), database: base.DATABASE_OWNER_URL };
  const known = readHome('migrated.json');
  if (known?.build !== state.build || known.database !== state.database) {
    await runCommand(['migrate'], base);
    writeHome('migrated.json', state);
  }
  say('database schema is up to date');
}

/** The embedded server is no child of ours: look after it. It comes back on the same port. */
function watchDatabase() {
  watch = setInterval(async () => {
    if (isAlive(databases.pid) || ending) return;
    try {
      const server = await ensure(inHome('postgres'));
      if (server.started) say(`PostgreSQL ended: started it again on port ${server.port}`);
      databases.pid = server.pid;
    } catch (error) {
      void end(1, `PostgreSQL ended and does not start again: ${error.message}`);
    }
  }, 1000);
}

/** npm passes a signal on to its shell only, which ends without telling us: end when it has gone. */
function followNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  setInterval(() => process.ppid !== shell && void end(0), 500).unref();
}

followNpm();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0));
start().catch((error) => void end(1, error.message));
