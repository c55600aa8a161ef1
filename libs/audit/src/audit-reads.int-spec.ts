import { Clock, DomainEvents, newId, type RequestContext } from '@divan/platform';
import { alarmRaised, forkAcknowledged, keyRotated, logAccessChanged } from '@divan/ledger';
import { AuditLog } from './audit-log.service';
import { READ_AGAIN_MS } from './audit-reads';
import { auditKind, auditKinds } from './audit-kind';
import { createAuditWorld, type AuditWorld } from './audit-world.fake';
import { z } from 'zod';

let world: AuditWorld;
let log: AuditLog;
let dana: RequestContext;

beforeAll(async () => {
  world = await createAuditWorld();
  log = world.app.get(AuditLog);
});
afterAll(() => world.close());
beforeEach(async () => {
  dana = await world.member();
});

const written = (
  kind: string,
): Promise<{ detail: string; reason: string | null; actor_id: string; outcome: string }[]> =>
  world.db.ownerQuery(
    `SELECT d.detail, d.reason, e.actor_id, e.outcome FROM audit_events e JOIN audit_details d ON d.event_id = e.id
      WHERE e.organization_id = $1 AND e.kind = $2 ORDER BY e.occurred_at`,
    [dana.organizationId, kind],
  );

describe('reading the audit log', () => {
  it('is in it: the list with its filter, one event, a pull; again only after a quarter of an hour', async () => {
    await world.note(dana, 'x');
    await world.integrate(dana);
    const [event] = (await log.list(dana, {}, 10)).items;
    for (let i = 0; i < 5; i += 1) {
      await log.list(dana, {}, 10);
      await log.list(dana, { q: 'bridge', outcome: 'success' }, 10);
      await log.get(dana, event!.id);
      await log.pull(dana, {}, 10, -1);
    }
    expect((await written('audit.events-read')).map(({ detail }) => detail)).toEqual([
      '{"filter":{}}',
      '{"filter":{"outcome":"success","q":"bridge"}}',
    ]);
    expect(await written('audit.event-read')).toHaveLength(1);
    expect((await written('audit.events-pulled')).map(({ detail }) => detail)).toEqual(['{"after":-1,"items":1}']);
    await log.list({ ...dana, origin: { ...dana.origin, sessionId: newId() } }, {}, 10);
    expect(await written('audit.events-read')).toHaveLength(3);
    const later = vi.spyOn(world.app.get(Clock), 'now').mockReturnValue(new Date(Date.now() + READ_AGAIN_MS));
    await log.list(dana, {}, 10);
    later.mockRestore();
    expect(await written('audit.events-read')).toHaveLength(4);
  });

  it('is not what is found from then on by whoever looks for the same', async () => {
    for (const session of [newId(), newId()]) {
      const by = { ...dana, origin: { ...dana.origin, sessionId: session } };
      expect((await log.list(by, { q: 'unheard' }, 10)).items).toEqual([]);
      await world.integrateAndIndex(dana);
    }
    expect((await log.list(dana, { kind: 'audit.events-read', q: 'dana' }, 10)).items).toHaveLength(2);
  });

  it('ends: a copy that follows the log does not keep it growing', async () => {
    await world.note(dana, 'x');
    let after = -1;
    let pulls = 0;
    for (; pulls < 20; pulls += 1) {
      await world.integrate(dana);
      const page = await log.pull(dana, {}, 100, after);
      if (page.nextAfter === after) break;
      after = page.nextAfter;
    }
    expect(pulls).toBe(2);
  });
});

describe('what the ledger tells', () => {
  it('becomes an event of the administrator who did it, with their words as the reason', async () => {
    const at = new Date();
    const publish = world.app.get(DomainEvents);
    await world.database.transaction(dana, async (tx) => {
      await publish.publish(tx, dana, keyRotated, [
        { origin: 'o', oldKeyId: 'a', newKeyId: 'b', newVkey: 'v', reason: 'yearly', at },
      ]);
      await publish.publish(tx, dana, logAccessChanged, [{ public: true, at }]);
      await publish.publish(tx, dana, forkAcknowledged, [
        { lostOrigin: 'o', lostSize: 9, restoredSize: 5, origin: 'o2', keyId: 'k', reason: 'the disk burnt', at },
      ]);
      await publish.publish(tx, dana, alarmRaised, [{ kind: 'lagging', source: 's', reason: 'worker is down', at }]);
    });
    expect(await written('audit.log-key-rotated')).toMatchObject([
      { detail: '{"newKeyId":"b","oldKeyId":"a","origin":"o"}', reason: 'yearly', actor_id: dana.actor.id },
    ]);
    expect(await written('audit.log-access-changed')).toMatchObject([{ detail: '{"public":true}', reason: null }]);
    expect(await written('audit.log-fork-acknowledged')).toMatchObject([{ reason: 'the disk burnt' }]);
    expect(await written('audit.log-alarm-raised')).toMatchObject([
      { detail: '{"kind":"lagging","source":"s"}', reason: 'worker is down' },
    ]);
  });
});

describe('an act of the system for a member', () => {
  it('names the member in the erasable part, and is found by that name', async () => {
    const omid = { id: newId(), name: 'امید کریمی' };
    await world.write(dana, [{ object: { type: 'thing', id: 't' }, detail: { text: 'sent' }, onBehalfOf: omid }]);
    await world.integrateAndIndex(dana);
    const { items } = await log.list(dana, { q: 'کریمی' }, 10);
    expect(JSON.parse(items[0]!.detail!)).toEqual({ text: 'sent', onBehalfOf: { kind: 'member', ...omid } });
    expect((await log.get(dana, items[0]!.id)).entry!.toString('utf8')).not.toContain(omid.id);
  });
});

describe('kinds', () => {
  it('are declared once in each version, and listed', () => {
    const names = auditKinds().map(({ name }) => name);
    expect(names).toContain('audit.export-requested');
    expect(names).toEqual([...names].sort());
    expect(() => auditKind('test.thing-noted', 1, z.object({}))).toThrow(/already/);
    for (const bad of ['thing', 'Test.thing', 'a.b.c', '.b', 'a.'])
      expect(() => auditKind(bad, 1, z.object({}))).toThrow(/name/);
  });
});
