import { randomUUID } from 'node:crypto';
import { startInstallation } from '../support/installation.mjs';
import { growLog, integrated, treeSize } from './log.mjs';
import { openLibs, superuserPool, wait } from './town.mjs';

const CLIENTS = 32;
const ITEMS = 10_000;
const SECONDS = 8;
const ROUNDS = 3;
const [SMALL, LARGE] = [10_000, Number(process.env.DIVAN_BENCH_LEAVES ?? 1_000_000)];
const PACE = { perSecond: 300, seconds: 20 };
const WANTED = { ratio: 0.55, p99Ms: 2_000, growth: 0.9 };

/**
 * What evidence costs: 32 clients in a business transaction of four statements with its audit event and leaf, the
 * integrator at work beside, against the same transaction without event and leaf. Then the time from commit to a signed
 * head over it at 300 events/s. Both with a small log and with one of a million leaves, which must not be slower.
 */
export async function run(say) {
  const installation = await startInstallation({ env: { LEDGER_BATCH_LEAVES: '5000' } });
  const pool = superuserPool(installation);
  process.env.DATABASE_POOL_SIZE = String(CLIENTS);
  const libs = await openLibs(installation, ['audit']);
  try {
    const admin = await installation.organization();
    const world = await makeWorld(pool, libs, admin.me.organization.id);
    const figures = {};
    for (const leaves of [SMALL, LARGE]) {
      say(`growing the log to ${leaves} leaves`);
      await growLog(pool, world.organizationId, leaves);
      figures[leaves] = await measure(world, pool, say);
      say(`${leaves} leaves: ${JSON.stringify(figures[leaves])}`);
    }
    return report(figures);
  } finally {
    await libs.close();
    await pool.end();
    await installation.stop();
  }
}

function report({ [SMALL]: small, [LARGE]: large }) {
  const growth = round(large.ours / small.ours);
  const lagGrowth = round(small.p99Ms / large.p99Ms);
  return [
    {
      ours: large.ours,
      floor: large.floor,
      unit: 'transactions/s',
      detail: { leaves: LARGE, growth, blocked: small.blocked + large.blocked },
      wanted: ({ ratio }) => ratio >= WANTED.ratio && growth >= WANTED.growth && small.blocked + large.blocked === 0,
    },
    {
      ours: small.ours,
      floor: small.floor,
      unit: 'transactions/s',
      detail: { leaves: SMALL },
      wanted: ({ ratio }) => ratio >= WANTED.ratio,
    },
    ...[small, large].map(({ p99Ms, p50Ms }, index) => ({
      ours: p99Ms,
      floor: null,
      unit: 'ms to a signed head, p99',
      detail: { leaves: [SMALL, LARGE][index], p50: p50Ms, perSecond: PACE.perSecond, growth: lagGrowth },
      // Far below the limit a tick of the clock decides about the growth of a delay.
      wanted: () => p99Ms <= WANTED.p99Ms && (lagGrowth >= WANTED.growth || p99Ms < WANTED.p99Ms / 2),
    })),
  ];
}

/** Two tables as a feature would have them, under row-level security, and an audit kind. */
async function makeWorld(pool, { app, lib }, organizationId) {
  const { Database, tenantTable, systemContext } = lib('platform');
  const { Audit, auditKind } = lib('audit');
  const { z } = await import('zod');
  await pool.query(`
    CREATE TABLE bench_items (organization_id uuid, id uuid, status text NOT NULL, changes int NOT NULL, changed_at timestamptz, PRIMARY KEY (organization_id, id));
    CREATE TABLE bench_messages (organization_id uuid, id uuid, item_id uuid NOT NULL, text text NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (organization_id, id));
    CREATE INDEX bench_messages_item ON bench_messages (organization_id, item_id, at);
    CREATE TABLE bench_members (organization_id uuid, id uuid, last_active_at timestamptz, PRIMARY KEY (organization_id, id));
    ${['bench_items', 'bench_messages', 'bench_members'].map((name) => tenantTable(name)).join('\n')}
  `);
  const fill = (table, columns, values, count) =>
    pool.query(
      `INSERT INTO ${table} (organization_id, id, ${columns}) SELECT $1, gen_random_uuid(), ${values} FROM generate_series(1, $2) RETURNING id`,
      [organizationId, count],
    );
  const items = (await fill('bench_items', 'status, changes', `'open', 0`, ITEMS)).rows.map(({ id }) => id);
  const members = (await fill('bench_members', 'last_active_at', 'now()', CLIENTS)).rows.map(({ id }) => id);
  const kind = auditKind('bench.item-answered', 1, z.object({ status: z.string(), messageId: z.string() }));
  const ctx = systemContext(organizationId, 'bench');
  const [database, audit] = [app.get(Database), app.get(Audit)];
  const act = (client, evidence) =>
    database.transaction(ctx, async (tx) => {
      const itemId = items[Math.floor(Math.random() * items.length)];
      const messageId = randomUUID();
      const [item] = await tx.query(
        'SELECT status, changes FROM bench_items WHERE organization_id = $1 AND id = $2 FOR UPDATE',
        [organizationId, itemId],
      );
      const status = item.status === 'open' ? 'pending' : 'open';
      await tx.execute(
        'UPDATE bench_items SET status = $3, changes = changes + 1, changed_at = now() WHERE organization_id = $1 AND id = $2',
        [organizationId, itemId, status],
      );
      await tx.execute('INSERT INTO bench_messages (organization_id, id, item_id, text) VALUES ($1, $2, $3, $4)', [
        organizationId,
        messageId,
        itemId,
        'Thank you for telling us. Somebody looks at it today. '.repeat(4),
      ]);
      await tx.execute('UPDATE bench_members SET last_active_at = now() WHERE organization_id = $1 AND id = $2', [
        organizationId,
        members[client],
      ]);
      if (!evidence) return;
      await audit.write(tx, ctx, kind, {
        object: { type: 'conversation', id: itemId },
        detail: { status, messageId },
        before: { status: item.status },
        after: { status },
      });
    });
  return { act, organizationId };
}

async function measure(world, pool, say) {
  await throughput(world, true, 2);
  await throughput(world, false, 2);
  const [ours, floor] = [[], []];
  const watch = watchLocks(pool);
  for (let round = 0; round < ROUNDS; round++) {
    floor.push(await throughput(world, false, SECONDS));
    ours.push(await throughput(world, true, SECONDS));
    say(`round ${round + 1}: ours ${ours.at(-1).toFixed(0)}/s, floor ${floor.at(-1).toFixed(0)}/s`);
  }
  const blocked = await watch.stop();
  await integrated(pool, world.organizationId);
  return { ours: median(ours), floor: median(floor), blocked, ...(await lag(world, pool)) };
}

/** @returns transactions a second, all clients together */
async function throughput({ act }, evidence, seconds) {
  const until_ = performance.now() + seconds * 1000;
  let count = 0;
  const client = async (number) => {
    for (; performance.now() < until_; count++) await act(number, evidence);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
  return count / ((performance.now() - began) / 1000);
}

/**
 * Requests that wait for a lock which a finished or a foreign transaction holds: on the log's tables or as an advisory
 * lock. Two clients that change the same item wait for each other in the floor too, and are not counted.
 */
function watchLocks(pool) {
  let running = true;
  let blocked = 0;
  const work = (async () => {
    while (running) {
      const { rows } = await pool.query(
        `SELECT count(*)::int AS count FROM pg_locks l JOIN pg_stat_activity a USING (pid)
          WHERE NOT l.granted AND (l.locktype = 'advisory' OR l.relation::regclass::text ~ '^(ledger|audit)_')`,
      );
      blocked += rows[0].count;
      await wait(50);
    }
  })();
  return {
    async stop() {
      running = false;
      await work;
      return blocked;
    },
  };
}

/** Events at a steady pace, each from its commit until a signed head covers it. */
async function lag({ act, organizationId }, pool) {
  const first = await treeSize(pool, organizationId);
  const heads = [];
  let watching = true;
  const watch = (async () => {
    for (; watching; await wait(5)) {
      const size = await treeSize(pool, organizationId);
      if (size > (heads.at(-1)?.size ?? first)) heads.push({ size, at: performance.now() });
    }
  })();
  const total = PACE.perSecond * PACE.seconds;
  const began = performance.now();
  const committed = [];
  const running = [];
  for (let n = 0; n < total; n++) {
    const due = began + (n * 1000) / PACE.perSecond;
    if (due > performance.now()) await wait(due - performance.now());
    running.push(act(n % CLIENTS, true).then(() => committed.push(performance.now())));
  }
  await Promise.all(running);
  await integrated(pool, organizationId);
  await wait(100);
  watching = false;
  await watch;
  // Leaves are in the order of arrival, but which commit became which leaf is not known here: taking the oldest commits
  // first for each head can only make a delay longer.
  committed.sort((a, b) => a - b);
  const delays = committed.map((at, n) => heads.find((head) => head.size > first + n).at - at).sort((a, b) => a - b);
  return { p99Ms: Math.round(delays[Math.floor(delays.length * 0.99)]), p50Ms: Math.round(delays[delays.length >> 1]) };
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const round = (value) => Number(value.toPrecision(3));
