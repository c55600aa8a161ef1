import { HttpClient } from '@divan/platform';
import { Logger } from '@nestjs/common';
import { RichText } from '@atproto/api';
import fc from 'fast-check';
import type { ChannelAccess, Connector, CredentialsConnect, OutgoingPost } from '../../kit/contract';
import { describeConnector } from '../../kit/contract-test';
import { countBytes, countGraphemes } from '../../kit/text-count';
import { createBlueskyConnector } from './bluesky.connector';
import { ANN, CITY, FakePds } from './fixtures/pds.fake';
import { newTid } from './tid';

// The log is not what is tested here.
Logger.overrideLogger(false);

async function setup() {
  const pds = new FakePds();
  await pds.server.listen();
  const http = new HttpClient({ allowedHosts: [pds.server.host], totalTimeoutMs: 2_000 });
  const connector = createBlueskyConnector(http);
  const account = await (connector.connect as CredentialsConnect).connect({
    handle: `@${CITY.handle}`,
    password: pds.appPassword,
    service: pds.server.origin,
  });
  const access: ChannelAccess = {
    channelId: 'channel',
    remoteId: account.remoteId,
    handle: account.handle,
    credentials: account.credentials,
    settings: account.settings,
    saveCredentials: async (next) => {
      access.credentials = next;
    },
  };
  const close = async () => {
    await http.close();
    await pds.server.close();
  };
  return { pds, http, connector, account, access, close };
}

describeConnector('Bluesky', async () => {
  const { pds, connector, access, close } = await setup();
  return {
    connector,
    access,
    posts: () => [...pds.records.values()].map(({ value }) => value.text),
    breakNextPublish: (fault) => (pds.server.fault = fault),
    mention: (text) => pds.mention(text),
    stop: () => pds.server.close(),
    close,
  };
});

describe('Bluesky', () => {
  let fake: Awaited<ReturnType<typeof setup>>;
  let connector: Required<Connector>;
  beforeEach(async () => {
    fake = await setup();
    connector = fake.connector as Required<Connector>;
  });
  afterEach(() => fake.close());

  const send = async (post: Partial<OutgoingPost>) => {
    const whole = { text: '', media: [], ...post };
    const outcome = await connector.publish.publish(fake.access, whole, connector.publish.prepare(whole));
    return { outcome, record: [...fake.pds.records.values()].at(-1)?.value };
  };

  it('connects, keeping the password out of the settings', () => {
    expect(fake.account).toMatchObject({ remoteId: CITY.did, handle: CITY.handle, displayName: 'City of Rivertown' });
    expect(JSON.stringify(fake.account.settings)).not.toContain(fake.pds.appPassword);
  });

  it.each([
    [{ password: 'wrong' }, 'auth_expired'],
    [{ service: 'https://169.254.169.254' }, 'rejected'],
    [{ service: 'http://example.org' }, 'rejected'],
    [{ service: 'https://%%%' }, 'rejected'],
    [{ handle: ' ' }, 'rejected'],
  ])('does not connect with %j', async (input, kind) => {
    const connect = connector.connect as CredentialsConnect;
    const given = { handle: CITY.handle, password: fake.pds.appPassword, service: fake.pds.server.origin, ...input };
    await expect(connect.connect(given)).rejects.toMatchObject({ kind });
  });

  it('marks links, mentions and tags by their bytes, and leaves unknown names alone', async () => {
    const text = '🌉 پل: @ann.test @nobody.test #پل https://rivertown.example/é.';
    const { record, outcome } = await send({ text, language: 'fa' });
    const bytes = Buffer.from(text);
    const facets = record?.['facets'] as {
      index: { byteStart: number; byteEnd: number };
      features: Record<string, string>[];
    }[];
    const marked = facets.map(({ index, features }) => [
      bytes.subarray(index.byteStart, index.byteEnd).toString(),
      features[0],
    ]);
    expect(marked).toEqual([
      ['@ann.test', { $type: 'app.bsky.richtext.facet#mention', did: ANN.did }],
      ['#پل', { $type: 'app.bsky.richtext.facet#tag', tag: 'پل' }],
      ['https://rivertown.example/é', { $type: 'app.bsky.richtext.facet#link', uri: 'https://rivertown.example/é' }],
    ]);
    expect(record).toMatchObject({ langs: ['fa'] });
    expect(outcome).toMatchObject({
      url: expect.stringMatching(/^https:\/\/bsky\.app\/profile\/rivertown\.example\/post\/[2-7a-z]{13}$/),
    });
  });

  it('attaches images with their description and shape', async () => {
    const image = {
      mediaType: 'image/jpeg',
      byteLength: 3,
      width: 4,
      height: 3,
      altText: 'A map',
      fileName: 'm.jpg',
      load: async () => new Uint8Array(3),
    };
    const { record } = await send({ text: 'Map', media: [image, image] });
    expect(fake.pds.blobs).toEqual([
      { type: 'image/jpeg', size: 3 },
      { type: 'image/jpeg', size: 3 },
    ]);
    expect(record?.['embed']).toMatchObject({
      $type: 'app.bsky.embed.images',
      images: [
        { alt: 'A map', aspectRatio: { width: 4, height: 3 }, image: { ref: { $link: 'blob-1' } } },
        { image: { ref: { $link: 'blob-2' } } },
      ],
    });
  });

  it('answers with the root and the parent of the thread', async () => {
    const root = { uri: 'at://root', cid: 'r' };
    fake.pds.notify('reply', {
      text: 'Which block?',
      createdAt: 'x',
      reply: { root, parent: { uri: 'at://parent', cid: 'p' } },
    });
    const [item] = (await connector.inbox.poll(fake.access, null)).items;
    expect(item).toMatchObject({
      kind: 'comment',
      conversation: { remoteId: 'at://root', ref: root },
      inReplyToRemoteId: 'at://parent',
    });
    const { record } = await send({ text: 'Main St.', replyTo: { root, parent: item!.remoteRef } });
    expect(record?.['reply']).toEqual({ root, parent: item!.remoteRef });
  });

  it('reads likes and reposts, also by way of a repost, and skips followers and what it cannot read', async () => {
    const subject = { uri: 'at://ours', cid: 'o' };
    for (const reason of ['like', 'like-via-repost', 'repost', 'follow']) fake.pds.notify(reason, { subject });
    fake.pds.notifications.unshift({ at: '2027', text: '{"uri": 5}' });
    const { items } = await connector.inbox.poll(fake.access, null);
    expect(items.map(({ kind, reaction }) => [kind, reaction?.name, reaction?.targetRemoteId])).toEqual([
      ['reaction', 'like', 'at://ours'],
      ['reaction', 'like', 'at://ours'],
      ['reaction', 'repost', 'at://ours'],
    ]);
  });

  it('takes a message whose author’s clock is late, and ties, exactly once', async () => {
    fake.pds.mention('one');
    const first = await connector.inbox.poll(fake.access, null);
    fake.pds.notify('mention', { text: 'from the past', createdAt: 'x' }, '2020-01-01T00:00:00.000Z');
    fake.pds.notify('mention', { text: 'tie', createdAt: 'x' }, fake.pds.notifications[0]?.at);
    const second = await connector.inbox.poll(fake.access, first.cursor);
    expect(second.items.map(({ text }) => text).sort()).toEqual(['from the past', 'tie']);
    expect((await connector.inbox.poll(fake.access, second.cursor)).items).toEqual([]);
  });

  it('reads about a hundred at the first poll, and an absence of thousands in several', async () => {
    for (let n = 0; n < 250; n++) fake.pds.mention(`old ${n}`);
    let result = await connector.inbox.poll(fake.access, null);
    expect(result).toMatchObject({ more: false, items: { length: 100 } });
    for (let n = 0; n < 2_345; n++) fake.pds.mention(`new ${n}`);
    const texts: string[] = [];
    do {
      result = await connector.inbox.poll(fake.access, result.cursor);
      texts.push(...result.items.map(({ text }) => text));
    } while (result.more);
    expect(new Set(texts)).toEqual(new Set(Array.from({ length: 2_345 }, (_, n) => `new ${n}`)));
    expect(texts).toHaveLength(2_345);
    expect(Buffer.byteLength(result.cursor ?? '')).toBeLessThan(8_000);
    expect((await connector.inbox.poll(fake.access, result.cursor)).items).toEqual([]);
  });

  it('renews an expired session once for all who wait, and stores it', async () => {
    fake.pds.accessJwt = 'moved on';
    const [a, b] = await Promise.all([
      connector.inbox.poll(fake.access, null),
      connector.inbox.poll(fake.access, null),
    ]);
    expect([a.items, b.items]).toEqual([[], []]);
    expect(fake.pds.server.requests.filter(({ path }) => path.endsWith('refreshSession'))).toHaveLength(1);
    expect(fake.access.credentials['accessJwt']).toBe(fake.pds.accessJwt);
  });

  it('signs in again with the app password, and says so when that is gone too', async () => {
    fake.pds.accessJwt = fake.pds.refreshJwt = 'moved on';
    await connector.inbox.poll(fake.access, null);
    expect(fake.access.credentials['refreshJwt']).toBe(fake.pds.refreshJwt);
    fake.pds.accessJwt = fake.pds.refreshJwt = fake.pds.appPassword = 'revoked';
    await expect(connector.inbox.poll(fake.access, null)).rejects.toMatchObject({ kind: 'auth_expired' });
  });

  it('does not call another post with the same key its own', async () => {
    const handle = connector.publish.prepare({ text: 'a', media: [] });
    await connector.publish.publish(fake.access, { text: 'a', media: [] }, handle);
    const outcome = await connector.publish.reconcile(fake.access, { text: 'b', media: [] }, handle);
    expect(outcome).toMatchObject({ state: 'rejected', code: 'record_key_taken' });
  });

  it('may be sent again when the key is free', async () => {
    const post = { text: 'a', media: [] };
    expect(await connector.publish.reconcile(fake.access, post, connector.publish.prepare(post))).toEqual({
      state: 'not_found',
      resendSafe: true,
    });
  });

  it('counts as the network counts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const rich = new RichText({ text });
        expect([countGraphemes(text), countBytes(text)]).toEqual([rich.graphemeLength, rich.length]);
      }),
    );
  });

  it('makes record keys that sort by time and never repeat', () => {
    const keys = Array.from({ length: 1_000 }, () => newTid(new Date('2026-10-01T00:00:00Z')));
    expect([...keys].sort()).toEqual(keys);
    expect(keys.every((key) => /^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/.test(key))).toBe(true);
  });
});
