import type { MockInstance } from 'vitest';
import { Clock, etagOf, type RequestContext } from '@divan/platform';
import { commit } from '@divan/ledger';
import { verifyEvidence } from '@divan/transparency-log';
import { AuditLog } from '../audit-log.service';
import { createAuditWorld, type AuditWorld } from '../audit-world.fake';
import { ExportWriter } from '../exports/export-writer';
import { ExportsService } from '../exports/exports.service';
import { RetentionJobs } from './retention.jobs';
import { SettingsRepository } from './settings.repository';
import { SettingsService } from './settings.service';

const DAY = 86_400_000;
let world: AuditWorld;
let settings: SettingsService;
let dana: RequestContext;
let now: MockInstance;

beforeAll(async () => {
  world = await createAuditWorld();
  settings = world.app.get(SettingsService);
});
afterAll(() => world.close());
beforeEach(async () => {
  dana = await world.member();
  now = vi.spyOn(world.app.get(Clock), 'now');
});
afterEach(() => now.mockRestore());

const daysAgo = (days: number): void => void now.mockReturnValue(new Date(Date.now() - days * DAY));
const today = (): void => void now.mockImplementation(() => new Date());
const run = (): Promise<void> => world.app.get(RetentionJobs).eraseDetails();
const details = async (): Promise<string[]> =>
  (
    await world.db.ownerQuery<{ detail: string }>(
      `SELECT detail FROM audit_details d JOIN audit_events e ON e.id = d.event_id
        WHERE e.organization_id = $1 AND e.kind = 'test.thing-noted' ORDER BY e.occurred_at`,
      [dana.organizationId],
    )
  ).map(({ detail }) => (JSON.parse(detail) as { text: string }).text);
const erasures = async (): Promise<unknown[]> =>
  (await world.app.get(AuditLog).list(dana, { kind: 'audit.details-erased' }, 50)).items.map(
    ({ detail }) => (JSON.parse(detail!) as { count: number }).count,
  );

describe('retention of details', () => {
  it('is for good until an administrator says otherwise, and never below 90 days', async () => {
    expect(await settings.get(dana)).toEqual({ detailRetentionDays: null, version: 1 });
    daysAgo(4_000);
    await world.note(dana, 'ancient');
    today();
    await run();
    expect(await details()).toEqual(['ancient']);
    expect(await settings.change(dana, 365, etagOf(1))).toEqual({ detailRetentionDays: 365, version: 2 });
    await expect(settings.change(dana, 400, etagOf(1))).rejects.toMatchObject({ status: 412 });
    const raced = await Promise.allSettled([
      settings.change(dana, 100, etagOf(2)),
      settings.change(dana, 200, etagOf(2)),
    ]);
    expect(raced.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const below = world.database.transaction(dana, (tx) =>
      tx.execute('UPDATE audit_settings SET detail_retention_days = 89'),
    );
    await expect(below).rejects.toThrow(/audit_settings_retention_range/);
  });

  it('erases what is past its time, in batches, says so once, and leaves events that still verify', async () => {
    daysAgo(200);
    await world.note(dana, ...Array.from({ length: 2_400 }, (_, i) => `old${i}`));
    daysAgo(95);
    await world.note(dana, 'past');
    daysAgo(85);
    await world.note(dana, 'kept');
    today();
    await world.integrateAndIndex(dana);
    await settings.change(dana, 90, etagOf(1));
    await run();
    expect(await details()).toEqual(['kept']);
    expect(await erasures()).toEqual([2_401]);
    await run();
    expect(await erasures()).toEqual([2_401]);
    expect((await world.app.get(AuditLog).list(dana, { q: 'past' }, 10)).items).toEqual([]);
    await world.integrate(dana);

    const { id } = await world.app.get(ExportsService).request(dana, 'ndjson', {});
    await world.app.get(ExportWriter).write(dana, id);
    const parts: Buffer[] = [];
    for await (const part of (await world.app.get(ExportsService).download(dana, id)).content)
      parts.push(part as Buffer);
    const content = Buffer.concat(parts);
    const [, vkey] = /"vkey":"([^"]+)"/.exec(content.toString('utf8'))!;
    const verdict = await verifyEvidence({ vkeys: [vkey!], files: [{ name: 'export.ndjson', read: () => content }] });
    expect(verdict.statements.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(verdict.verified).toBe(true);
    expect(verdict.statements).toContainEqual({ outcome: 'open', code: 'content.erased', params: { rows: 2_401 } });
  });

  it('counts what a killed run erased', async () => {
    daysAgo(200);
    await world.note(dana, ...Array.from({ length: 1_500 }, (_, i) => `k${i}`));
    today();
    await settings.change(dana, 90, etagOf(1));
    const repository = world.app.get(SettingsRepository);
    const killed = vi.spyOn(repository, 'takeUnreported').mockRejectedValue(new Error('killed'));
    await expect(run()).rejects.toThrow('killed');
    killed.mockRestore();
    expect(await details()).toEqual([]);
    await settings.change(dana, null, etagOf(2));
    await run();
    expect(await erasures()).toEqual([1_500]);
  });

  it('takes with the salt what anybody could open the commitments with', async () => {
    daysAgo(100);
    await world.note(dana, 'guess me');
    today();
    await settings.change(dana, 90, etagOf(1));
    await run();
    await world.integrate(dana);
    const [event] = (await world.app.get(AuditLog).pull(dana, {}, 1, -1)).items;
    const { commitments } = JSON.parse(event!.entry!.toString('utf8')) as { commitments: { detail: string } };
    expect(event).toMatchObject({ salt: null, detail: null, actorName: null, address: null });
    expect(commitments.detail).not.toBe(commit(Buffer.alloc(0), '{"text":"guess me"}'));
  });

  it('is one organization’s own', async () => {
    daysAgo(100);
    await world.note(dana, 'ours');
    today();
    const other = await world.member();
    await settings.change(other, 90, etagOf(1));
    await run();
    expect(await details()).toEqual(['ours']);
  });
});
