import { HttpClient } from '@divan/platform';
import { Logger } from '@nestjs/common';
import type { ChannelAccess, Connector, OAuthConnect, OutgoingMedia, OutgoingPost } from '../../kit/contract';
import { describeConnector } from '../../kit/contract-test';
import { createMastodonConnector } from './mastodon.connector';
import { comparable, countableText, loadHtmlToText, withMention } from './mastodon.text';
import { CITY, FakeInstance, type Dialect } from './fixtures/instance.fake';

// The log is not what is tested here.
Logger.overrideLogger(false);

const REDIRECT = 'http://127.0.0.1:8080/settings/channels/authorized';

async function setup(dialect: Dialect) {
  const instance = new FakeInstance(dialect);
  await instance.server.listen();
  const http = new HttpClient({ allowedHosts: [instance.server.host], totalTimeoutMs: 2_000 });
  const connector = createMastodonConnector(http) as Required<Connector>;
  const oauth = connector.connect as OAuthConnect;
  const begun = await oauth.begin({
    settings: { instance: `${instance.server.origin}/` },
    redirectUri: REDIRECT,
    state: 'state',
  });
  const account = await oauth.complete({ pending: begun.pending, code: 'code', redirectUri: REDIRECT });
  const access: ChannelAccess = { channelId: 'channel', ...account, saveCredentials: async () => undefined };
  const close = async () => {
    await http.close();
    await instance.server.close();
  };
  return { instance, connector, oauth, begun, account, access, close };
}

/** Software that ignores the idempotency key cannot be asked to honour it. */
for (const dialect of ['mastodon'] as const) {
  describeConnector(`Mastodon (${dialect})`, async () => {
    const { instance, connector, access, close } = await setup(dialect);
    return {
      connector,
      access,
      posts: () => instance.own().map(({ text }) => text),
      breakNextPublish: (fault) => (instance.server.fault = fault),
      mention: (text) => instance.mention(text),
      stop: () => instance.server.close(),
      close,
    };
  });
}

describe.each(['mastodon', 'small'] as const)('%s', (dialect) => {
  let fake: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    fake = await setup(dialect);
  });
  afterEach(() => fake.close());

  const send = async (post: Partial<OutgoingPost>) => {
    const whole = { text: '', media: [], ...post };
    const outcome = await fake.connector.publish.publish(fake.access, whole, fake.connector.publish.prepare(whole));
    return { outcome, status: fake.instance.own().at(-1) };
  };
  const poll = async (cursor: string | null = null) => fake.connector.inbox.poll(fake.access, cursor);

  it('connects by OAuth, with PKCE where it is offered', () => {
    const url = new URL(fake.begun.authorizationUrl);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'client',
      redirect_uri: REDIRECT,
      state: 'state',
    });
    expect(url.searchParams.get('code_challenge_method')).toBe(dialect === 'mastodon' ? 'S256' : null);
    const { host } = fake.instance.server;
    expect(fake.account).toMatchObject({
      remoteId: `1@${host}`,
      handle: `city@${host}`,
      displayName: CITY.display_name,
    });
    expect(JSON.stringify(fake.account.settings)).not.toContain('token');
  });

  it.each([
    ['', 'field_invalid'],
    ['http://example.org', 'address_refused'],
    ['https://127.0.0.1', 'address_refused'],
    ['https://[::ffff:10.0.0.1]', 'address_refused'],
  ])('does not connect to %j', async (instance, code) => {
    await expect(fake.oauth.begin({ settings: { instance }, redirectUri: REDIRECT, state: 's' })).rejects.toMatchObject(
      { kind: 'rejected', code },
    );
  });

  it('tells a code that is not valid', async () => {
    const complete = fake.oauth.complete({ pending: fake.begun.pending, code: 'wrong', redirectUri: REDIRECT });
    await expect(complete).rejects.toMatchObject({ kind: 'rejected', detail: 'The code is not valid.' });
  });

  it('reads the limits of the instance', async () => {
    const limits = await fake.connector.publish.limits(fake.access);
    expect(limits.text).toEqual({ max: dialect === 'mastodon' ? 640 : 5_000, unit: 'characters', urlLength: 23 });
    expect(limits.media.types).toEqual(expect.arrayContaining(['image/png']));
    expect(limits.media.types).not.toContain('video/mp4');
  });

  it('uploads files with their description and waits until they are processed', async () => {
    fake.instance.processingRounds = 1;
    const image: OutgoingMedia = {
      mediaType: 'image/png',
      byteLength: 3,
      width: 1,
      height: 1,
      altText: 'A map',
      fileName: 'm.png',
      load: async () => new Uint8Array(3),
    };
    const { status } = await send({ text: 'Map', media: [image] });
    expect(status?.media_attachments).toEqual([{ id: 'media-1' }]);
    expect(fake.instance.uploads[0]).toContain('A map');
  });

  it('reads messages of every kind, as text, in their threads', async () => {
    const ours = fake.instance.status({ text: 'Bridge closed' });
    const html =
      '<span class="h-card"><a href="https://fake/@city" class="u-url mention">@<span>city</span></a></span> see <a href="https://rivertown.example/a?b=1&amp;c=2"><span class="invisible">https://</span><span class="ellipsis">rivertown…</span></a><br>now</p><p>Thanks &lt;3';
    fake.instance.mention(html, { in_reply_to_id: ours.id, in_reply_to_account_id: '1' });
    const asked = [...fake.instance.statuses.values()].at(-1)!;
    const ourReply = fake.instance.status({ in_reply_to_id: asked.id, visibility: 'direct' });
    fake.instance.mention('private', { visibility: 'direct', in_reply_to_id: ourReply.id, spoiler_text: 'Health' });
    fake.instance.mention('hello', {
      media_attachments: [{ id: '1', type: 'image', url: 'https://x/a.PNG?s=1', description: 'A hole' }],
    });
    fake.instance.notify('favourite', ours);
    fake.instance.notify('reblog', ours);
    fake.instance.notify('follow', null);
    fake.instance.notify('mention', { id: 5 });
    const { items } = await poll();
    expect(items.map(({ kind, text, conversation }) => [kind, text, conversation.remoteId])).toEqual([
      ['comment', '@city see https://rivertown.example/a?b=1&c=2\nnow\n\nThanks <3', ours.id],
      ['direct_message', 'Health\n\nprivate', ours.id],
      ['mention', 'hello', expect.any(String)],
      ['reaction', '', ours.id],
      ['reaction', '', ours.id],
    ]);
    expect(items[2]?.media).toEqual([{ url: 'https://x/a.PNG?s=1', mediaType: 'image/png', altText: 'A hole' }]);
    expect(items.slice(3).map(({ reaction }) => reaction)).toEqual([
      { name: 'favourite', targetRemoteId: ours.id },
      { name: 'reblog', targetRemoteId: ours.id },
    ]);
    expect(items[0]?.author).toMatchObject({ remoteId: 'ann@far.example', displayName: 'ann@far.example' });
  });

  it('answers a direct message directly, naming the person', async () => {
    fake.instance.mention('private', { visibility: 'direct' });
    const [item] = (await poll()).items;
    const replyTo = { root: item!.conversation.ref, parent: item!.remoteRef };
    const { status, outcome } = await send({
      text: 'We will call you.',
      replyTo,
      mentionHandle: item!.author.handle,
      visibility: 'public',
    });
    expect(status).toMatchObject({
      text: '@ann@far.example We will call you.',
      visibility: 'direct',
      in_reply_to_id: item!.remoteId,
    });
    expect(outcome).toMatchObject({ state: 'published', remoteRef: { id: status?.id, visibility: 'direct' } });
  });

  it('may be sent again only where a second post is impossible', async () => {
    const post = { text: 'a', media: [] };
    const { publish } = fake.connector;
    const fresh = publish.prepare(post);
    expect(await publish.reconcile(fake.access, post, fresh)).toEqual({
      state: 'not_found',
      resendSafe: dialect === 'mastodon',
    });
    const old = { ...fresh, createdAt: new Date(Date.now() - 3_600_000).toISOString() };
    expect(await publish.reconcile(fake.access, post, old)).toEqual({ state: 'not_found', resendSafe: false });
  });

  it('finds a post whose answer was lost, and not one that only looks like it', async () => {
    fake.instance.status({ content: '<p>Hello</p>', created_at: '2026-01-01T00:00:00Z' });
    const post = { text: 'Hello', media: [] };
    const handle = fake.connector.publish.prepare(post);
    fake.instance.server.fault = 'cut_after';
    expect(await fake.connector.publish.publish(fake.access, post, handle)).toMatchObject({ state: 'unknown' });
    expect(await fake.connector.publish.reconcile(fake.access, post, handle)).toMatchObject({
      state: 'published',
      remoteId: fake.instance.own().at(-1)?.id,
    });
  });

  it('takes a long absence whole, whatever order the instance lists in', async () => {
    const start = await poll();
    const texts = Array.from({ length: 95 }, (_, n) => (fake.instance.mention(`m${n}`), `m${n}`));
    const got: string[] = [];
    let { cursor } = start;
    for (let more = true; more;) {
      const result = await poll(cursor);
      got.push(...result.items.map(({ text }) => text));
      ({ cursor, more } = result);
    }
    expect(got).toEqual(texts);
  });

  it('is woken by the stream, or says that there is none', async () => {
    const wake = vi.fn();
    const streaming = fake.connector.inbox.stream!(fake.access, wake, AbortSignal.timeout(1_000));
    if (dialect === 'small') return expect(streaming).rejects.toMatchObject({ kind: 'unsupported' });
    await streaming;
    return expect(wake).toHaveBeenCalledTimes(2);
  });

  it('tells a token that was withdrawn', async () => {
    const access = { ...fake.access, credentials: { accessToken: 'gone' } };
    await expect(fake.connector.inbox.poll(access, null)).rejects.toMatchObject({ kind: 'auth_expired' });
    await expect(fake.connector.inbox.poll({ ...access, credentials: {} }, null)).rejects.toMatchObject({
      kind: 'auth_expired',
    });
  });
});

describe('text', () => {
  it('counts a link as 23 and a mention without its domain', () => {
    expect(countableText('see https://rivertown.example/a/very/long/address, @ann@far.example!', 23)).toBe(
      `see ${'x'.repeat(23)}, @ann!`,
    );
  });

  it('names the person once', () => {
    expect(withMention('Hi', ['ann@far.example'])).toBe('@ann@far.example Hi');
    expect(withMention('Hi @Ann@far.example.', ['ann@far.example'])).toBe('Hi @Ann@far.example.');
    expect(withMention('Hi @anna@far.example', ['ann@far.example'])).toBe('@ann@far.example Hi @anna@far.example');
    expect(withMention('Hi @ann', ['ann', 'ann@here.example'])).toBe('Hi @ann');
    expect(withMention('Hi', [])).toBe('Hi');
  });

  it('compares what was written with what came back', async () => {
    const toText = await loadHtmlToText();
    const html =
      '<p><span class="h-card"><a href="https://far.example/@ann" class="u-url mention">@<span>ann</span></a></span> see <a href="https://a.example/b"><span class="invisible">https://</span><span>a.example/b</span></a> <a href="https://x/tags/roads" class="mention hashtag" rel="tag">#<span>roads</span></a></p><p>Bye</p>';
    expect(comparable(toText(html))).toBe(comparable('@ann@far.example see https://a.example/b #roads\n\nBye'));
  });
});
