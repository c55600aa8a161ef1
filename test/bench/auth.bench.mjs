import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { root } from '../../apps/divan/home.mjs';
import { freePort, startInstallation, until } from '../support/installation.mjs';
import { makeChannel, messages, openInbox, superuserPool } from './town.mjs';

const WANTED_RATIO = 0.7;
const PATH = '/v1/conversations?limit=50';
const WARM_UP = 3;
const ROUNDS = 15;
const BATCHES = 5;
const REQUESTS = 50;

/**
 * What it costs to know who asks: a list of 50 conversations with a session, an API key and an OAuth token, against the
 * same route of the same api whose guard was taken out. In turns. Also counts queries: with the guard not one more than
 * without, once a credential was seen.
 */
export async function run(say) {
  const installation = await startInstallation({ env: { RATE_LIMIT_PER_MINUTE: '100000000', LOG_LEVEL: 'warn' } });
  const pool = superuserPool(installation);
  const inbox = await openInbox(installation);
  const apis = [];
  try {
    const admin = await installation.organization();
    const organizationId = admin.me.organization.id;
    const channel = await makeChannel(pool, organizationId);
    await inbox.ingestion.receive(inbox.contextOf(organizationId, 'bench'), channel, messages(2000), null);
    const tokens = await credentials(installation, admin);
    const guarded = await startApi(installation, {});
    apis.push(guarded);
    const open = await startApi(installation, { BENCH_OPEN_AS: JSON.stringify(contextOf(admin.me)) });
    apis.push(open);
    const targets = { none: { api: open, headers: {} } };
    for (const [name, token] of Object.entries(tokens))
      targets[name] = { api: guarded, headers: { authorization: `Bearer ${token}` } };
    const queries = await countQueries(targets, say);
    const medians = await measure(targets, say);
    return Object.keys(tokens).map((credential) => ({
      ours: medians[credential].ratio * medians.floor,
      floor: medians.floor,
      unit: 'requests/s',
      detail: {
        credential,
        cpuRatio: Number(medians[credential].cpuRatio.toPrecision(3)),
        queriesForFirst: queries[credential].first,
        queriesAfter: queries[credential].after,
      },
      wanted: ({ ratio }) => ratio >= WANTED_RATIO && queries[credential].after === 0,
    }));
  } finally {
    for (const api of apis) api.stop();
    await inbox.close();
    await pool.end();
    await installation.stop();
  }
}

/** A session's token, a key, and a token that was issued for the key: all may read the list. */
async function credentials({ apiUrl }, admin) {
  const service = await admin.post('/v1/service-members', { name: 'Bench', roles: ['agent'], teamIds: [] });
  const { id, key } = await admin.post('/v1/api-keys', {
    serviceMemberId: service.id,
    name: 'Bench',
    scopes: ['inbox:read'],
    channelIds: null,
    allowedNetworks: ['127.0.0.0/8', '::1'],
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  });
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: key });
  const issued = await (await fetch(`${apiUrl}/v1/oauth/token`, { method: 'POST', body })).json();
  return { session: admin.accessToken, 'api-key': key, 'oauth-token': issued.access_token };
}

/** What the guard would have made of the administrator's session. */
function contextOf({ member, organization, permissions, teamIds }) {
  return {
    organizationId: organization.id,
    actor: { kind: 'member', id: member.id, name: member.name },
    permissions,
    teamIds,
    origin: { address: '127.0.0.1', userAgent: null, sessionId: null },
  };
}

async function startApi({ env }, extra) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    ['-r', join(root, 'test', 'bench', 'auth-api.cjs'), join(root, 'dist', 'apps', 'api', 'src', 'main.js')],
    { env: { ...env, PORT: String(port), ...extra }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  await until('the api answers', async () => (await fetch(`${address}/livez`)).ok, 60_000);
  return {
    address,
    /** @returns {Promise<{ queries: number, cpuSeconds: number }>} since its start */
    async spent() {
      const told = once(child, 'message');
      child.send('spent');
      return (await told)[0];
    },
    stop: () => child.kill(),
  };
}

/**
 * How many queries a request costs more than the same one without a guard: the first with a credential, and the later
 * ones. Of several batches the smallest counts: the api now and then asks something on its own account.
 */
async function countQueries(targets, say) {
  const perRequest = async (name, requests) => {
    const { api, headers } = targets[name];
    const before = await api.spent();
    for (let request = 0; request < requests; request++) {
      const answer = await fetch(api.address + PATH, { headers });
      if (answer.status !== 200 || (await answer.json()).items.length !== 50)
        throw new Error(`${name}: not the list, but ${answer.status}.`);
    }
    return ((await api.spent()).queries - before.queries) / requests;
  };
  const lowest = async (name) => {
    const batches = [];
    for (let batch = 0; batch < BATCHES; batch++) batches.push(await perRequest(name, REQUESTS));
    return Math.min(...batches);
  };
  await perRequest('none', 1);
  const floor = await lowest('none');
  const found = {};
  for (const name of Object.keys(targets).filter((each) => each !== 'none')) {
    const first = (await perRequest(name, 1)) - floor;
    found[name] = { first, after: (await lowest(name)) - floor };
  }
  say(`queries for a request without a guard: ${floor}; what the guard adds: ${JSON.stringify(found)}`);
  return found;
}

/**
 * Many short turns, each right after one of the floor and compared with that one: what else the machine does meets both
 * alike, and both processes have worked as much. The median of these ratios counts; the processor's time likewise.
 */
async function measure(targets, say) {
  const names = Object.keys(targets).filter((name) => name !== 'none');
  const floors = [];
  const found = Object.fromEntries(names.map((name) => [name, { ratio: [], cpuRatio: [] }]));
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const name of names) {
      const floor = await turn(targets.none);
      const ours = await turn(targets[name]);
      if (round < WARM_UP) continue;
      floors.push(floor.perSecond);
      found[name].ratio.push(ours.perSecond / floor.perSecond);
      found[name].cpuRatio.push(floor.cpu / ours.cpu);
    }
  }
  const medians = Object.fromEntries(
    names.map((name) => [name, { ratio: median(found[name].ratio), cpuRatio: median(found[name].cpuRatio) }]),
  );
  say(`medians of ${ROUNDS} rounds: ${JSON.stringify(medians)}`);
  return { floor: median(floors), ...medians };
}

/** @returns requests a second, and the processor's seconds for a request */
async function turn({ api, headers }) {
  const before = await api.spent();
  const { average, total } = await requestsPerSecond(api.address + PATH, headers);
  return { perSecond: average, cpu: ((await api.spent()).cpuSeconds - before.cpuSeconds) / total };
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function requestsPerSecond(url, headers) {
  const result = await autocannon({ url, headers, connections: 16, duration: 1 });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refusals, ${result.errors} errors`);
  return result.requests;
}
