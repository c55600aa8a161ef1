import { createHash } from 'node:crypto';
import { Clock, type AppError, type RequestContext } from '@divan/platform';
import { commit } from '@divan/ledger';
import { leafHash, openNote, parseCheckpoint, verifyEvidence } from '@divan/transparency-log';
import { recomputedRoot } from '../../../../test/support/pull.mjs';
import { AuditLog } from '../audit-log.service';
import type { AuditEventResponse } from '../audit.dto';
import type { AuditFilter } from '../audit.read-model';
import type { AuditEntry } from '..';
import { createAuditWorld, type AuditWorld } from '../audit-world.fake';
import { ExportJobs } from './export.jobs';
import type { ExportFormat } from './export-format';
import { ExportWriter } from './export-writer';
import { ExportRepository, type StoredExport } from './export.repository';
import { ExportsService } from './exports.service';

let world: AuditWorld;
let exportsService: ExportsService;
let writer: ExportWriter;
let dana: RequestContext;

beforeAll(async () => {
  world = await createAuditWorld();
  exportsService = world.app.get(ExportsService);
  writer = world.app.get(ExportWriter);
});
afterAll(() => world.close());
beforeEach(async () => {
  dana = await world.member();
});

const contentOf = async (id: string): Promise<string> => {
  const { content, item } = await exportsService.download(dana, id);
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  expect(bytes.length).toBe(item.bytes);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(item.sha256);
  return bytes.toString('utf8');
};
const made = async (format: ExportFormat, filter: AuditFilter = {}): Promise<StoredExport> => {
  const { id } = await exportsService.request(dana, format, filter);
  expect(await writer.write(dana, id)).toBeNull();
  return exportsService.get(dana, id);
};
const many = (count: number, name = 'n'): Promise<void> =>
  world.note(dana, ...Array.from({ length: count }, (_, i) => `${name}${i}`));
const kinds = async (): Promise<string[]> =>
  (await world.app.get(AuditLog).list(dana, { kind: 'audit.' }, 50)).items.map(({ kind }) => kind);

type Line = AuditEventResponse & {
  leafHashes?: { from: number; to: number; hashes: string[] };
  checkpoint?: { note: string; root: string; size: number; vkey: string };
};

/** What anybody can do with the file alone: open the commitments, find every entry among the leaves, recompute the root. */
function verifyOffline(text: string): AuditEventResponse[] {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const hashes: string[] = [];
  for (const { leafHashes } of lines.filter((line) => line.leafHashes)) {
    expect(leafHashes!.from).toBe(hashes.length);
    hashes.push(...leafHashes!.hashes);
    expect(leafHashes!.to).toBe(hashes.length);
  }
  const { checkpoint } = lines.at(-1)!;
  expect(parseCheckpoint(openNote(checkpoint!.note, [checkpoint!.vkey]).text).size).toBe(hashes.length);
  expect(recomputedRoot(hashes).toString('base64')).toBe(checkpoint!.root);
  const events = lines.filter((line) => line.kind);
  for (const event of events) {
    const entry = Buffer.from(event.entry!, 'base64');
    expect(Buffer.from(leafHash(entry)).toString('base64')).toBe(hashes[event.leafIndex!]);
    const { commitments, id } = JSON.parse(entry.toString('utf8')) as AuditEntry;
    expect(id).toBe(event.id);
    expect(commitments.detail).toBe(commit(Buffer.from(event.salt!, 'base64'), JSON.stringify(event.detail)));
  }
  return events;
}

describe('an export', () => {
  it('as NDJSON can be verified by whoever has the file, also when it is a selection', async () => {
    await many(2_050);
    await world.integrate(dana);
    const all = await made('ndjson');
    expect(all).toMatchObject({ state: 'done', rows: 2_050, treeSize: 2_050, nextLeaf: 2_050, chunks: 3 });
    expect(verifyOffline(await contentOf(all.id)).map(({ leafIndex }) => leafIndex)).toEqual(
      Array.from({ length: 2_050 }, (_, i) => i),
    );
    const text = await contentOf(all.id);
    const vkey = /"vkey":"([^"]+)"/.exec(text)![1]!;
    const judged = async (content: string) =>
      verifyEvidence({ vkeys: [vkey], files: [{ name: 'export.ndjson', read: () => Buffer.from(content) }] });
    expect((await judged(text)).verified).toBe(true);
    for (const [from, to] of [
      ['"text":"n1234"', '"text":"n1235"'],
      ['"outcome":"success"', '"outcome":"refused"'],
      ['"name":"Dana Reyes"', '"name":"Dana Bates"'],
      ['"leafIndex":77,', '"leafIndex":78,'],
    ] as const)
      expect([from, (await judged(text.replace(from, to))).verified]).toEqual([from, false]);
    const some = await made('ndjson', { q: 'n77' });
    const found = verifyOffline(await contentOf(some.id)).map(({ detail }) => detail!['text']);
    expect(found).toContain('n77');
    expect(found).toEqual(found.filter((text) => String(text).startsWith('n77')));
  });

  it('as CSV has one record for each event, in UTF-8 with its mark, and no formula', async () => {
    const omid = { ...dana, actor: { ...dana.actor, name: '=cmd|calc' } };
    await world.write(omid, [
      { object: { type: 'thing', id: 'a,b' }, reason: 'پل "بسته" است\nامروز', detail: { text: 'x' } },
    ]);
    await world.integrate(dana);
    const text = await contentOf((await made('csv', { actorId: dana.actor.id, q: 'پل' })).id);
    expect(text.startsWith('\ufeffleafIndex,occurredAt,kind,')).toBe(true);
    expect(text).toContain(`,'=cmd|calc,thing,"a,b",success,"پل ""بسته"" است\nامروز",`);
    expect(text.endsWith('\r\n')).toBe(true);
  });

  it('is of the moment at which it was asked for', async () => {
    await many(3);
    await world.integrate(dana);
    const { id } = await exportsService.request(dana, 'ndjson', {});
    await many(5, 'later');
    await world.integrate(dana);
    await writer.write(dana, id);
    expect(verifyOffline(await contentOf(id))).toHaveLength(3);
  });

  it('of an empty log is an empty one', async () => {
    expect(await contentOf((await made('ndjson')).id)).toBe('{"checkpoint":null}\n');
    expect((await contentOf((await made('csv')).id)).split('\r\n')).toHaveLength(2);
  });

  it('has everything once, however often its worker is killed, and with two at it', async () => {
    await many(2_500);
    await world.integrate(dana);
    const { id } = await exportsService.request(dana, 'ndjson', {});
    // One that stops after each stretch, and one that ends in the middle of a stretch.
    vi.spyOn((writer as unknown as { logger: { error(): void } }).logger, 'error').mockImplementation(() => undefined);
    const stopped = AbortSignal.abort();
    await writer.write(dana, id, stopped);
    const repository = world.app.get(ExportRepository);
    const cut = vi.spyOn(repository, 'save').mockRejectedValueOnce(new Error('killed after the chunk was written'));
    expect(await writer.write(dana, id)).toBeInstanceOf(Date);
    cut.mockRestore();
    expect(await exportsService.get(dana, id)).toMatchObject({ state: 'running', nextLeaf: 1_000, failures: 1 });
    await writer.write(dana, id, stopped);
    await Promise.all([writer.write(dana, id), writer.write(dana, id)]);
    // Whoever found the other one ahead stopped; the rest is for whoever comes next.
    await writer.write(dana, id);
    expect(await exportsService.get(dana, id)).toMatchObject({ state: 'done', rows: 2_500, chunks: 3 });
    expect(verifyOffline(await contentOf(id))).toHaveLength(2_500);
  });

  it('is taken up again when its worker gives no sign of life', async () => {
    await many(1);
    await world.integrate(dana);
    const { id } = await exportsService.request(dana, 'csv', {});
    const jobs = (): Promise<unknown[]> =>
      world.db.ownerQuery(`SELECT FROM graphile_worker.jobs WHERE key = $1`, [`audit.write-export:${id}`]);
    await world.db.ownerQuery(`DELETE FROM graphile_worker._private_jobs WHERE key = $1`, [`audit.write-export:${id}`]);
    await world.app.get(ExportJobs).resumeExports();
    expect(await jobs()).toHaveLength(0);
    const later = vi.spyOn(world.app.get(Clock), 'now').mockReturnValue(new Date(Date.now() + 61_000));
    await world.app.get(ExportJobs).resumeExports();
    later.mockRestore();
    expect(await jobs()).toHaveLength(1);
  });

  it('that fails again and again is given up, and says so', async () => {
    await many(1);
    await world.integrate(dana);
    const { id } = await exportsService.request(dana, 'csv', {});
    const broken = vi.spyOn(world.app.get(ExportRepository), 'addChunk').mockRejectedValue(new Error('disk full'));
    vi.spyOn((writer as unknown as { logger: { error(): void } }).logger, 'error').mockImplementation(() => undefined);
    let again: Date | null = new Date();
    for (let i = 0; i < 20 && again; i += 1) again = await writer.write(dana, id);
    broken.mockRestore();
    expect(await exportsService.get(dana, id)).toMatchObject({ state: 'failed', error: expect.any(String) as string });
    expect(await kinds()).toContain('audit.export-failed');
    await expect(exportsService.download(dana, id)).rejects.toMatchObject({ status: 409 });
  });

  it('can be cancelled while it is written, removed afterwards, and expires by itself', async () => {
    await many(1_500);
    await world.integrate(dana);
    const { id } = await exportsService.request(dana, 'csv', {});
    await writer.write(dana, id, AbortSignal.abort());
    await exportsService.cancelOrRemove(dana, id);
    await writer.write(dana, id);
    expect(await exportsService.get(dana, id)).toMatchObject({ state: 'cancelled', nextLeaf: 1_000 });
    expect(await world.db.ownerQuery('SELECT FROM audit_export_chunks WHERE export_id = $1', [id])).toEqual([]);
    await exportsService.cancelOrRemove(dana, id);
    await expect(exportsService.get(dana, id)).rejects.toMatchObject({ status: 404 });

    const done = await made('csv');
    await world.app.get(ExportJobs).expireExports();
    expect((await exportsService.get(dana, done.id)).state).toBe('done');
    const later = vi.spyOn(world.app.get(Clock), 'now').mockReturnValue(new Date(Date.now() + 8 * 86_400_000));
    await world.app.get(ExportJobs).expireExports();
    later.mockRestore();
    await expect(exportsService.get(dana, done.id)).rejects.toMatchObject({ status: 404 });
    expect(await kinds()).toEqual([
      'audit.export-removed',
      'audit.export-finished',
      'audit.export-requested',
      'audit.export-removed',
      'audit.export-cancelled',
      'audit.export-requested',
    ]);
  });

  it('is nobody’s of another organization, and not endless in number', async () => {
    const { id } = await made('csv');
    const other = await world.member();
    await expect(exportsService.get(other, id)).rejects.toMatchObject({ status: 404 });
    await expect(exportsService.download(other, id)).rejects.toMatchObject({ status: 404 });
    await expect(exportsService.cancelOrRemove(other, id)).rejects.toMatchObject({ status: 404 });
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => exportsService.request(dana, 'csv', {})));
    const refused = asked
      .filter((result) => result.status === 'rejected')
      .map(({ reason }) => (reason as AppError).code);
    expect(refused).toEqual(Array(3).fill('audit.too_many_exports'));
  });

  it('is written and read a stretch at a time, so that its size costs no memory', async () => {
    await many(3_500);
    await world.integrate(dana);
    const { id } = await made('ndjson');
    const chunks = await world.db.ownerQuery<{ bytes: number }>(
      'SELECT length(content) AS bytes FROM audit_export_chunks WHERE export_id = $1',
      [id],
    );
    expect(chunks).toHaveLength(4);
    const { content, item } = await exportsService.download(dana, id);
    const parts: number[] = [];
    for await (const part of content) parts.push((part as Buffer).length);
    expect(parts.length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...parts)).toBeLessThan(item.bytes / 2);
  });
});
