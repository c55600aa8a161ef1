import { readdirSync } from 'node:fs';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const insertKey = (key: string) =>
  `INSERT INTO idempotency_keys (organization_id, actor_id, key, request_hash, locked_until) VALUES (current_organization(), 'a', '${key}', '', now())`;

describe('tenancy', () => {
  it('forces row-level security with a policy on every table that has an organization', async () => {
    const open = await db.ownerQuery<{ name: string }>(`
      SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
       WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
         AND (NOT c.relrowsecurity OR NOT c.relforcerowsecurity OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))`);
    expect(open).toEqual([]);
  });

  it('lets the application’s role own nothing, and be no superuser', async () => {
    const owned = await db.ownerQuery(`SELECT relname FROM pg_class WHERE relowner = 'divan_app'::regrole`);
    const role = await db.ownerQuery(
      `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'divan_app'`,
    );
    expect(owned).toEqual([]);
    expect(role).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }]);
  });

  it('shows a raw query under one organization no row of another, and lets it write none [V8.4.1]', async () => {
    const a = await db.organization('A');
    const b = await db.organization('B');
    await db.database.transaction(a.ctx, (tx) => tx.execute(insertKey('of-a')));
    const seen = await db.database.transaction(b.ctx, (tx) => tx.query('SELECT * FROM idempotency_keys'));
    expect(seen).toEqual([]);
    const read = await db.database.read(b.ctx, (tx) => tx.query('SELECT * FROM idempotency_keys'));
    expect(read).toEqual([]);
    const changed = await db.database.transaction(b.ctx, (tx) => tx.execute(`UPDATE idempotency_keys SET key = 'x'`));
    expect(changed).toBe(0);
    const foreign = db.database.transaction(b.ctx, (tx) =>
      tx.execute(
        `INSERT INTO idempotency_keys (organization_id, actor_id, key, request_hash, locked_until) VALUES ('${a.id}', 'a', 'k', '', now())`,
      ),
    );
    await expect(foreign).rejects.toThrow('row-level security');
  });

  it('shows nothing outside a transaction, where no organization is set', async () => {
    const a = await db.organization('A');
    await db.database.transaction(a.ctx, (tx) => tx.execute(insertKey('again')));
    const kept = await db.database.transaction(a.ctx, (tx) =>
      tx.query<{ key: string }>(`SELECT key FROM idempotency_keys WHERE key = 'again'`),
    );
    expect(kept).toHaveLength(1);
    // The same pooled connection afterwards: the setting was local to its transaction.
    const { rows } = await (
      db.database as unknown as { pool: { query(sql: string): Promise<{ rows: unknown[] }> } }
    ).pool.query('SELECT * FROM idempotency_keys');
    expect(rows).toEqual([]);
  });

  it.each(["'; DROP TABLE outbox_events; --", '', 'null'])('refuses the organization %p', async (organizationId) => {
    expect(() => db.database.transaction({ organizationId }, () => Promise.resolve())).toThrow('no valid organization');
    await expect(db.database.read({ organizationId }, () => Promise.resolve())).rejects.toThrow(
      'no valid organization',
    );
  });

  it('reads only in a read', async () => {
    const a = await db.organization('A');
    await expect(db.database.read(a.ctx, (tx) => tx.execute(insertKey('no')))).rejects.toThrow('read-only transaction');
  });

  it('collects every feature’s migrations', async () => {
    const files = readdirSync('libs').flatMap((lib) => {
      const folder = `libs/${lib}/src/${lib === 'platform' ? 'database/' : ''}migrations`;
      try {
        return readdirSync(folder).map((file) => Number(file.split('-')[0]));
      } catch {
        return [];
      }
    });
    const applied = await db.ownerQuery<{ timestamp: string }>('SELECT timestamp FROM schema_migrations');
    expect(applied.map((row) => Number(row.timestamp)).sort()).toEqual(files.sort());
  });
});

describe('an advisory lock', () => {
  it('is held by one at a time and freed at the end', async () => {
    const others = await db.database.withAdvisoryLock('one', () =>
      Promise.all([1, 2, 3, 4].map(() => db.database.withAdvisoryLock('one', () => Promise.resolve('also inside')))),
    );
    expect(others).toEqual([undefined, undefined, undefined, undefined]);
    expect(await db.database.withAdvisoryLock('one', () => Promise.resolve('again'))).toBe('again');
  });
});

describe('advisory locks', () => {
  it('leave connections for the work, however many are held at once', async () => {
    const work = (): Promise<unknown> => db.database.system('locked', (tx) => tx.query('SELECT pg_sleep(0.02)'));
    const many = Array.from({ length: 40 }, (_, n) => db.database.withAdvisoryLock(`many-${n}`, work));
    expect(await Promise.all(many)).toHaveLength(40);
  });

  it('are gone with their connection, and go on with the next one', async () => {
    const held = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    await db.database.withAdvisoryLock('lost', async () => {
      const [lock] = await db.ownerQuery<{ pid: number }>(held);
      await db.ownerQuery('SELECT pg_terminate_backend($1)', [lock!.pid]);
      await new Promise((done) => setTimeout(done, 100));
    });
    expect(await db.database.withAdvisoryLock('lost', () => Promise.resolve('again'))).toBe('again');
    expect(await db.ownerQuery(held)).toEqual([]);
  });
});

describe('a connection that is lost', () => {
  it.each(['transaction', 'read'] as const)('fails its %s and nothing else', async (kind) => {
    const { ctx } = await db.organization();
    const work = db.database[kind](ctx, async (tx) => {
      const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await db.ownerQuery('SELECT pg_terminate_backend($1)', [row?.pid]);
      // Told while no answer is awaited: an error that nobody hears would end the process.
      await new Promise((done) => setTimeout(done, 200));
      await tx.query('SELECT 1');
    });
    await expect(work).rejects.toThrow();
    expect(await db.database[kind](ctx, (tx) => tx.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
  });
});

describe('notifications', () => {
  it('reach listeners after the commit, each once, and never without it', async () => {
    const { ctx } = await db.organization();
    const heard: string[] = [];
    const listener = await db.database.listen('divan_test', (payload) => heard.push(payload));
    const lost = db.database.transaction(ctx, (tx) => {
      tx.notify('divan_test', 'rolled back');
      return Promise.reject(new Error('no'));
    });
    await expect(lost).rejects.toThrow('no');
    await db.database.transaction(ctx, async (tx) => {
      for (let n = 0; n < 3; n++) tx.notify('divan_test', 'committed');
      await tx.query('SELECT 1');
      await new Promise((done) => setTimeout(done, 100));
      expect(heard).toEqual([]);
    });
    for (let n = 0; n < 100 && heard.length === 0; n++) await new Promise((done) => setTimeout(done, 20));
    await new Promise((done) => setTimeout(done, 50));
    expect(heard).toEqual(['committed']);
    await listener.close();
  });
});
