import { createHash } from 'node:crypto';
import { decisionMade, type DecisionMade } from '@divan/approvals';
import { messageReceived, type MessageReceived, replySent, type ReplySent } from '@divan/inbox';
import { canonicalJson, commit, LedgerIntegrator } from '@divan/ledger';
import { Config, DomainEvents, type EventKind, newId, PlatformModule, type RequestContext } from '@divan/platform';
import { publicationPublished, type PublicationPublished } from '@divan/publishing';
import { leafHash, rootHash } from '@divan/transparency-log';
import { Test, type TestingModule } from '@nestjs/testing';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { testEnvironment } from '../../../test/support/environment';
import { toPulledPage, toRecordResponse } from './archive.dto';
import { ArchiveModule } from './archive.module';
import { ArchiveService, type PulledPage } from './archive.service';
import type { StoredRecord } from './record';

let test: TestDatabase;
let app: TestingModule;
let archive: ArchiveService;
let events: DomainEvents;
let integrator: LedgerIntegrator;

beforeAll(async () => {
  test = await createTestDatabase();
  const config = new Config(testEnvironment(test.url));
  app = await Test.createTestingModule({
    imports: [PlatformModule.forRoot({ process: 'command', config }), ArchiveModule],
  }).compile();
  app.useLogger(false);
  await app.init();
  archive = app.get(ArchiveService);
  events = app.get(DomainEvents);
  integrator = app.get(LedgerIntegrator, { strict: false });
});
afterAll(async () => {
  await app?.close();
  await test?.close();
});

/** As a network might write it: odd spacing, escapes, a repeated key, a number beyond doubles, Persian. */
const PAYLOAD = '{ "id": "1","text":"\\u0633لام",  "n": 12345678901234567890.10, "n": 1 }\n';

function message(more: Partial<MessageReceived> = {}): MessageReceived {
  return {
    messageId: newId(),
    conversationId: newId(),
    channelId: newId(),
    network: 'fake',
    channelHandle: '@city',
    contactId: newId(),
    identityId: newId(),
    kind: 'mention',
    text: 'سلام، پل باز است؟',
    language: 'fa',
    author: {
      remoteId: 'did:1',
      handle: '@neda',
      displayName: 'Neda',
      avatarUrl: null,
      profileUrl: 'https://fake.example/@neda',
    },
    media: [{ url: 'https://fake.example/1.png', mediaType: 'image/png', altText: 'A bridge' }],
    url: 'https://fake.example/1',
    remoteId: newId(),
    threadRemoteId: 'thread',
    inReplyToRemoteId: null,
    reaction: null,
    edited: false,
    sentAt: '2026-11-22T09:00:00.000Z',
    receivedAt: '2026-11-22T09:00:01.000Z',
    payload: PAYLOAD,
    ...more,
  };
}

const publish = <T>(ctx: RequestContext, kind: EventKind<T>, items: T[]): Promise<void> =>
  test.database.transaction(ctx, (tx) => events.publish(tx, ctx, kind, items));

async function pullAll(
  ctx: RequestContext,
  limit = 7,
): Promise<{ pages: PulledPage[]; records: StoredRecord[]; hashes: Uint8Array[] }> {
  const pages: PulledPage[] = [];
  for (let after = -1; ;) {
    const page = await archive.pullRecords(ctx, after, limit);
    expect(page.leafHashes.from).toBe(after + 1);
    expect(page.leafHashes.hashes).toHaveLength(page.nextAfter - after);
    pages.push(page);
    after = page.nextAfter;
    if (!page.checkpoint || after === page.checkpoint.size - 1) break;
  }
  return {
    pages,
    records: pages.flatMap((page) => page.items),
    hashes: pages.flatMap((page) => page.leafHashes.hashes),
  };
}

describe('a record', () => {
  it('keeps the payload byte for byte, and its leaf commits to it', async () => {
    const { ctx } = await test.organization();
    await publish(ctx, messageReceived, [message()]);
    await integrator.integrate(ctx.organizationId);
    const [record] = (await pullAll(ctx)).records;
    const { bytes } = await archive.readPayload(ctx, record!.id);
    expect(bytes.equals(Buffer.from(PAYLOAD))).toBe(true);
    expect(Buffer.from(leafHash(record!.entry)).equals(record!.leafHash)).toBe(true);
    const entry = JSON.parse(record!.entry.toString()) as { commitments: { payload: string; activity: string } };
    const salt = record!.content!.salt;
    expect(entry.commitments).toEqual({
      payload: commit(salt, bytes),
      activity: commit(salt, record!.content!.activityJson),
    });
    expect(record!.entry.toString()).not.toMatch(/Neda|neda|سلام/);
    const response = toRecordResponse(record!);
    expect(commit(salt, canonicalJson(response.activity))).toBe(entry.commitments.activity);
    expect(response.payload).toEqual({
      sha256: createHash('sha256').update(PAYLOAD).digest('hex'),
      bytes: Buffer.byteLength(PAYLOAD),
      mediaType: 'application/json',
    });
    expect(response).toMatchObject({
      class: 'inbound_message',
      author: { name: 'Neda', handle: '@neda' },
      activity: {
        type: 'Create',
        actor: { type: 'Person', name: 'Neda' },
        object: { type: 'Note', contentMap: { fa: 'سلام، پل باز است؟' } },
      },
      media: [{ sha256: null, altText: 'A bridge', url: 'https://fake.example/1.png' }],
    });
  });

  it('is made of every class of event', async () => {
    const { ctx } = await test.organization();
    const base = message();
    const reply: ReplySent = {
      messageId: newId(),
      conversationId: newId(),
      channelId: newId(),
      network: 'fake',
      channelHandle: '@city',
      contactId: newId(),
      kind: 'mention',
      text: 'Yes.',
      author: { memberId: newId(), name: 'Sara' },
      remoteId: 'r',
      threadRemoteId: 'thread',
      inReplyToRemoteId: '1',
      url: null,
      sentAt: base.sentAt,
      payload: '{"r":1}',
    };
    const publication: PublicationPublished = {
      publicationId: newId(),
      postId: newId(),
      channelId: newId(),
      attempt: 1,
      network: 'fake',
      channelHandle: '@city',
      author: { id: newId(), name: 'Paria' },
      remoteId: 'p',
      remoteRef: {},
      url: 'https://fake.example/p',
      text: 'Closed.',
      media: [{ sha256: 'a'.repeat(64), mediaType: 'image/png', altText: 'A bridge', bytes: 9 }],
      payload: '{"p":1}',
      publishedAt: base.sentAt,
    };
    const decision: DecisionMade = {
      decisionId: newId(),
      requestId: newId(),
      postId: newId(),
      contentHash: 'b'.repeat(64),
      content: '{"version":1}',
      decision: 'approve',
      comment: null,
      decidedBy: { id: newId(), name: 'Lena' },
      decidedAt: base.sentAt,
    };
    await publish(ctx, messageReceived, [
      { ...base, reaction: { name: 'like', targetRemoteId: 't' }, kind: 'reaction' },
    ]);
    await publish(ctx, replySent, [reply]);
    await publish(ctx, publicationPublished, [publication]);
    await publish(ctx, decisionMade, [decision]);
    await integrator.integrate(ctx.organizationId);
    const { records } = await pullAll(ctx);
    expect(records.map((record) => [record.class, JSON.parse(record.content!.activityJson).type])).toEqual([
      ['reaction', 'Like'],
      ['outbound_reply', 'Create'],
      ['outbound_post', 'Create'],
      ['approval_decision', 'Accept'],
    ]);
    expect(records[2]!.media).toMatchObject([{ sha256: 'a'.repeat(64), altText: 'A bridge', bytes: 9 }]);
  });

  it('of an edit is a new version, also within one batch', async () => {
    const { ctx } = await test.organization();
    const first = message();
    await publish(ctx, messageReceived, [first, { ...first, edited: true, payload: '2' }]);
    await publish(ctx, messageReceived, [{ ...first, edited: true, payload: '3' }]);
    await integrator.integrate(ctx.organizationId);
    const { records } = await pullAll(ctx);
    expect(records.map((record) => JSON.parse(record.entry.toString()).subjectVersion)).toEqual([1, 2, 3]);
  });

  it('is taken whatever a citizen writes', async () => {
    const { ctx } = await test.organization();
    const nasty = message({ text: 'half \ud83d a pair \u0000 and a NUL', remoteId: 'x\ud800' });
    await publish(ctx, messageReceived, [nasty]);
    await integrator.integrate(ctx.organizationId);
    expect((await pullAll(ctx)).records[0]!.content!.activityJson).toContain('half \ufffd a pair');
  });

  it('cannot be changed or removed, while its content can be destroyed and the log still verifies', async () => {
    const { ctx } = await test.organization();
    await publish(ctx, messageReceived, [message()]);
    await integrator.integrate(ctx.organizationId);
    for (const sql of ['UPDATE records SET network = NULL', 'DELETE FROM records', 'TRUNCATE records CASCADE']) {
      await expect(test.database.transaction(ctx, (tx) => tx.execute(sql))).rejects.toThrow();
    }
    await test.database.transaction(ctx, (tx) => tx.execute('DELETE FROM record_contents'));
    const { records, hashes, pages } = await pullAll(ctx);
    expect(records[0]!.content).toBeNull();
    expect(Buffer.from(rootHash(hashes)).equals(pages.at(-1)!.checkpoint!.root)).toBe(true);
    await expect(archive.readPayload(ctx, records[0]!.id)).rejects.toMatchObject({ status: 410 });
  });

  it('is of its organization only', async () => {
    const { ctx } = await test.organization();
    const { ctx: other } = await test.organization('Another city');
    await publish(ctx, messageReceived, [message()]);
    await integrator.integrate(ctx.organizationId);
    const [record] = (await pullAll(ctx)).records;
    await expect(archive.getRecord(other, record!.id)).rejects.toMatchObject({ status: 404 });
    await expect(archive.readPayload(other, record!.id)).rejects.toMatchObject({ status: 404 });
    expect((await archive.pullRecords(other, -1, 10)).items).toEqual([]);
    for (const table of ['records', 'record_contents', 'record_media']) {
      expect(await test.database.read(other, (tx) => tx.query(`SELECT 1 FROM ${table}`))).toEqual([]);
    }
  });
});

describe('the pull', () => {
  it('answers before anything is signed', async () => {
    const { ctx } = await test.organization();
    expect(toPulledPage(await archive.pullRecords(ctx, -1, 10))).toEqual({
      items: [],
      nextAfter: -1,
      leafHashes: { from: 0, to: -1, hashes: [] },
      checkpoint: null,
    });
  });

  it('is gap-free while many write at once, and its hashes give the checkpoint’s root', async () => {
    const { ctx } = await test.organization();
    const ids: string[] = [];
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let round = 0; round < 15; round++) {
          const items = Array.from({ length: 1 + (round % 4) }, () => message());
          ids.push(...items.map((item) => item.messageId));
          await publish(ctx, messageReceived, items);
        }
      }),
    ).finally(() => (writing = false));
    const seen: StoredRecord[] = [];
    const hashes: Uint8Array[] = [];
    let after = -1;
    for (;;) {
      const done = !writing;
      await integrator.integrate(ctx.organizationId);
      const page = await archive.pullRecords(ctx, after, 5);
      seen.push(...page.items);
      hashes.push(...page.leafHashes.hashes);
      after = page.nextAfter;
      // Every page that reaches its checkpoint's end proves everything up to there.
      if (page.checkpoint && after === page.checkpoint.size - 1) {
        expect(Buffer.from(rootHash(hashes)).equals(page.checkpoint.root)).toBe(true);
        if (done && page.items.length === 0) break;
      }
    }
    await writers;
    const subjects = seen.map((record) => (JSON.parse(record.entry.toString()) as { subjectId: string }).subjectId);
    expect(new Set(subjects)).toEqual(new Set(ids));
    expect(subjects).toHaveLength(ids.length);
    for (const record of seen) expect(Buffer.from(hashes[record.leafIndex]!).equals(record.leafHash)).toBe(true);
  });

  it('is audited by the page, and a page without records is not', async () => {
    const { ctx } = await test.organization();
    await publish(
      ctx,
      messageReceived,
      Array.from({ length: 12 }, () => message()),
    );
    await integrator.integrate(ctx.organizationId);
    await pullAll(ctx, 5);
    await integrator.integrate(ctx.organizationId);
    await archive.pullRecords(ctx, 11, 5);
    const rows = await test.database.read(ctx, (tx) =>
      tx.query(`SELECT 1 FROM audit_events WHERE kind = 'archive.records-pulled'`),
    );
    expect(rows).toHaveLength(3);
  });

  it('reads newest first for the screen', async () => {
    const { ctx } = await test.organization();
    await publish(
      ctx,
      messageReceived,
      Array.from({ length: 5 }, () => message()),
    );
    await integrator.integrate(ctx.organizationId);
    const newest = await archive.listRecords(ctx, null, 2);
    expect(newest.map((record) => record.leafIndex)).toEqual([4, 3]);
    expect((await archive.listRecords(ctx, 3, 10)).map((record) => record.leafIndex)).toEqual([2, 1, 0]);
  });

  it('captures thousands a second', async () => {
    const { ctx } = await test.organization();
    await publish(ctx, messageReceived, [message()]);
    const items = Array.from({ length: 2000 }, () => message({ payload: PAYLOAD.repeat(10) }));
    const start = performance.now();
    for (let at = 0; at < items.length; at += 200) await publish(ctx, messageReceived, items.slice(at, at + 200));
    const perSecond = items.length / ((performance.now() - start) / 1000);
    // Far below what a quiet machine does, so that a busy one passes; one by one would be a tenth of it.
    expect(perSecond).toBeGreaterThan(500);
  });
});
