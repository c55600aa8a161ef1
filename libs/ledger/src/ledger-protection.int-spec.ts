import { Database, newId, type RequestContext } from '@divan/platform';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { Ledger, LedgerIntegrator, LedgerModule } from '.';
import { CheckpointRepository } from './checkpoint.repository';
import { ForkService } from './fork.service';

const APPEND_ONLY = [
  'ledger_leaves',
  'ledger_checkpoints',
  'ledger_keys',
  'ledger_forks',
  'ledger_cosignatures',
  'ledger_timestamps',
];
const TENANT = [
  ...APPEND_ONLY,
  'ledger_pending',
  'ledger_tiles',
  'ledger_alarms',
  'ledger_logs',
  'ledger_attestors',
  'ledger_key_reasons',
];

let test: TestApp;
let database: Database;
let ctx: RequestContext;

beforeAll(async () => {
  test = await createTestApp({ modules: [LedgerModule] });
  database = test.app.get(Database);
  ({ ctx } = await test.organization());
  await database.transaction(ctx, (tx) => test.app.get(Ledger).append(tx, [{ id: newId(), entry: { n: 1 } }]));
  await test.app.get(LedgerIntegrator).integrate(ctx.organizationId);
  await test.app.get(ForkService).acknowledge(ctx, { reason: 'a row in each table', lostSize: 9 });
  const checkpoints = test.app.get(CheckpointRepository);
  await database.transaction(ctx, async (tx) => {
    const signedAt = new Date();
    await checkpoints.saveCosignature(tx, 1, { witness: 'w', keyId: '00000000', line: 'x\n', signedAt });
    await checkpoints.saveTimestamp(tx, 1, { authority: 'a', response: Buffer.from('x'), stampedAt: signedAt });
    await test.app.get(Ledger).append(tx, [{ id: newId(), entry: { n: 2 } }]);
  });
});
afterAll(() => test.close());

describe('what the database itself protects', () => {
  it.each(APPEND_ONLY)('%s takes no change: not from the application, not from the owner', async (table) => {
    const [before] = await test.ownerQuery<{ rows: string }>(`SELECT json_agg(t)::text AS rows FROM ${table} t`);
    expect(before!.rows).not.toBeNull();
    for (const sql of [
      `UPDATE ${table} SET organization_id = organization_id`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table} CASCADE`,
      `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
      `DROP TRIGGER ${table}_append_only ON ${table}`,
      `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
      `DROP TABLE ${table} CASCADE`,
      `SET LOCAL session_replication_role = replica`,
      `SET LOCAL ROLE divan_owner`,
    ]) {
      await expect(database.transaction(ctx, (tx) => tx.execute(sql))).rejects.toThrow(
        /permission denied|append-only|must be owner/,
      );
    }
    for (const sql of [
      `UPDATE ${table} SET organization_id = organization_id`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table} CASCADE`,
    ])
      await expect(test.ownerQuery(sql)).rejects.toThrow(/append-only/);
    const [after] = await test.ownerQuery<{ rows: string }>(`SELECT json_agg(t)::text AS rows FROM ${table} t`);
    expect(after).toEqual(before);
  });

  it('belongs to another role than the application’s', async () => {
    const owners = await test.ownerQuery<{ owner: string }>(
      `SELECT DISTINCT tableowner AS owner FROM pg_tables WHERE tablename LIKE 'ledger\\_%'`,
    );
    expect(owners).toEqual([{ owner: 'divan_owner' }]);
  });

  it.each(TENANT)('%s shows one organization nothing of another, and takes nothing for it', async (table) => {
    const { ctx: other } = await test.organization();
    expect(await database.read(other, (tx) => tx.query(`SELECT FROM ${table}`))).toEqual([]);
    const [row] = await test.ownerQuery<{ columns: string }>(
      `SELECT string_agg(column_name, ', ') AS columns FROM information_schema.columns
        WHERE table_name = $1 AND is_identity = 'NO'`,
      [table],
    );
    const copied = `CREATE TABLE IF NOT EXISTS copy_of_${table} AS SELECT * FROM ${table}; GRANT SELECT ON copy_of_${table} TO divan_app`;
    await test.ownerQuery(copied);
    const [count] = await test.ownerQuery<{ n: number }>(`SELECT count(*)::int AS n FROM copy_of_${table}`);
    if (count!.n === 0) return;
    const foreign = database.transaction(other, (tx) =>
      tx.execute(`INSERT INTO ${table} (${row!.columns}) SELECT ${row!.columns} FROM copy_of_${table}`),
    );
    await expect(foreign).rejects.toThrow('row-level security');
  });

  it('lets work for all organizations read heads, and write none', async () => {
    const heads = await database.system('test', (tx) => tx.query('SELECT FROM ledger_checkpoints'));
    expect(heads.length).toBeGreaterThan(0);
    for (const table of ['ledger_keys', 'ledger_leaves', 'ledger_forks'])
      expect(await database.system('test', (tx) => tx.query(`SELECT FROM ${table}`))).toEqual([]);
    const forged = database.system('test', (tx) =>
      tx.execute(
        `INSERT INTO ledger_checkpoints SELECT organization_id, 99, root, note, key_id, signed_at FROM ledger_checkpoints LIMIT 1`,
      ),
    );
    await expect(forged).rejects.toThrow('row-level security');
  });
});
