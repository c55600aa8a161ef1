import { Injectable } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import type { RequestContext } from '../context/request-context';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { MethodScan } from '../jobs/method-scan';
import { defineEvent, DomainEvents, OnEvent } from './domain-events';
import { LiveEvents, type LiveRow } from './live-events';

const happened = defineEvent('test.happened', 1, z.object({ id: z.number(), fail: z.boolean().optional() }), {
  live: ({ id }) => ({ type: 'thing.changed', data: { id } }),
  permission: 'inbox:read',
});

@Injectable()
class Listener {
  @OnEvent(happened)
  async whenHappened(tx: Tx, ctx: RequestContext, items: { id: number; fail?: boolean }[]): Promise<void> {
    if (items.some((item) => item.fail)) throw new Error('refused');
    await tx.execute(
      `INSERT INTO idempotency_keys (organization_id, actor_id, key, request_hash, locked_until) VALUES ($1, 'listener', $2, '', now())`,
      [ctx.organizationId, String(items[0]!.id)],
    );
  }
}

let db: TestDatabase;
let events: DomainEvents;
const streams: LiveEvents[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    providers: [MethodScan, DomainEvents, Listener, { provide: Database, useValue: db.database }],
  }).compile();
  await module.init();
  events = module.get(DomainEvents);
  for (let i = 0; i < 2; i++) {
    const stream = new LiveEvents(db.database);
    await stream.onApplicationBootstrap();
    streams.push(stream);
  }
});
afterAll(() => db.close());

const publish = (ctx: RequestContext, ...items: { id: number; fail?: boolean }[]) =>
  db.database.transaction(ctx, (tx) => events.publish(tx, ctx, happened, items));

async function until(done: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !done(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('DomainEvents', () => {
  it('runs subscribers in the publisher’s transaction: both commit or neither', async () => {
    const { ctx } = await db.organization();
    await publish(ctx, { id: 1 });
    await expect(publish(ctx, { id: 2, fail: true })).rejects.toThrow('refused');
    const rows = await db.database.read(ctx, (tx) =>
      tx.query(`SELECT key FROM idempotency_keys WHERE actor_id = 'listener'`),
    );
    const live = await db.database.read(ctx, (tx) => tx.query('SELECT type, data FROM outbox_events'));
    expect(rows).toEqual([{ key: '1' }]);
    expect(live).toEqual([{ type: 'thing.changed', data: { id: 1 } }]);
  });
});

describe('LiveEvents', () => {
  it('reaches every process, only its own organization, and only who may see it', async () => {
    const a = await db.organization('A');
    const b = await db.organization('B');
    const got: Record<string, LiveRow[]> = { first: [], second: [], other: [], blind: [] };
    const may = { ...a.ctx, permissions: new Set(['inbox:read']) };
    await streams[0]!.subscribe(may, undefined, (rows) => got['first']!.push(...rows));
    await streams[1]!.subscribe(may, undefined, (rows) => got['second']!.push(...rows));
    await streams[1]!.subscribe(b.ctx, undefined, (rows) => got['other']!.push(...rows));
    await streams[0]!.subscribe({ ...a.ctx, permissions: new Set(['posts:read']) }, undefined, (rows) =>
      got['blind']!.push(...rows),
    );
    await publish(a.ctx, { id: 5 });
    await until(() => got['first']!.length > 0 && got['second']!.length > 0);
    expect([got['first']!.length, got['second']!.length, got['other']!.length, got['blind']!.length]).toEqual([
      1, 1, 0, 0,
    ]);
  });

  it('resumes without loss or double, even when an older transaction commits later', async () => {
    const { ctx } = await db.organization();
    const first: LiveRow[] = [];
    const end = await streams[0]!.subscribe(ctx, undefined, (rows) => first.push(...rows));
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = db.database.transaction(ctx, async (tx) => {
      await events.publish(tx, ctx, happened, [{ id: 100 }]);
      await held;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await publish(ctx, { id: 101 });
    release();
    await slow;
    await until(() => first.length === 2);
    expect(first.map((row) => (row.data as { id: number }).id)).toEqual([100, 101]);
    end();
    await publish(ctx, { id: 102 });
    const second: LiveRow[] = [];
    await streams[1]!.subscribe(ctx, first.at(-1)!.id, (rows) => second.push(...rows));
    await until(() => second.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(second.map((row) => (row.data as { id: number }).id)).toEqual([102]);
  });

  it('asks a client with an unknown position to read anew', async () => {
    const { ctx } = await db.organization();
    for (const from of ['nonsense', '999999-1']) {
      const got: LiveRow[] = [];
      await streams[0]!.subscribe(ctx, from, (rows) => got.push(...rows));
      expect(got[0]?.type).toBe('reset');
    }
  });
});
