import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, newId, type RequestContext } from '@divan/platform';
import { leafHash, openNote, parseCheckpoint, verifyConsistency, verifyProof } from '@divan/transparency-log';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { Ledger, LedgerIntegrator, LedgerModule } from '.';
import { ForkService, type ForkEntry } from './fork.service';
import { KeyRotation } from './key-rotation.service';
import { LedgerAlarms } from './ledger-alarms';
import { LedgerHeads } from './ledger-heads';
import { LedgerVerification } from './ledger-verification';
import { LogProofs } from './log-proofs.service';
import { LogStatusService } from './log-status.service';
import { LogService } from './log.service';

const folder = join(mkdtempSync(join(tmpdir(), 'divan-')), 'heads');
const TABLES = [
  'ledger_keys',
  'ledger_key_reasons',
  'ledger_checkpoints',
  'ledger_leaves',
  'ledger_tiles',
  'ledger_pending',
  'ledger_logs',
  'ledger_alarms',
  'ledger_forks',
];

let test: TestApp;
let ctx: RequestContext;
let forks: ForkService;

beforeAll(async () => {
  test = await createTestApp({ modules: [LedgerModule], env: { LEDGER_HEADS_DIR: folder } });
  forks = test.app.get(ForkService);
  vi.spyOn(test.app.get(LedgerAlarms)['logger'], 'error').mockImplementation(() => undefined);
});
afterAll(() => test.close());
beforeEach(async () => {
  ({ ctx } = await test.organization());
});

const append = (count: number): Promise<void> =>
  test.app.get(Database).transaction(ctx, (tx) =>
    test.app.get(Ledger).append(
      tx,
      Array.from({ length: count }, () => ({ id: newId(), entry: { id: newId() } })),
    ),
  );
const integrate = () => test.app.get(LedgerIntegrator).integrate(ctx.organizationId);
const grow = async (count: number): Promise<void> => {
  await append(count);
  expect(await integrate()).toMatchObject({ state: 'done' });
};
const status = () => test.app.get(LogStatusService).describe(ctx);
const fileOf = (): string => join(folder, `${ctx.organizationId}.json`);
const remembered = (): { note: string; vkey: string } =>
  JSON.parse(readFileSync(fileOf(), 'utf8')) as { note: string; vkey: string };
const rememberedSize = (): number => parseCheckpoint(openNote(remembered().note, [remembered().vkey]).text).size;

/** Yesterday's dump, of one organization. */
async function dump(): Promise<string> {
  const schema = `dump_${newId().replaceAll('-', '')}`;
  await test.ownerQuery(
    `CREATE SCHEMA ${schema}; ${TABLES.map((table) => `CREATE TABLE ${schema}.${table} AS SELECT * FROM ${table} WHERE organization_id = '${ctx.organizationId}'`).join('; ')}`,
  );
  return schema;
}

async function restore(schema: string): Promise<void> {
  const again = TABLES.map(
    (table) =>
      `DELETE FROM ${table} WHERE organization_id = '${ctx.organizationId}'; INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM ${schema}.${table}`,
  );
  await test.ownerQuery(
    `SET session_replication_role = replica; ${again.join('; ')}; SET session_replication_role = origin`,
  );
}

async function rolledBack(): Promise<{ before: Awaited<ReturnType<typeof status>> }> {
  await grow(300);
  const backup = await dump();
  await grow(50);
  const before = await status();
  await restore(backup);
  return { before };
}

describe('the remembered head', () => {
  it('is the newest signed one, in a file of its own that only we can read', async () => {
    await grow(3);
    expect(rememberedSize()).toBe(3);
    await grow(2);
    expect(remembered().note).toBe((await status()).checkpoint);
    expect(readdirSync(folder).filter((name) => name.includes('.json.'))).toEqual([]);
  });

  it('stays an older one when the process dies between commit and writing, and is caught up', async () => {
    await grow(3);
    const heads = test.app.get(LedgerHeads);
    const killed = vi.spyOn(heads, 'write').mockResolvedValue(undefined);
    await grow(5);
    killed.mockRestore();
    expect(rememberedSize()).toBe(3);
    await grow(1);
    expect(rememberedSize()).toBe(9);
  });

  it('stops everything when it cannot be read: not to know is no reason to sign [V16.5.3]', async () => {
    await grow(3);
    const good = readFileSync(fileOf(), 'utf8');
    for (const bad of ['', '{', '{"vkey":"x","note":"y"}', good.replace('\\n3\\n', '\\n2\\n')]) {
      writeFileSync(fileOf(), bad);
      await append(1);
      await expect(integrate()).rejects.toThrow('nothing is signed until it can');
    }
    writeFileSync(fileOf(), good);
    expect(await integrate()).toMatchObject({ state: 'done', integrated: 4 });
  });

  it('that cannot be written is an error in the log, not a stop', async () => {
    const heads = test.app.get(LedgerHeads);
    const logged = vi.spyOn(heads['logger'], 'error').mockImplementation(() => undefined);
    Object.assign(heads, { folder: '/dev/null/heads' });
    vi.spyOn(heads, 'read').mockResolvedValueOnce(null);
    await grow(1);
    expect(logged).toHaveBeenCalledTimes(1);
    Object.assign(heads, { folder });
    logged.mockRestore();
  });
});

describe('a database that was restored as a whole', () => {
  it('is noticed: nothing is integrated or signed, entries wait, and it is told once', async () => {
    const { before } = await rolledBack();
    await append(4);
    for (let i = 0; i < 3; i += 1) expect(await integrate()).toMatchObject({ state: 'refused', integrated: 0 });
    const { size, pending, alarms } = await status();
    expect({ size, pending }).toEqual({ size: 300, pending: 4 });
    expect(alarms).toMatchObject([
      { kind: 'rolled_back', acknowledgeable: true, lost: { size: 350, note: before.checkpoint } },
    ]);
    expect(rememberedSize()).toBe(350);
    const told = await test.ownerQuery(`SELECT FROM outbox_events WHERE organization_id = $1 AND type = $2`, [
      ctx.organizationId,
      'log-alarm.changed',
    ]);
    expect(told).toHaveLength(1);
  });

  it('is noticed by verification too, when nobody writes', async () => {
    await rolledBack();
    await test.app.get(LedgerVerification).verify(ctx.organizationId);
    expect((await status()).alarms).toMatchObject([{ kind: 'rolled_back', lost: { size: 350 } }]);
  });

  it('is noticed after it has grown beyond the lost size, signed by a process without memory', async () => {
    await rolledBack();
    const blind = vi.spyOn(test.app.get(LedgerHeads), 'read').mockResolvedValue(null);
    const silent = vi.spyOn(test.app.get(LedgerHeads), 'write').mockResolvedValue(undefined);
    await grow(100);
    blind.mockRestore();
    silent.mockRestore();
    await append(1);
    expect(await integrate()).toMatchObject({ state: 'refused', reason: expect.stringContaining('other leaves') });
    expect((await status()).alarms).toMatchObject([{ kind: 'rolled_back', lost: { size: 350 } }]);
    await test.app.get(LedgerVerification).verify(ctx.organizationId);
    expect((await status()).alarms).toHaveLength(1);
    expect(await forks.acknowledge(ctx, { reason: 'restored', lostSize: 350 })).toMatchObject({ size: 401 });
    expect(await integrate()).toMatchObject({ state: 'done', integrated: 1 });
  });

  it('is noticed when not a single entry is left', async () => {
    const empty = await dump();
    await grow(2);
    await restore(empty);
    await append(1);
    expect(await integrate()).toMatchObject({ state: 'refused' });
  });

  it('stops a process without memory as well, once the alarm is raised', async () => {
    await rolledBack();
    await append(1);
    await integrate();
    const blind = vi.spyOn(test.app.get(LedgerHeads), 'read').mockResolvedValue(null);
    expect(await integrate()).toMatchObject({ state: 'refused' });
    blind.mockRestore();
  });

  it('goes on by itself when the newer state is brought back', async () => {
    await grow(3);
    const old = await dump();
    await grow(3);
    const newer = await dump();
    await restore(old);
    await append(1);
    expect(await integrate()).toMatchObject({ state: 'refused' });
    await restore(newer);
    await append(1);
    expect(await integrate()).toMatchObject({ state: 'done', integrated: 1 });
    expect((await status()).alarms).toEqual([]);
    expect((await status()).size).toBe(7);
  });
});

describe('acknowledging the loss', () => {
  it('begins a new name and key, says so in the next leaf, and goes on', async () => {
    const { before } = await rolledBack();
    await append(4);
    await integrate();
    const fork = await forks.acknowledge(ctx, { reason: 'The disk of Ada Byron broke', lostSize: 350 });
    expect(fork).toMatchObject({ size: 301, lostSize: 350 });
    expect(fork.origin).toMatch(new RegExp(`^${before.origin}/fork-2-[0-9a-f]{8}$`));
    expect(rememberedSize()).toBe(301);

    const { alarms, checkpoint, vkey, keyId } = await status();
    expect(alarms).toEqual([]);
    expect(keyId).toBe(fork.keyId);
    expect(openNote(checkpoint!, [vkey!]).text).toContain(`${fork.origin}\n301\n`);
    // Who trusts the old key sees that it vouches for the new name; no head of the old name is signed twice.
    expect(openNote(checkpoint!, [before.vkey!]).verified).toEqual([before.origin]);

    const [leaf] = await test.app.get(Database).read(ctx, (tx) => test.app.get(Ledger).leaves(tx, 300, 301));
    const entry = JSON.parse(leaf!.entry.toString()) as ForkEntry;
    expect(leaf!.entry.toString()).not.toContain('Byron');
    expect(entry).toMatchObject({
      type: 'divan.fork-acknowledged',
      v: 1,
      lost: { origin: before.origin, size: 350, note: before.checkpoint },
      restored: { origin: before.origin, size: 300 },
      newVkey: vkey,
    });
    const proof = await test.app.get(LogProofs).inclusion(ctx, 300);
    verifyProof(proof, leafHash(leaf!.entry), [vkey!]);

    expect(await integrate()).toMatchObject({ state: 'done', integrated: 4 });
    const { size1, size2, root1, root2, ...evidence } = await test.app.get(LogProofs).consistency(ctx, 300);
    verifyConsistency({ size1, size2, root1, root2, proof: evidence.proof });
    const old = await test.app.get(LogService).checkpointAt(ctx, 300);
    expect(Buffer.from(root1)).toEqual(old.root);
    expect(openNote(old.note, [before.vkey!]).verified).toEqual([before.origin]);
    expect((await test.app.get(KeyRotation).list(ctx)).map(({ origin }) => origin)).toEqual([
      fork.origin,
      before.origin,
    ]);
  });

  it('does not accept less than was lost, nor a loss where there is none', async () => {
    await grow(2);
    for (const lostSize of [1, 2])
      await expect(forks.acknowledge(ctx, { reason: 'x', lostSize })).rejects.toMatchObject({
        code: 'ledger.nothing_lost',
        status: 422,
      });
    await rolledBack();
    await append(1);
    await integrate();
    await expect(forks.acknowledge(ctx, { reason: 'x', lostSize: 351 })).rejects.toMatchObject({
      code: 'ledger.more_lost',
      data: { lostSize: 352 },
    });
    expect(await integrate()).toMatchObject({ state: 'refused' });
    expect(await forks.acknowledge(ctx, { reason: 'x', lostSize: 352 })).toMatchObject({ lostSize: 352 });
  });

  it('is possible without memory for who holds a newer checkpoint than the database', async () => {
    await rolledBack();
    const blind = vi.spyOn(test.app.get(LedgerHeads), 'read').mockResolvedValue(null);
    expect(await forks.acknowledge(ctx, { reason: 'the archive vendor has 350', lostSize: 350 })).toMatchObject({
      size: 301,
    });
    blind.mockRestore();
    await grow(1);
  });

  it('does not help a log that contradicts itself', async () => {
    await rolledBack();
    await append(1);
    await integrate();
    await test.ownerQuery('DELETE FROM ledger_tiles WHERE organization_id = $1', [ctx.organizationId]);
    await expect(forks.acknowledge(ctx, { reason: 'x', lostSize: 350 })).rejects.toMatchObject({
      code: 'ledger.not_acknowledgeable',
      status: 409,
    });
    expect((await status()).size).toBe(300);
  });

  it('holds for a worker elsewhere that still remembers the lost head, and only for that much', async () => {
    await rolledBack();
    const elsewhere = readFileSync(fileOf(), 'utf8');
    await append(1);
    await integrate();
    await forks.acknowledge(ctx, { reason: 'x', lostSize: 350 });
    writeFileSync(fileOf(), elsewhere);
    expect(await integrate()).toMatchObject({ state: 'done', integrated: 1 });
    expect(rememberedSize()).toBe(302);
  });

  it('never gives a name twice, also when the fork itself is lost', async () => {
    await grow(10);
    const backup = await dump();
    await grow(10);
    const names = new Set<string>();
    for (const [n, lostSize] of [20, 16, 16].entries()) {
      await restore(backup);
      await append(1);
      expect(await integrate()).toMatchObject({ state: 'refused' });
      const { origin } = await forks.acknowledge(ctx, { reason: `time ${n}`, lostSize });
      names.add(origin);
      expect(origin).toContain(`/fork-${n + 2}-`);
      await grow(4);
    }
    expect(names.size).toBe(3);
  });

  it('leaves no way back for a key that was announced under the old name', async () => {
    const { before } = await rolledBack();
    await append(1);
    await integrate();
    await test.app.get(KeyRotation).rotate(ctx, 'waits while the log is stopped');
    const { origin } = await forks.acknowledge(ctx, { reason: 'x', lostSize: 350 });
    await grow(1);
    expect((await status()).origin).toBe(origin);
    expect(origin).not.toBe(before.origin);
  });
});
