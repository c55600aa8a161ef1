import { spawn } from 'node:child_process';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { root } from '../../apps/divan/home.mjs';
import { startInstallation } from '../support/installation.mjs';
import { makeChannel, messages, openInbox, superuserPool } from './town.mjs';

const WANTED_RATIO = 0.4;
const PATH = '/v1/conversations?limit=50';

/** An authenticated list of 50 conversations over HTTP, against bare Fastify and pg with the same rows. In turns. */
export async function run(say) {
  const installation = await startInstallation({ env: { RATE_LIMIT_PER_MINUTE: '100000000', LOG_LEVEL: 'warn' } });
  const pool = superuserPool(installation);
  const inbox = await openInbox(installation);
  let floor;
  try {
    const admin = await installation.organization();
    const organizationId = admin.me.organization.id;
    const channel = await makeChannel(pool, organizationId);
    await inbox.ingestion.receive(inbox.contextOf(organizationId, 'bench'), channel, messages(2000), null);
    floor = await startFloor(installation, organizationId);
    const [mine, bare] = [await admin.get(PATH), await (await fetch(floor.address + PATH)).json()];
    if (mine.items.length !== 50 || mine.items[0].id !== bare.items[0].id)
      throw new Error('The lists are not the same.');
    const headers = { authorization: `Bearer ${admin.accessToken}` };
    const best = { ours: 0, floor: 0 };
    for (let round = 0; round < 4; round++) {
      const now = {
        ours: await requestsPerSecond(installation.apiUrl + PATH, headers),
        floor: await requestsPerSecond(floor.address + PATH, {}),
      };
      say(`round ${round + 1}: ours ${now.ours}/s, floor ${now.floor}/s${round === 0 ? ' (warm-up)' : ''}`);
      if (round === 0) continue;
      for (const name of Object.keys(best)) best[name] = Math.max(best[name], now[name]);
    }
    return [{ ...best, unit: 'requests/s', wanted: ({ ratio }) => ratio >= WANTED_RATIO }];
  } finally {
    floor?.stop();
    await inbox.close();
    await pool.end();
    await installation.stop();
  }
}

async function requestsPerSecond(url, headers) {
  const result = await autocannon({ url, headers, connections: 16, duration: 5 });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refusals, ${result.errors} errors`);
  return result.requests.average;
}

async function startFloor(installation, organizationId) {
  const url = new URL(installation.superuserUrl);
  url.pathname = '/divan';
  const child = spawn(process.execPath, [join(root, 'test', 'bench', 'http-floor.mjs')], {
    env: { ...process.env, NODE_ENV: 'production', DATABASE_URL: url.href, ORGANIZATION_ID: organizationId },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise((done, failed) => {
    child.stdout.once('data', (chunk) => done(String(chunk).trim()));
    child.once('exit', (code) => failed(new Error(`The floor ended with ${code}.`)));
  });
  return { address: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}
