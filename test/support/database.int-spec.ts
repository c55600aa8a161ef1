import { createTestDatabase, type TestDatabase } from './database';

describe('a test database', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.close());

  it('has the whole schema, and the application’s role owns none of it', async () => {
    const [row] = await test.ownerQuery<{ mine: number; all: number }>(`
      SELECT count(*) FILTER (WHERE tableowner = 'divan_app')::int AS mine, count(*)::int AS all
        FROM pg_tables WHERE schemaname = 'public'`);
    expect(row?.mine).toBe(0);
    expect(row?.all).toBeGreaterThan(3);
  });

  it('keeps organizations apart, and both from other specs', async () => {
    const [first, second] = [await test.organization('First'), await test.organization('Second')];
    const insert = `INSERT INTO outbox_events (organization_id, type, data) VALUES ($1, 'test', '{}')`;
    await test.database.transaction(first.ctx, (tx) => tx.execute(insert, [first.id]));
    const count = 'SELECT count(*)::int AS count FROM outbox_events';
    expect(await test.database.read(first.ctx, (tx) => tx.query(count))).toEqual([{ count: 1 }]);
    expect(await test.database.read(second.ctx, (tx) => tx.query(count))).toEqual([{ count: 0 }]);
    expect(await test.ownerQuery(count)).toEqual([{ count: 1 }]);

    const other = await createTestDatabase();
    expect(await other.ownerQuery(count)).toEqual([{ count: 0 }]);
    await other.close();
  });

  it('refuses a row for another organization', async () => {
    const [first, second] = [await test.organization(), await test.organization()];
    const insert = `INSERT INTO outbox_events (organization_id, type, data) VALUES ($1, 'test', '{}')`;
    await expect(test.database.transaction(first.ctx, (tx) => tx.execute(insert, [second.id]))).rejects.toThrow(
      /row-level security/,
    );
  });
});
