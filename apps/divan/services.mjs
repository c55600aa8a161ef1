import { join } from 'node:path';
import { inHome, readHome, root, writeHome } from './home.mjs';
import { nextFreePort } from './ports.mjs';
import { wait } from './processes.mjs';
import { secrets } from './secrets.mjs';

/**
 * How Divan's processes are run: with a smaller young generation, which costs a little time and saves 20 MB for each, and
 * with a bound on the heap, under which V8 also lets it grow in smaller steps. The same as NODE_OPTIONS in
 * apps/api/Dockerfile.
 */
export const NODE_FLAGS = ['--max-semi-space-size=4', '--max-old-space-size=1024'];

const dist = (...path) => join(root, 'dist', 'apps', ...path);

const PORTS = [
  { name: 'api', label: 'the API', fallback: 3000, variable: 'DIVAN_API_PORT' },
  { name: 'web', label: 'the web client', fallback: 8080, variable: 'DIVAN_WEB_PORT' },
  { name: 'practice', label: 'the practice network', fallback: 3100, variable: 'DIVAN_PRACTICE_PORT' },
];

/** The ports of this run: as asked by the environment, else as last time, else the usual; the next free one if taken. */
export async function choosePorts(say, env = process.env) {
  const last = readHome('ports.json') ?? {};
  const chosen = {};
  for (const { name, label, fallback, variable } of PORTS) {
    const wanted = Number(env[variable]) || last[name] || fallback;
    chosen[name] = await nextFreePort(wanted, label, variable, say);
  }
  // Where the demo's channels are connected to; a start that failed before there was a demo decided nothing.
  const connected = readHome('demo.json') ? last.practice : undefined;
  if (connected && connected !== chosen.practice) {
    say(`the demo’s channels were connected to port ${connected} and cannot be reached on ${chosen.practice}`);
  }
  writeHome('ports.json', { ...chosen, practice: connected ?? chosen.practice });
  return chosen;
}

/** The web client by a name: browsers make passkeys for names only, never for a number. */
export const addressesOf = (ports) =>
  Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, `http://${name === 'web' ? 'localhost' : '127.0.0.1'}:${port}`]),
  );

/**
 * The environment of Divan's own processes on this machine. What the caller's environment sets wins, except where
 * `npm start` decided itself: ports and databases.
 */
export function environment({ databases, ports, production }, env = process.env) {
  const addresses = addressesOf(ports);
  const made = production
    ? {}
    : {
        NODE_ENV: 'development',
        ENCRYPTION_KEYS: secrets().encryptionKey,
        AUTH_SECRET: secrets().authSecret,
        MEDIA_DIR: inHome('media'),
        LEDGER_HEADS_DIR: inHome('heads'),
        HTTP_ALLOWED_HOSTS: `127.0.0.1:${ports.practice}`,
      };
  return {
    ...made,
    WEB_URL: addresses.web,
    ...env,
    DATABASE_URL: databases.applicationUrl,
    DATABASE_OWNER_URL: databases.ownerUrl,
    HOST: '127.0.0.1',
  };
}

/** What the demo command needs besides: the running services and where to remember what it made. */
export const demoEnvironment = (ports) => {
  const { api, practice } = addressesOf(ports);
  const { practicePassword } = secrets();
  return {
    API_URL: api,
    PRACTICE_URL: practice,
    PRACTICE_PASSWORD: practicePassword,
    DEMO_STATE_PATH: inHome('demo.json'),
  };
};

/** @returns {import('./supervisor.mjs').Service[]} */
export function services({ base, databases, ports, production }) {
  const addresses = addressesOf(ports);
  // The processes that answer the world never see the owner’s address.
  const app = { ...base, DATABASE_OWNER_URL: '', DATABASE_APP_URL: '' };
  const practice = {
    name: 'practice',
    entry: dist('practice', 'src', 'main.js'),
    env: {
      ...process.env,
      PRACTICE_DATABASE_URL: databases.practiceUrl,
      PRACTICE_PASSWORD: secrets().practicePassword,
      PRACTICE_SEED: 'rivertown',
      PUBLIC_URL: addresses.practice,
      HOST: '127.0.0.1',
      PORT: String(ports.practice),
    },
  };
  return [
    ...(production ? [] : [practice]),
    { name: 'api', entry: dist('api', 'src', 'main.js'), env: { ...app, PORT: String(ports.api) } },
    { name: 'worker', entry: dist('worker', 'src', 'main.js'), env: { ...app, HEALTH_PORT: '0' } },
    {
      name: 'web',
      entry: join(root, 'apps', 'web', 'serve.mjs'),
      env: { ...process.env, HOST: '127.0.0.1', PORT: String(ports.web), API_URL: addresses.api },
    },
  ];
}

/** Waits until every service answers; @throws with the name of the one that does not. */
export async function untilReady(addresses, { production, timeoutMs = 60_000 }) {
  const deadline = Date.now() + timeoutMs;
  const api = async (response) => {
    const { ready, checks } = await response.json();
    return ready && checks.worker?.ok;
  };
  const answers = async (response) => response.ok;
  await Promise.all([
    untilAnswer('api and worker', `${addresses.api}/readyz`, api, deadline),
    untilAnswer('web', addresses.web, answers, deadline),
    ...(production ? [] : [untilAnswer('practice', addresses.practice, answers, deadline)]),
  ]);
}

async function untilAnswer(name, url, accept, deadline) {
  while (Date.now() < deadline) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(3000) }).then(accept, () => false);
    if (ok) return;
    await wait(100);
  }
  throw new Error(`${name} did not become ready at ${url}.`);
}
