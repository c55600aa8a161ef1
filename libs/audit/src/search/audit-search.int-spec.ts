import { newId, type RequestContext } from '@divan/platform';
import { AuditLog } from '../audit-log.service';
import { AuditReads } from '../audit-reads';
import type { AuditFilter } from '../audit.read-model';
import { barred, createAuditWorld, noted, type AuditWorld } from '../audit-world.fake';
import { AuditIndexer } from './audit-indexer';
import { AuditSearch } from './audit-search';

let world: AuditWorld;
let log: AuditLog;
let dana: RequestContext;

beforeAll(async () => {
  world = await createAuditWorld();
  log = world.app.get(AuditLog);
  // Reading is an event of its own (audit-reads.int-spec.ts), and here it would be one more in every list.
  vi.spyOn(world.app.get(AuditReads), 'record').mockResolvedValue();
});
afterAll(() => world.close());
beforeEach(async () => {
  dana = await world.member();
});

const texts = async (filter: AuditFilter, ctx = dana): Promise<string[]> =>
  (await log.list(ctx, filter, 200)).items.map(({ detail }) => (JSON.parse(detail ?? '{}') as { text: string }).text);

/** Reads all pages. */
async function all(ctx: RequestContext, filter: AuditFilter, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await log.list(ctx, filter, limit, cursor);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return ids;
}

describe('searching the audit log', () => {
  it('finds the same before an event is in the log, before it is in the index, and after', async () => {
    const omid = world.colleague(dana, 'امید کریمی');
    await world.note(dana, 'Main Street bridge');
    await world.note(omid, 'پل خیابان اصلی بسته‌است');
    await world.audit.refuse(omid, barred, {
      object: { type: 'route', id: 'r-1' },
      reason: 'not his',
      detail: { text: 'barred' },
    });
    const filters: [AuditFilter, string[]][] = [
      [{ q: 'bridge' }, ['Main Street bridge']],
      [{ q: 'BRID dana' }, ['Main Street bridge']],
      [{ q: 'bridge omid' }, []],
      [{ q: 'امید' }, ['barred', 'پل خیابان اصلی بسته‌است']],
      [{ q: 'كريمي پل' }, ['پل خیابان اصلی بسته‌است']],
      [{ q: dana.actor.id }, ['Main Street bridge']],
      [{ q: 'not his' }, ['barred']],
      [{ q: "' | !x & (:*" }, []],
      [{ actorId: omid.actor.id, outcome: 'success' }, ['پل خیابان اصلی بسته‌است']],
      [{ kind: 'test.' }, ['barred', 'پل خیابان اصلی بسته‌است', 'Main Street bridge']],
      [{ kind: 'test.thing-barred' }, ['barred']],
      [{ kind: 'tes' }, []],
      [{ objectType: 'route', objectId: 'r-1' }, ['barred']],
      [{ requestId: dana.requestId }, ['Main Street bridge']],
      [{ sessionId: dana.origin.sessionId! }, ['Main Street bridge']],
      [{ address: '203.0.113.7', outcome: 'refused' }, ['barred']],
      [{ q: 'bridge', from: new Date(Date.now() + 60_000) }, []],
      [{ q: 'bridge', to: new Date(Date.now() - 60_000) }, []],
    ];
    const look = async (): Promise<void> => {
      for (const [filter, expected] of filters) expect([filter, await texts(filter)]).toEqual([filter, expected]);
    };
    await look();
    await world.integrate(dana);
    await look();
    await world.integrateAndIndex(dana);
    await look();
    const other = await world.member('Dana Reyes');
    for (const [filter] of filters) expect(await texts(filter, other)).toEqual([]);
  });

  it('pages without gaps or repeats across the index, its end and what is written meanwhile', async () => {
    await world.note(dana, ...Array.from({ length: 30 }, (_, i) => `page ${i}`));
    await world.integrateAndIndex(dana);
    await world.note(dana, ...Array.from({ length: 20 }, (_, i) => `page ${30 + i}`));
    await world.integrate(dana);
    await world.note(dana, ...Array.from({ length: 10 }, (_, i) => `page ${50 + i}`));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await log.list(dana, { q: 'page', actorId: dana.actor.id }, 7, cursor);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
      if (seen.length === 14) await world.integrateAndIndex(dana);
    } while (cursor);
    expect(new Set(seen).size).toBe(60);
    expect(seen).toHaveLength(60);
    expect(seen).toEqual((await log.list(dana, {}, 200)).items.map(({ id }) => id));
  });

  it('indexes each event once, however many workers do and whenever one dies', async () => {
    await world.note(dana, ...Array.from({ length: 2_500 }, (_, i) => `n${i}`));
    await world.integrate(dana);
    const indexer = world.app.get(AuditIndexer);
    const added = await Promise.all([1, 2, 3].map(() => indexer.index(dana)));
    expect(added.reduce((sum, one) => sum + one)).toBe(2_500);
    expect(
      await world.db.ownerQuery('SELECT count(*)::int FROM audit_search WHERE organization_id = $1', [
        dana.organizationId,
      ]),
    ).toEqual([{ count: 2_500 }]);
    expect(await indexer.index(dana)).toBe(0);
  });

  it('forgets the words of what is erased, also when an indexer has just read them', async () => {
    const erase = () => world.database.transaction(dana, (tx) => tx.execute('DELETE FROM audit_details'));
    await world.note(dana, 'unforgettable');
    await world.integrateAndIndex(dana);
    expect(await texts({ q: 'unforgettable' })).toHaveLength(1);
    await erase();
    expect(await texts({ q: 'unforgettable' })).toEqual([]);
    expect(await texts({ q: 'dana' })).toEqual([]);
    expect(await texts({ actorId: dana.actor.id, q: 'noted' })).toHaveLength(1);
    for (let i = 0; i < 5; i += 1) {
      await world.note(dana, ...Array.from({ length: 200 }, () => 'racing'));
      await world.integrate(dana);
      await Promise.all([world.app.get(AuditIndexer).index(dana), erase()]);
    }
    const kept = await world.db.ownerQuery(
      `SELECT FROM audit_search WHERE organization_id = $1 AND terms::text LIKE '%racing%'`,
      [dana.organizationId],
    );
    expect(kept).toEqual([]);
  });
});

describe('a long history', () => {
  const EVENTS = 36_000;
  let old: RequestContext;

  beforeAll(async () => {
    old = await world.member('Old Hand');
    const rare = new Set([17, 20_000, 33_990]);
    for (let i = 0; i < EVENTS; i += 2_000) {
      await world.write(
        old,
        Array.from({ length: 2_000 }, (_, n) => ({
          object: { type: 'thing', id: `o${(i + n) % 500}` },
          outcome: (i + n) % 4 ? ('success' as const) : ('failure' as const),
          detail: { text: rare.has(i + n) ? 'needle' : 'common hay' },
        })),
      );
    }
    await world.integrateAndIndex(old);
    await world.db.ownerQuery('VACUUM ANALYZE audit_search, audit_events, ledger_leaves, audit_details');
  }, 180_000);

  it('lies in several buckets that cover all time without overlap', async () => {
    const buckets = await world.db.ownerQuery<{ events: number; joined: boolean }>(
      `SELECT events, begins_at = coalesce(lag(ends_at) OVER (ORDER BY begins_at), '-infinity') AS joined
         FROM audit_search_buckets WHERE organization_id = $1 ORDER BY begins_at`,
      [old.organizationId],
    );
    expect(buckets.length).toBeGreaterThanOrEqual(3);
    expect(buckets.every(({ joined }) => joined)).toBe(true);
    expect(buckets.reduce((sum, { events }) => sum + events, 0)).toBe(EVENTS);
  });

  it('is searched by index, whatever the filter, and no page reads more than a bucket for what is common', async () => {
    const filters: AuditFilter[] = [
      { q: 'needle' },
      { q: 'common' },
      { q: 'com' },
      { outcome: 'success' },
      { outcome: 'refused' },
      { actorId: old.actor.id },
      { kind: noted.name },
      { kind: 'test.' },
      { objectId: 'o7' },
      { objectType: 'thing', objectId: 'o7', outcome: 'failure', q: 'old hay' },
      { requestId: old.requestId },
      { requestId: newId(), outcome: 'success' },
      { sessionId: old.origin.sessionId!, address: '203.0.113.7' },
    ];
    for (const filter of filters) {
      const { read } = await measured(filter);
      for (const { name, sequential, fetched } of read)
        expect([filter, name, sequential, fetched <= 20_000]).toEqual([filter, name, 0, true]);
    }
    expect((await log.list(old, { q: 'needle' }, 50)).items).toHaveLength(3);
    expect(await all(old, { q: 'needle' }, 1)).toHaveLength(3);
  });

  it('gives its first page without a filter from the index of times', async () => {
    const [plan] = await world.db.ownerQuery<{ 'QUERY PLAN': unknown }>(
      `EXPLAIN (FORMAT JSON) SELECT * FROM audit_events e WHERE organization_id = '${old.organizationId}' ORDER BY e.occurred_at DESC, e.id DESC LIMIT 50`,
    );
    expect(JSON.stringify(plan)).toContain('"Index Name":"audit_events_time"');
    expect(JSON.stringify(plan)).not.toContain('Sort');
  });

  /** A page, and how many sequential scans and rows by index it cost. */
  function measured(filter: AuditFilter): Promise<{ items: number; read: Read[] }> {
    return world.database.read(old, async (tx) => {
      const counted = (): Promise<Read[]> =>
        tx.query(
          `SELECT relname AS name, seq_scan::int AS sequential, idx_tup_fetch::int AS fetched FROM pg_stat_xact_user_tables
            WHERE relname IN ('audit_search', 'audit_events', 'audit_details', 'ledger_leaves', 'ledger_pending') ORDER BY 1`,
        );
      const before = await counted();
      const { length } = await world.app.get(AuditSearch).newest(tx, filter, 51);
      const read = (await counted()).map(({ name, sequential, fetched }, i) => ({
        name,
        sequential: sequential - before[i]!.sequential,
        fetched: fetched - before[i]!.fetched,
      }));
      return { items: length, read };
    });
  }
});

interface Read {
  name: string;
  sequential: number;
  fetched: number;
}
