import { Clock, Database, newId, type RequestContext } from '@divan/platform';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { Ledger, LedgerIntegrator, LedgerModule } from '.';
import { LedgerAlarms } from './ledger-alarms';
import { LedgerVerification } from './ledger-verification';
import { LedgerWatch } from './ledger-watch';
import { LedgerRepository } from './ledger.repository';
import { LogStatusService } from './log-status.service';

let test: TestApp;
let ctx: RequestContext;
let now: number;

beforeAll(async () => {
  test = await createTestApp({ modules: [LedgerModule], env: { LEDGER_VERIFY_LEAVES: '512' } });
  vi.spyOn(test.app.get(LedgerAlarms)['logger'], 'error').mockImplementation(() => undefined);
  vi.spyOn(test.app.get(Clock), 'now').mockImplementation(() => new Date(now));
});
afterAll(() => test.close());
beforeEach(async () => {
  now = Date.now();
  await test.ownerQuery('DELETE FROM ledger_logs; DELETE FROM ledger_pending');
  ({ ctx } = await test.organization());
});

const append = (count: number): Promise<void> =>
  test.app.get(Database).transaction(ctx, (tx) =>
    test.app.get(Ledger).append(
      tx,
      Array.from({ length: count }, (_, n) => ({ id: newId(), entry: { n } })),
    ),
  );
const integrate = () => test.app.get(LedgerIntegrator).integrate(ctx.organizationId);
const verify = () => test.app.get(LedgerVerification).run();
const alarms = async () => (await test.app.get(LogStatusService).describe(ctx)).alarms;
const told = async (): Promise<number> =>
  (
    await test.ownerQuery(`SELECT FROM outbox_events WHERE organization_id = $1 AND type = 'log-alarm.changed'`, [
      ctx.organizationId,
    ])
  ).length;
/** As a superuser, past triggers and row-level security. */
const attack = (sql: string): Promise<unknown> =>
  test.ownerQuery(
    `SET session_replication_role = replica; ${sql.replaceAll('ORG', `'${ctx.organizationId}'`)}; SET session_replication_role = origin`,
  );

const flip = (column: string, at: number): string =>
  `${column} = set_byte(${column}, ${at}, (get_byte(${column}, ${at}) + 1) % 256)`;

describe('verification of the stored log', () => {
  const attacks: [string, string, RegExp][] = [
    [
      'an entry in the middle',
      `UPDATE ledger_leaves SET ${flip('entry', 6)} WHERE organization_id = ORG AND leaf_index = 700`,
      /entry of leaf 700/,
    ],
    [
      'an entry with the hash that belongs to it',
      `UPDATE ledger_leaves SET entry = '{"n":1}', leaf_hash = sha256('\\x00'::bytea || '{"n":1}') WHERE organization_id = ORG AND leaf_index = 700`,
      /Leaves 512 to 767 have other hashes/,
    ],
    [
      'an entry, its hash and its tile',
      `UPDATE ledger_leaves SET entry = '{"n":1}', leaf_hash = sha256('\\x00'::bytea || '{"n":1}') WHERE organization_id = ORG AND leaf_index = 700;
       UPDATE ledger_tiles SET hashes = overlay(hashes placing sha256('\\x00'::bytea || '{"n":1}') from (700 - 512) * 32 + 1) WHERE organization_id = ORG AND level = 0 AND tile_index = 2`,
      /Leaves 512 to 767 are not under/,
    ],
    [
      'a leaf hash',
      `UPDATE ledger_leaves SET ${flip('leaf_hash', 31)} WHERE organization_id = ORG AND leaf_index = 3`,
      /entry of leaf 3 /,
    ],
    ['a middle row', 'DELETE FROM ledger_leaves WHERE organization_id = ORG AND leaf_index = 600', /not all there/],
    ['the last row', 'DELETE FROM ledger_leaves WHERE organization_id = ORG AND leaf_index = 1299', /has 1299 leaves/],
    [
      'a row more',
      `INSERT INTO ledger_leaves SELECT organization_id, 1300, leaf_hash, entry, gen_random_uuid() FROM ledger_leaves WHERE organization_id = ORG AND leaf_index = 0`,
      /has 1301 leaves, and 1300 are signed/,
    ],
    [
      'two rows changed over',
      `UPDATE ledger_leaves l SET entry = o.entry, leaf_hash = o.leaf_hash FROM ledger_leaves o WHERE l.organization_id = ORG AND o.organization_id = ORG AND (l.leaf_index, o.leaf_index) IN ((10, 11), (11, 10))`,
      /other hashes than their tile/,
    ],
    [
      'a tile of leaf hashes',
      `UPDATE ledger_tiles SET ${flip('hashes', 40)} WHERE organization_id = ORG AND level = 0 AND tile_index = 1`,
      /other hashes than their tile/,
    ],
    [
      'a tile of nodes',
      `UPDATE ledger_tiles SET ${flip('hashes', 70)} WHERE organization_id = ORG AND level = 1`,
      /newest signed head/,
    ],
    ['a tile that is gone', 'DELETE FROM ledger_tiles WHERE organization_id = ORG AND level = 1', /tile is missing/],
    [
      'the root of the newest head',
      `UPDATE ledger_checkpoints SET ${flip('root', 0)} WHERE organization_id = ORG AND tree_size = 1300`,
      /checkpoint of 1300 leaves is not what was signed/,
    ],
    [
      'the note of an older head',
      `UPDATE ledger_checkpoints SET note = replace(note, E'\\n1000\\n', E'\\n1001\\n') WHERE organization_id = ORG AND tree_size = 1000`,
      /checkpoint of 1000 leaves is not what was signed/,
    ],
    [
      'an older head under another size',
      `UPDATE ledger_checkpoints SET tree_size = 999 WHERE organization_id = ORG AND tree_size = 1000`,
      /checkpoint of 999 leaves is not what was signed/,
    ],
    [
      'the key',
      `UPDATE ledger_keys SET verifier_key = (SELECT verifier_key FROM ledger_keys WHERE organization_id <> ORG LIMIT 1) WHERE organization_id = ORG`,
      /not what was signed/,
    ],
  ];

  it.each(attacks)('finds a changed %s within a round of the whole log', async (_, sql, reason) => {
    await append(1_300);
    await integrate();
    expect(await alarms()).toEqual([]);
    for (let i = 0; i < 4; i += 1) await verify();
    expect(await alarms()).toEqual([]);
    await attack(sql);
    for (let i = 0; i < 4; i += 1) await verify();
    expect(await alarms()).toMatchObject([
      { kind: 'inconsistent', source: 'self-check', reason: expect.stringMatching(reason), acknowledgeable: false },
    ]);
    expect(await told()).toBe(1);
  });

  it('ends the alarm when the log was repaired, and not when it only grew', async () => {
    await append(600);
    await integrate();
    await attack(`UPDATE ledger_leaves SET ${flip('entry', 6)} WHERE organization_id = ORG AND leaf_index = 20`);
    await verify();
    await append(5);
    expect(await integrate()).toMatchObject({ state: 'done' });
    for (let i = 0; i < 3; i += 1) await verify();
    expect(await alarms()).toHaveLength(1);
    await attack(
      `UPDATE ledger_leaves SET entry = set_byte(entry, 6, (get_byte(entry, 6) + 255) % 256) WHERE organization_id = ORG AND leaf_index = 20`,
    );
    await verify();
    expect(await alarms()).toEqual([]);
    expect(await told()).toBe(2);
  });

  it('reads a bounded stretch in every round, however long the log', async () => {
    await append(10_000);
    await integrate();
    const rehash = vi.spyOn(test.app.get(LedgerRepository), 'rehash');
    const tiles = vi.spyOn(test.app.get(LedgerRepository), 'tiles');
    const seen = new Set<number>();
    for (let i = 0; i < 21; i += 1) {
      await verify();
      const [, from, to] = rehash.mock.calls.at(-1)!;
      expect(to - from).toBeLessThanOrEqual(512);
      seen.add(from);
    }
    for (const [, places] of tiles.mock.calls) expect(places.length).toBeLessThan(12);
    // All of it was seen, and it began anew.
    expect(seen.size).toBe(Math.ceil(10_000 / 512));
    rehash.mockRestore();
    tiles.mockRestore();
  });

  it('is no alarm while others write and integrate', async () => {
    let busy = true;
    await append(1);
    await integrate();
    const writing = (async () => {
      while (busy) {
        await append(97);
        await integrate();
      }
    })();
    for (let i = 0; i < 30; i += 1) await verify();
    busy = false;
    await writing;
    expect(await alarms()).toEqual([]);
  });

  it('says nothing about an empty log', async () => {
    await test.app.get(LedgerVerification).verify(ctx.organizationId);
    expect(await alarms()).toEqual([]);
  });
});

describe('the watch', () => {
  const look = () => test.app.get(LedgerWatch).look();

  it('raises an alarm once entries wait for more than a minute, and ends it when they are in', async () => {
    await append(2);
    now = Date.now() + 59_000;
    await look();
    expect(await alarms()).toEqual([]);
    now = Date.now() + 61_000;
    // The worker may be dead: who reads the log is told all the same.
    expect(await alarms()).toMatchObject([{ kind: 'lagging', acknowledgeable: false }]);
    expect(await told()).toBe(0);
    await look();
    await look();
    expect(await alarms()).toMatchObject([{ kind: 'lagging' }]);
    expect(await told()).toBe(1);
    now = Date.now();
    await integrate();
    await look();
    expect(await alarms()).toEqual([]);
    expect(await told()).toBe(2);
  });

  it('looks at every organization, however long their backlogs', async () => {
    const others = await Promise.all([1, 2, 3].map(() => test.organization()));
    for (const one of others) {
      ctx = one.ctx;
      await append(300);
    }
    const pending = await test.app.get(LedgerIntegrator).pendingOrganizations();
    expect(pending.map(({ id }) => id).sort()).toEqual(others.map(({ id }) => id).sort());
    now = Date.now() + 61_000;
    await look();
    const raised = await test.ownerQuery(`SELECT FROM ledger_alarms WHERE kind = 'lagging'`);
    expect(raised).toHaveLength(3);
  });
});
