import type { MockInstance } from 'vitest';
import { Database, newId, type RequestContext } from '@divan/platform';
import {
  buildTiles,
  consistencyProof,
  leafHash,
  openNote,
  parseCheckpoint,
  rootHash,
  tilePath,
  verifyConsistency,
  verifyProof,
} from '@divan/transparency-log';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { canonicalJson, Ledger, LedgerIntegrator, LedgerModule } from '.';
import { LedgerAlarms } from './ledger-alarms';
import { LedgerRepository } from './ledger.repository';
import { LogProofs } from './log-proofs.service';
import { LogStatusService } from './log-status.service';
import { LogService } from './log.service';

let db: TestApp;
let database: Database;
let ledger: Ledger;
let log: LogService;
let proofs: LogProofs;
let status: LogStatusService;
let integrator: LedgerIntegrator;
let ctx: RequestContext;
let logged: MockInstance;

beforeAll(async () => {
  db = await createTestApp({ modules: [LedgerModule] });
  database = db.app.get(Database);
  ledger = db.app.get(Ledger);
  log = db.app.get(LogService);
  proofs = db.app.get(LogProofs);
  status = db.app.get(LogStatusService);
  integrator = db.app.get(LedgerIntegrator);
  logged = vi.spyOn(db.app.get(LedgerAlarms)['logger'], 'error').mockImplementation(() => undefined);
});
afterAll(() => db.close());
beforeEach(async () => {
  ({ ctx } = await db.organization());
});

const entryOf = (n: number): object => ({ type: 'test', n });
const append = (from: number, count: number, to: RequestContext = ctx): Promise<void> =>
  database.transaction(to, (tx) =>
    ledger.append(
      tx,
      Array.from({ length: count }, (_, i) => ({ id: newId(), entry: entryOf(from + i) })),
    ),
  );
const hashes = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, n) => leafHash(Buffer.from(canonicalJson(entryOf(n)))));
const head = () => database.read(ctx, (tx) => ledger.latestCheckpoint(tx));
const stored = () => database.read(ctx, (tx) => ledger.leafHashes(tx, 0, 100_000));

describe('the ledger', () => {
  it('gives committed entries contiguous places in order and signs the root of exactly those', async () => {
    let size = 0;
    for (const count of [1, 2, 254, 300, 1]) {
      await append(size, count);
      size += count;
      expect(await integrator.integrate(ctx.organizationId)).toEqual({ state: 'done', integrated: count });
      const checkpoint = await head();
      expect(Buffer.from(checkpoint!.root)).toEqual(Buffer.from(rootHash(hashes(size))));
      const { text, verified } = openNote(checkpoint!.note, [checkpoint!.vkey]);
      expect(verified).toEqual([checkpoint!.origin]);
      expect(parseCheckpoint(text)).toEqual({ origin: checkpoint!.origin, size, root: rootHash(hashes(size)) });
      expect(checkpoint!.origin).toContain(ctx.organizationId);
    }
    expect(await integrator.integrate(ctx.organizationId)).toEqual({ state: 'done', integrated: 0 });
  });

  it('takes a backlog larger than a batch in several, each consistent with the one before', async () => {
    await append(0, 2_600);
    expect(await integrator.integrate(ctx.organizationId)).toEqual({ state: 'done', integrated: 2_600 });
    expect((await head())!.size).toBe(2_600);
    expect(Buffer.from((await head())!.root)).toEqual(Buffer.from(rootHash(hashes(2_600))));
    const [heads] = await db.ownerQuery<{ n: number }>(
      'SELECT count(*)::int AS n FROM ledger_checkpoints WHERE organization_id = $1',
      [ctx.organizationId],
    );
    expect(heads!.n).toBe(3);
  });

  it('leaves no trace of a transaction that was rolled back', async () => {
    const failed = database.transaction(ctx, async (tx) => {
      await ledger.append(tx, [{ id: newId(), entry: entryOf(0) }]);
      throw new Error('business failed');
    });
    await expect(failed).rejects.toThrow('business failed');
    expect(await integrator.integrate(ctx.organizationId)).toEqual({ state: 'done', integrated: 0 });
    expect(await head()).toBeNull();
  });

  it('does not skip an entry that was written first and committed last', async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    let written!: () => void;
    const isWritten = new Promise<void>((resolve) => (written = resolve));
    const slow = database.transaction(ctx, async (tx) => {
      await ledger.append(tx, [{ id: newId(), entry: entryOf(1) }]);
      written();
      await held;
    });
    await isWritten;
    await append(0, 1);
    expect(await integrator.integrate(ctx.organizationId)).toEqual({ state: 'done', integrated: 1 });
    release();
    await slow;
    expect(await integrator.integrate(ctx.organizationId)).toEqual({ state: 'done', integrated: 1 });
    expect(rootHash(await stored())).toEqual(rootHash(hashes(2)));
  });

  it('with several integrators and writers at once gives every entry exactly one place', async () => {
    // The lock is of the transaction, so one object stands for as many processes as call it.
    const integrators = [integrator, integrator, integrator];
    let writing = true;
    const integrating = integrators.map(async (one) => {
      while (writing) await one.integrate(ctx.organizationId);
    });
    const writers = Array.from({ length: 4 }, async (_, w) => {
      for (let i = 0; i < 15; i += 1) await append(w * 1_000 + i * 10, 10);
    });
    await Promise.all(writers);
    writing = false;
    await Promise.all(integrating);
    await integrator.integrate(ctx.organizationId);
    const leaves = await database.read(ctx, (tx) => ledger.leaves(tx, 0, 10_000));
    expect(leaves.map((leaf) => leaf.leafIndex)).toEqual(Array.from({ length: 600 }, (_, i) => i));
    expect(new Set(leaves.map((leaf) => leaf.entry.toString())).size).toBe(600);
    expect(Buffer.from((await head())!.root)).toEqual(
      Buffer.from(rootHash(leaves.map((leaf) => leafHash(leaf.entry)))),
    );
    const [keys] = await db.ownerQuery<{ n: number }>(
      'SELECT count(*)::int AS n FROM ledger_keys WHERE organization_id = $1',
      [ctx.organizationId],
    );
    expect(keys!.n).toBe(1);
  });

  it('touches as many tiles for a new entry after 20,000 as after one', async () => {
    await append(0, 20_000);
    await integrator.integrate(ctx.organizationId);
    const touched = vi.spyOn(db.app.get(LedgerRepository), 'saveTiles');
    await append(20_000, 1);
    await integrator.integrate(ctx.organizationId);
    expect(touched.mock.calls.at(-1)![1].length).toBeLessThanOrEqual(3);
    touched.mockRestore();
    expect(Buffer.from((await head())!.root)).toEqual(Buffer.from(rootHash(hashes(20_001))));
  });

  it('refuses entries that are too long for a tile of entries', async () => {
    const long = database.transaction(ctx, (tx) =>
      ledger.append(tx, [{ id: newId(), entry: { text: 'x'.repeat(65_536) } }]),
    );
    await expect(long).rejects.toThrow('above 65535 bytes');
  });
});

describe('a log that contradicts its last signed head', () => {
  beforeEach(async () => {
    await append(0, 300);
    await integrator.integrate(ctx.organizationId);
    await append(300, 5);
  });

  const attacks: [string, string][] = [
    [
      'a tile restored from a backup',
      `UPDATE ledger_tiles SET hashes = substr(hashes, 1, 32) WHERE organization_id = $1 AND level = 0 AND tile_index = 1`,
    ],
    ['a tile that is gone', `DELETE FROM ledger_tiles WHERE organization_id = $1 AND level = 0 AND tile_index = 1`],
    [
      'a hash in the right edge that was changed',
      `UPDATE ledger_tiles SET hashes = set_byte(hashes, 5, (get_byte(hashes, 5) + 1) % 256) WHERE organization_id = $1 AND level = 0 AND tile_index = 1`,
    ],
    [
      'an old subtree that was changed',
      `UPDATE ledger_tiles SET hashes = set_byte(hashes, 5, (get_byte(hashes, 5) + 1) % 256) WHERE organization_id = $1 AND level = 1`,
    ],
    [
      'leaves restored from a backup',
      `SET session_replication_role = replica; DELETE FROM ledger_leaves WHERE organization_id = 'ORG' AND leaf_index > 100; SET session_replication_role = origin`,
    ],
    [
      'a root that was changed',
      `SET session_replication_role = replica; UPDATE ledger_checkpoints SET root = sha256('x') WHERE organization_id = 'ORG'; SET session_replication_role = origin`,
    ],
  ];

  it.each(attacks)('is not signed: %s', async (_, sql) => {
    const before = await head();
    await db.ownerQuery(sql.replaceAll('ORG', ctx.organizationId), sql.includes('$1') ? [ctx.organizationId] : []);
    const outcome = await integrator.integrate(ctx.organizationId);
    expect(outcome.state).toBe('refused');
    expect((await head())!.size).toBe(before!.size);
    expect((await integrator.integrate(ctx.organizationId)).state).toBe('refused');
    const state = await status.describe(ctx);
    expect(state).toMatchObject({ size: 300, pending: 5 });
    expect(state.alarms).toMatchObject([
      { kind: 'inconsistent', reason: expect.stringMatching(/last signed checkpoint/), acknowledgeable: false },
    ]);
    expect(logged).toHaveBeenCalledWith(expect.stringContaining(ctx.organizationId));
    // Told once, however often it is tried again.
    const live = await db.ownerQuery('SELECT FROM outbox_events WHERE organization_id = $1 AND type = $2', [
      ctx.organizationId,
      'log-alarm.changed',
    ]);
    expect(live).toHaveLength(1);
  });

  it('is signed on, without loss and without an alarm, once it was repaired', async () => {
    const [tile] = await db.ownerQuery<{ hashes: Buffer }>(
      'SELECT hashes FROM ledger_tiles WHERE organization_id = $1 AND level = 0 AND tile_index = 1',
      [ctx.organizationId],
    );
    await db.ownerQuery('DELETE FROM ledger_tiles WHERE organization_id = $1 AND level = 0 AND tile_index = 1', [
      ctx.organizationId,
    ]);
    expect((await integrator.integrate(ctx.organizationId)).state).toBe('refused');
    await db.ownerQuery('INSERT INTO ledger_tiles VALUES ($1, 0, 1, $2)', [ctx.organizationId, tile!.hashes]);
    expect(await integrator.integrate(ctx.organizationId)).toEqual({ state: 'done', integrated: 5 });
    expect((await status.describe(ctx)).alarms).toEqual([]);
    expect(Buffer.from((await head())!.root)).toEqual(Buffer.from(rootHash(hashes(305))));
  });
});

describe('what the database itself protects', () => {
  it.each(['ledger_leaves', 'ledger_checkpoints', 'ledger_keys'])(
    '%s takes no change from the application',
    async (table) => {
      await append(0, 1);
      await integrator.integrate(ctx.organizationId);
      for (const sql of [
        `UPDATE ${table} SET organization_id = organization_id`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table} CASCADE`,
      ]) {
        await expect(database.transaction(ctx, (tx) => tx.execute(sql))).rejects.toThrow(
          /permission denied|append-only/,
        );
      }
      for (const sql of [
        `UPDATE ${table} SET organization_id = organization_id WHERE organization_id = $1`,
        `DELETE FROM ${table} WHERE organization_id = $1`,
      ]) {
        await expect(db.ownerQuery(sql, [ctx.organizationId])).rejects.toThrow(/append-only/);
      }
      await expect(db.ownerQuery(`TRUNCATE ${table} CASCADE`)).rejects.toThrow(/append-only/);
    },
  );

  it('shows one organization nothing of another, and lets it write nothing there', async () => {
    await append(0, 3);
    await integrator.integrate(ctx.organizationId);
    await append(3, 1);
    const { ctx: other } = await db.organization();
    for (const table of [
      'ledger_pending',
      'ledger_leaves',
      'ledger_tiles',
      'ledger_keys',
      'ledger_checkpoints',
      'ledger_alarms',
    ]) {
      expect(await database.read(other, (tx) => tx.query(`SELECT FROM ${table}`))).toEqual([]);
    }
    expect(await status.describe(other)).toMatchObject({ size: 0, pending: 0, vkey: null });
    const foreign = database.transaction(other, (tx) =>
      tx.execute(`INSERT INTO ledger_pending (organization_id, source_id, entry) VALUES ($1, $2, '{}')`, [
        ctx.organizationId,
        newId(),
      ]),
    );
    await expect(foreign).rejects.toThrow('row-level security');
    const pending = await integrator.pendingOrganizations();
    expect(pending.map(({ id }) => id)).toContain(ctx.organizationId);
  });
});

describe('reading the log', () => {
  it('serves tiles, entries, checkpoint and proofs from which a stranger recomputes everything', async () => {
    await append(0, 258);
    await integrator.integrate(ctx.organizationId);
    const old = await head();
    await append(258, 300);
    await integrator.integrate(ctx.organizationId);
    const { size, vkey, root } = await status.describe(ctx);
    expect(parseCheckpoint(openNote(await log.checkpoint(ctx), [vkey!]).text)).toMatchObject({ size: 558 });
    const path = (level: number | 'entries', index: number, width?: number): string =>
      tilePath(level, index, width).slice('tile/'.length);
    const level0 = Buffer.concat(
      await Promise.all([log.tile(ctx, path(0, 0)), log.tile(ctx, path(0, 1)), log.tile(ctx, path(0, 2, 46))]),
    );
    const fetched = Array.from({ length: size }, (_, i) => new Uint8Array(level0.subarray(i * 32, i * 32 + 32)));
    expect(rootHash(fetched)).toEqual(new Uint8Array(root));
    const bundle = await log.tile(ctx, path('entries', 2, 46));
    let [offset, n] = [0, 512];
    for (; offset < bundle.length; n += 1) {
      const length = bundle.readUInt16BE(offset);
      expect(leafHash(bundle.subarray(offset + 2, offset + 2 + length))).toEqual(fetched[n]);
      offset += 2 + length;
    }
    expect(n).toBe(558);
    expect(verifyProof(await proofs.inclusion(ctx, 257), fetched[257]!, [vkey!]).index).toBe(257);
    const tiles = buildTiles(fetched);
    verifyConsistency({
      size1: 258,
      size2: 558,
      root1: old!.root,
      root2: root,
      proof: consistencyProof(258, 558, tiles),
    });
    // A partial tile of an older head stays what it was.
    expect(await log.tile(ctx, path(0, 1, 2))).toEqual(level0.subarray(256 * 32, 258 * 32));
  });

  it('does not serve what is not there', async () => {
    await append(0, 3);
    await integrator.integrate(ctx.organizationId);
    for (const path of [
      '0/000',
      '0/000.p/4',
      '0/001.p/1',
      '1/000.p/1',
      'entries/000',
      'entries/000.p/4',
      '../secrets',
      '0/0',
      '0/x999/x999/x999/x999/x999/999',
    ]) {
      await expect(log.tile(ctx, path)).rejects.toMatchObject({ status: 404 });
    }
    for (const index of [3, -1, 0.5, Number.NaN])
      await expect(proofs.inclusion(ctx, index)).rejects.toMatchObject({ status: 404 });
    const { ctx: other } = await db.organization();
    await expect(log.checkpoint(other)).rejects.toMatchObject({ code: 'ledger.no_checkpoint' });
    await expect(log.tile(other, '0/000.p/3')).rejects.toMatchObject({ status: 404 });
  });
});
