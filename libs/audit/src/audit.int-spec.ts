import { Test, type TestingModule } from '@nestjs/testing';
import { Database, newId, PlatformModule, systemContext, type RequestContext } from '@divan/platform';
import { canonicalJson, commit, Ledger, LedgerIntegrator } from '@divan/ledger';
import { leafHash, rootHash } from '@divan/transparency-log';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { Audit, auditKind, AuditModule, type AuditEntry } from '.';
import { AuditLog } from './audit-log.service';
import { whoOf } from './audit-event';
import { AuditReads } from './audit-reads';
import type { AuditEventView } from './audit.read-model';
import { AuditRepository } from './audit.repository';
import { AuditController } from './audit.controller';

const resolved = auditKind(
  'test.conversation-resolved',
  1,
  z.object({ status: z.string(), note: z.string().optional() }),
);
const refused = auditKind('test.permission-refused', 2, z.object({ permission: z.string() }));

let db: TestDatabase;
let database: Database;
let audit: Audit;
let auditLog: AuditLog;
let ledger: Ledger;
let integrator: LedgerIntegrator;
let ctx: RequestContext;

let app: TestingModule;

beforeAll(async () => {
  db = await createTestDatabase();
  database = db.database;
  app = await Test.createTestingModule({
    imports: [PlatformModule.forRoot({ process: 'command', config: db.config }), AuditModule],
  }).compile();
  [audit, auditLog, ledger, integrator] = [
    app.get(Audit),
    app.get(AuditLog),
    app.get(Ledger),
    app.get(LedgerIntegrator),
  ];
  // Reading is an event of its own (audit-reads.int-spec.ts), and here it would be one more in every list.
  vi.spyOn(app.get(AuditReads), 'record').mockResolvedValue();
});
afterAll(async () => {
  await app.close();
  await db.close();
});
beforeEach(async () => {
  const organization = await db.organization();
  ctx = {
    ...organization.ctx,
    actor: { kind: 'member', id: newId(), name: 'Dana Reyes' },
    origin: { address: '203.0.113.7', userAgent: 'Firefox/150', sessionId: newId() },
  };
});

const object = (id = newId()): { type: string; id: string } => ({ type: 'conversation', id });
const write = (count: number, by = ctx): Promise<void> =>
  database.transaction(by, (tx) =>
    audit.writeMany(
      tx,
      by,
      resolved,
      Array.from({ length: count }, (_, i) => ({ object: object(), detail: { status: `s${i}` } })),
    ),
  );
const newest = async (filter = {}): Promise<AuditEventView[]> => (await auditLog.list(ctx, filter, 200)).items;

describe('audit events', () => {
  it('say who did what to which object, when, from where, and with which outcome [V16.2.1]', async () => {
    const conversation = object();
    await database.transaction(ctx, (tx) =>
      audit.write(tx, ctx, resolved, {
        object: conversation,
        reason: 'answered by phone',
        detail: { status: 'resolved', note: 'line\nbreak \0 and پایان' },
        before: { status: 'open' },
        after: { status: 'resolved' },
      }),
    );
    const [event] = await newest();
    expect(event).toMatchObject({
      kind: 'test.conversation-resolved',
      version: 1,
      actorKind: 'member',
      actorId: ctx.actor.id,
      actorName: 'Dana Reyes',
      objectType: 'conversation',
      objectId: conversation.id,
      address: '203.0.113.7',
      userAgent: 'Firefox/150',
      sessionId: ctx.origin.sessionId,
      requestId: ctx.requestId,
      outcome: 'success',
      reason: 'answered by phone',
      leafIndex: null,
    });
    expect(JSON.parse(event!.detail!)).toEqual({ status: 'resolved', note: 'line\nbreak \0 and پایان' });
    expect([event!.before, event!.after]).toEqual(['{"status":"open"}', '{"status":"resolved"}']);
    expect(Math.abs(event!.occurredAt.getTime() - Date.now())).toBeLessThan(10_000);
  });

  it('keep everything personal out of the entry, and open its commitments from the detail', async () => {
    await database.transaction(ctx, (tx) =>
      audit.write(tx, ctx, resolved, {
        object: object(),
        reason: 'a reason',
        detail: { status: 'secret words' },
        before: { a: 1 },
      }),
    );
    await integrator.integrate(ctx.organizationId);
    const { items } = await auditLog.pull(ctx, {}, 10, -1);
    const event = await auditLog.get(ctx, items[0]!.id);
    const text = event.entry!.toString('utf8');
    for (const personal of ['Dana', '203.0.113.7', 'Firefox', 'a reason', 'secret words'])
      expect(text).not.toContain(personal);
    const entry = JSON.parse(text) as AuditEntry;
    expect(canonicalJson(entry)).toBe(text);
    expect(entry).toMatchObject({
      id: event.id,
      actor: { kind: 'member', id: ctx.actor.id },
      outcome: 'success',
      at: event.occurredAt.toISOString(),
    });
    expect(entry.commitments).toEqual({
      who: commit(
        event.salt!,
        whoOf({ actorName: 'Dana Reyes', address: '203.0.113.7', userAgent: 'Firefox/150', reason: 'a reason' }),
      ),
      detail: commit(event.salt!, event.detail!),
      before: commit(event.salt!, event.before!),
    });
    const [leaf] = await database.read(ctx, (tx) => ledger.leafHashes(tx, 0, 1));
    expect(new Uint8Array(leaf!)).toEqual(leafHash(event.entry!));
    await database.transaction(ctx, (tx) => tx.execute('DELETE FROM audit_details WHERE event_id = $1', [event.id]));
    expect(await auditLog.get(ctx, event.id)).toMatchObject({
      actorName: null,
      address: null,
      detail: null,
      salt: null,
      leafIndex: 0,
      entry: event.entry,
    });
  });

  it('exist only with the change, and the change only with them', async () => {
    const failing = database.transaction(ctx, async (tx) => {
      await audit.write(tx, ctx, resolved, { object: object(), detail: { status: 'x' } });
      throw new Error('the change failed');
    });
    await expect(failing).rejects.toThrow('the change failed');
    expect(await newest()).toEqual([]);
    const wrong = { status: 1 } as unknown as { status: string };
    await expect(
      database.transaction(ctx, (tx) => audit.write(tx, ctx, resolved, { object: object(), detail: wrong })),
    ).rejects.toThrow();
    expect(await database.read(ctx, (tx) => tx.query('SELECT FROM ledger_pending'))).toEqual([]);
  });

  it('record a refusal although the refused transaction is rolled back [V16.3.2]', async () => {
    await audit.refuse(ctx, refused, {
      object: { type: 'route', id: 'POST /v1/posts' },
      reason: 'permission is missing',
      detail: { permission: 'posts:write' },
    });
    expect(await newest({ outcome: 'refused' })).toMatchObject([
      { kind: 'test.permission-refused', version: 2, outcome: 'refused' },
    ]);
  });

  it('survive what browsers and people send [V16.4.1]', async () => {
    const odd: RequestContext = {
      ...ctx,
      actor: { ...ctx.actor, name: 'a\0b\ud800' },
      origin: { ...ctx.origin, userAgent: '\0\udfff' },
    };
    await database.transaction(odd, (tx) =>
      audit.write(tx, odd, resolved, {
        object: { type: 'conversation', id: 'x\0' },
        reason: '\ud800\n"quoted"\\',
        detail: { status: '' },
      }),
    );
    expect(await newest()).toMatchObject([
      { actorName: 'a\ufffdb\ufffd', userAgent: '\ufffd\ufffd', reason: '\ufffd\n"quoted"\\' },
    ]);
  });
});

describe('reading the audit log', () => {
  it('pages newest first without gaps or repeats while more is written', async () => {
    for (let i = 0; i < 5; i += 1) await write(7);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await auditLog.list(ctx, {}, 4, cursor);
      seen.push(...page.items.map((event) => event.id));
      cursor = page.nextCursor ?? undefined;
      if (seen.length === 8) await write(3);
    } while (cursor);
    expect(new Set(seen).size).toBe(35);
    expect(seen).toHaveLength(35);
    expect([...seen].sort().reverse()).toEqual(seen);
    await expect(auditLog.list(ctx, {}, 4, 'garbage')).rejects.toMatchObject({ status: 400 });
  });

  it('filters by actor, kind, object, outcome and time', async () => {
    const someone: RequestContext = { ...ctx, actor: { kind: 'key', id: newId(), name: 'Importer' } };
    await write(3);
    await write(2, someone);
    await audit.refuse(ctx, refused, { object: { type: 'route', id: 'r1' }, detail: { permission: 'p' } });
    expect(await newest({ actorId: someone.actor.id })).toHaveLength(2);
    expect(await newest({ kind: 'test.permission-refused' })).toHaveLength(1);
    expect(await newest({ objectType: 'route', objectId: 'r1' })).toHaveLength(1);
    expect(await newest({ outcome: 'success' })).toHaveLength(5);
    expect(await newest({ from: new Date(Date.now() + 60_000) })).toHaveLength(0);
    expect(await newest({ to: new Date(Date.now() + 60_000), from: new Date(Date.now() - 60_000) })).toHaveLength(6);
  });

  it('is pulled by leaf index until the checkpoint, with everything to recompute it', async () => {
    await write(25);
    await integrator.integrate(ctx.organizationId);
    await write(5);
    const controller = app.get(AuditController);
    const entries: Buffer[] = [];
    let after = -1;
    for (;;) {
      const page = await controller.list(ctx, Object.assign({ limit: 10, after }));
      if (page.items.length === 0) {
        expect(page).toMatchObject({ nextAfter: 24, nextCursor: null });
        expect(page.checkpoint!.size).toBe(25);
        expect(page.checkpoint!.root).toBe(Buffer.from(rootHash(entries.map(leafHash))).toString('base64'));
        break;
      }
      expect(page.items.map((item) => item.leafIndex)).toEqual(page.items.map((_, i) => after + 1 + i));
      entries.push(...page.items.map((item) => Buffer.from(item.entry!, 'base64')));
      after = page.nextAfter!;
    }
    expect((await newest()).filter((event) => event.leafIndex === null)).toHaveLength(5);
    await expect(controller.list(ctx, Object.assign({ limit: 10, after: 1, cursor: 'x' }))).rejects.toMatchObject({
      code: 'audit.after_with_cursor',
    });
  });

  it('shows one organization nothing of another [V16.4.2] [V8.4.1]', async () => {
    await write(1);
    const [event] = await newest();
    const other = (await db.organization()).ctx;
    expect((await auditLog.list(other, {}, 10)).items).toEqual([]);
    expect((await auditLog.pull(other, {}, 10, -1)).items).toEqual([]);
    await expect(auditLog.get(other, event!.id)).rejects.toMatchObject({ status: 404 });
    for (const table of ['audit_events', 'audit_details']) {
      expect(await database.read(other, (tx) => tx.query(`SELECT FROM ${table}`))).toEqual([]);
    }
    await expect(
      database.transaction(other, (tx) => new AuditRepository().insertMany(tx, ctx, resolved, [], new Date())),
    ).resolves.toBeUndefined();
    const foreign = database.transaction(systemContext(other.organizationId), (tx) =>
      audit.write(tx, ctx, resolved, { object: object(), detail: { status: '' } }),
    );
    await expect(foreign).rejects.toThrow('row-level security');
  });
});

describe('what the database itself protects', () => {
  it('audit_events takes no change from the application, nor by accident from the owner [V16.4.2]', async () => {
    await write(1);
    for (const sql of ['UPDATE audit_events SET actor_id = $1', 'DELETE FROM audit_events WHERE actor_id <> $1']) {
      await expect(database.transaction(ctx, (tx) => tx.execute(sql, ['x']))).rejects.toThrow(/permission denied/);
      await expect(db.ownerQuery(sql, ['x'])).rejects.toThrow(/append-only/);
    }
    await expect(database.transaction(ctx, (tx) => tx.execute('TRUNCATE audit_events'))).rejects.toThrow(
      /permission denied/,
    );
    await expect(db.ownerQuery('TRUNCATE audit_events CASCADE')).rejects.toThrow(/append-only/);
    expect(await newest()).toHaveLength(1);
  });
});
