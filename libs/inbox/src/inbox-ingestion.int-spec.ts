import { ChannelConnectionService } from '@divan/channels';
import { systemContext } from '@divan/platform';
import { ConversationsService } from './conversations.service';
import { InboxIngestion } from './inbox-ingestion.service';
import { createInboxWorld, type InboxWorld } from './inbox-world.fake';
import { inboundItem, person } from './network.fake';

let world: InboxWorld;
let ingestion: InboxIngestion;
let conversations: ConversationsService;

beforeAll(async () => {
  world = await createInboxWorld();
  ingestion = world.module.get(InboxIngestion);
  conversations = world.module.get(ConversationsService);
});
afterAll(() => world?.close());

const items = (count: number, prefix = 'm') =>
  Array.from({ length: count }, (_, i) =>
    inboundItem(`${prefix}${i}`, { author: person(`p${i % 40}`), conversation: { remoteId: `t${i % 60}`, ref: {} } }),
  );

async function stored(organizationId: string) {
  const [row] = await world.ownerQuery<{
    messages: number;
    conversations: number;
    identities: number;
    audits: number;
    total: number;
  }>(
    `SELECT (SELECT count(*)::int FROM messages WHERE organization_id = $1) AS messages,
            (SELECT count(*)::int FROM conversations WHERE organization_id = $1) AS conversations,
            (SELECT coalesce(sum(message_count), 0)::int FROM conversations WHERE organization_id = $1) AS total,
            (SELECT count(*)::int FROM identities WHERE organization_id = $1) AS identities,
            (SELECT count(*)::int FROM audit_events WHERE organization_id = $1 AND kind = 'inbox.message-received') AS audits`,
    [organizationId],
  );
  return row!;
}

it('changes nothing when the same batch comes again', async () => {
  const { ctx, channel } = await world.city();
  const batch = items(200);
  expect(await ingestion.receive(ctx, channel, batch, 'c1', null)).toEqual({ received: 200 });
  const before = await stored(ctx.organizationId);
  expect(before).toMatchObject({ messages: 200, identities: 40, audits: 200, total: 200 });
  const versions = await world.ownerQuery(
    'SELECT id, version FROM conversations WHERE organization_id = $1 ORDER BY id',
    [ctx.organizationId],
  );
  expect(await ingestion.receive(ctx, channel, batch, 'c1', null)).toEqual({ received: 0 });
  expect(await stored(ctx.organizationId)).toEqual(before);
  expect(
    await world.ownerQuery('SELECT id, version FROM conversations WHERE organization_id = $1 ORDER BY id', [
      ctx.organizationId,
    ]),
  ).toEqual(versions);
});

it('takes in a message once when two workers bring it at the same moment', async () => {
  const { ctx, channel } = await world.city();
  const all = items(300);
  const batches = [all, all.slice(0, 200), all.slice(100), [...all].reverse()];
  const results = await Promise.all(batches.map((batch) => ingestion.receive(ctx, channel, batch, '300', null)));
  expect(results.reduce((sum, result) => sum + result.received, 0)).toBe(300);
  expect(await stored(ctx.organizationId)).toMatchObject({ messages: 300, total: 300, audits: 300, identities: 40 });
});

it('meets the same people on two channels of one network without a deadlock or a second identity', async () => {
  const { ctx, channel } = await world.city('north');
  const other = { ...channel, id: (await secondChannel(ctx)).id };
  await Promise.all([
    ingestion.receive(ctx, channel, items(120, 'a'), '1', null),
    ingestion.receive(ctx, other, [...items(120, 'b')].reverse(), '1', null),
  ]);
  expect(await stored(ctx.organizationId)).toMatchObject({ messages: 240, identities: 40 });
});

it('does not move the cursor back when a slower worker comes second', async () => {
  const { ctx, channel } = await world.city();
  await ingestion.receive(ctx, channel, [inboundItem('1')], '1', null);
  await ingestion.receive(ctx, channel, [inboundItem('2')], '2', '1');
  await ingestion.receive(ctx, channel, [inboundItem('1')], '1', null);
  const [row] = await world.ownerQuery('SELECT cursor FROM inbox_cursors WHERE channel_id = $1', [channel.id]);
  expect(row).toEqual({ cursor: '2' });
});

it('stores nothing and keeps the cursor when the record cannot be captured', async () => {
  const { ctx, channel } = await world.city();
  world.archive.refuse = true;
  await expect(ingestion.receive(ctx, channel, [inboundItem('1')], 'later', null)).rejects.toThrow('archive is full');
  world.archive.refuse = false;
  expect(await stored(ctx.organizationId)).toMatchObject({ messages: 0, conversations: 0, audits: 0 });
  expect(
    await world.ownerQuery('SELECT 1 FROM inbox_cursors WHERE channel_id = $1 AND cursor IS NOT NULL', [channel.id]),
  ).toEqual([]);
});

it('hands the archive the payload byte for byte and everything around it', async () => {
  const { ctx, channel } = await world.city();
  world.archive.received = [];
  const payload = '{ "id" : "1",\t"emoji":"👩‍👩‍👧", "odd":"\\u0000" }';
  const media = [{ url: 'https://cdn.example/a.jpg', mediaType: 'image/jpeg', altText: 'A bridge' }];
  await ingestion.receive(
    ctx,
    channel,
    [inboundItem('1', { payload, media, text: 'nul \u0000 and half \ud800' })],
    'c',
    null,
  );
  expect(world.archive.received).toMatchObject([
    {
      remoteId: '1',
      payload,
      media,
      channelId: channel.id,
      network: 'fake',
      kind: 'mention',
      edited: false,
      author: { handle: 'dana.example' },
    },
  ]);
  const [message] = await conversations.listMessages(ctx, world.archive.received[0]!.conversationId, undefined, 10);
  expect(message).toMatchObject({ text: 'nul  and half \ufffd', media, displayName: 'dana' });
});

it('shows the newest version of an edited message and keeps the older one', async () => {
  const { ctx, channel } = await world.city();
  await ingestion.receive(ctx, channel, [inboundItem('1', { text: 'Brigde closed?' })], 'a', null);
  await ingestion.receive(ctx, channel, [inboundItem('1', { text: 'Bridge closed?' })], 'b', 'a');
  const [row] = await conversations.listConversations(ctx, {}, undefined, 10);
  expect(row).toMatchObject({ messageCount: 1, unreadCount: 1, lastMessageText: 'Bridge closed?' });
  const messages = await conversations.listMessages(ctx, row!.id, undefined, 10);
  expect(messages.map((message) => message.text)).toEqual(['Bridge closed?']);
  expect(await stored(ctx.organizationId)).toMatchObject({ messages: 2 });
});

it('keeps likes out of the queue, and brings the conversation in when the person says something', async () => {
  const { ctx, channel } = await world.city();
  const thread = { remoteId: 'post', ref: {} };
  const like = inboundItem('like', {
    kind: 'reaction',
    text: '',
    conversation: thread,
    reaction: { name: 'like', targetRemoteId: 'post' },
  });
  await ingestion.receive(ctx, channel, [like], '1', null);
  expect(await conversations.listConversations(ctx, {}, undefined, 10)).toEqual([]);
  expect(await conversations.listConversations(ctx, { kind: 'reaction' }, undefined, 10)).toMatchObject([
    { status: 'resolved', unreadCount: 0 },
  ]);
  await ingestion.receive(
    ctx,
    channel,
    [inboundItem('say', { kind: 'comment', text: 'Well done', conversation: thread })],
    '2',
    '1',
  );
  await ingestion.receive(ctx, channel, [{ ...like, remoteId: 'like2', sentAt: '2026-11-20T11:00:00.000Z' }], '3', '2');
  expect(await conversations.listConversations(ctx, { status: 'open' }, undefined, 10)).toMatchObject([
    { kind: 'comment', status: 'open', unreadCount: 1, messageCount: 3, lastMessageText: 'Well done' },
  ]);
});

it('reopens what was resolved when the person writes again', async () => {
  const { ctx, channel } = await world.city();
  const thread = { remoteId: 't', ref: {} };
  await ingestion.receive(ctx, channel, [inboundItem('1', { conversation: thread })], '1', null);
  const [row] = await conversations.listConversations(ctx, {}, undefined, 10);
  await conversations.changeConversation(ctx, row!.id, { status: 'resolved' }, `"${row!.version}"`);
  await ingestion.receive(ctx, channel, [inboundItem('2', { conversation: thread })], '2', '1');
  expect(await conversations.listConversations(ctx, {}, undefined, 10)).toMatchObject([
    { status: 'open', unreadCount: 1, messageCount: 2 },
  ]);
});

it('leaves out what the channel itself wrote', async () => {
  const { ctx, channel } = await world.city();
  const own = { ...person('city'), remoteId: channel.remoteId };
  expect(await ingestion.receive(ctx, channel, [inboundItem('1', { author: own })], '1', null)).toEqual({
    received: 0,
  });
});

it('is not seen from another organization', async () => {
  const here = await world.city();
  const there = await world.city();
  await ingestion.receive(here.ctx, here.channel, [inboundItem('1')], '1', null);
  const [row] = await conversations.listConversations(here.ctx, {}, undefined, 10);
  expect(await conversations.listConversations(there.ctx, {}, undefined, 10)).toEqual([]);
  await expect(conversations.openConversation(there.ctx, row!.id)).rejects.toMatchObject({ status: 404 });
  const raw = await world.database.read(there.ctx, (tx) => tx.query('SELECT 1 FROM messages'));
  expect(raw).toEqual([]);
});

it('lists without gaps or repetition while messages arrive', async () => {
  const { ctx, channel } = await world.city();
  const at = (n: number) => new Date(Date.UTC(2026, 10, 1) + n * 1000).toISOString();
  const old = Array.from({ length: 40 }, (_, i) =>
    inboundItem(`o${i}`, { author: person(`o${i}`), sentAt: at(Math.floor(i / 4)) }),
  );
  await ingestion.receive(ctx, channel, old, '1', null);
  const seen: string[] = [];
  let after: { at: string; id: string } | undefined;
  for (let page = 0; page < 10; page += 1) {
    const rows = await conversations.listConversations(ctx, {}, after, 7);
    if (rows.length === 0) break;
    seen.push(...rows.map((row) => row.contactName));
    const last = rows.at(-1)!;
    after = { at: last.lastMessageAt.toISOString(), id: last.id };
    await ingestion.receive(
      ctx,
      channel,
      [inboundItem(`n${page}`, { author: person(`n${page}`), sentAt: at(100 + page) })],
      `${page + 2}`,
    );
  }
  expect(seen).toHaveLength(40);
  expect(new Set(seen).size).toBe(40);
});

it('finds words in any script, whatever the letters’ form', async () => {
  const { ctx, channel } = await world.city();
  const texts = ['Is the Café open?', 'پلِ اصلی كي باز می‌شود؟', '橋はいつ開きますか', 'Ausfall am Straßenrand #Schnee'];
  await ingestion.receive(
    ctx,
    channel,
    texts.map((text, i) => inboundItem(`${i}`, { text, author: person(`s${i}`) })),
    '1',
    null,
  );
  const find = async (q: string) =>
    (await conversations.listConversations(ctx, { q }, undefined, 10)).map((row) => row.lastMessageText);
  expect(await find('cafe')).toEqual([texts[0]]);
  expect(await find('کی میشود')).toEqual([texts[1]]);
  expect(await find('開き')).toEqual([texts[2]]);
  expect(await find('schn')).toEqual([texts[3]]);
  expect(await find('s2.example')).toEqual([texts[2]]);
  expect(await find("' | !'")).toEqual([]);
});

it('shows a team’s channel to the team and to who manages the organization, and to nobody else', async () => {
  const { ctx, channel } = await world.city();
  await ingestion.receive(ctx, channel, [inboundItem('1')], '1', null);
  const team = '0193f2d0-6a3c-7cc1-8f55-6a2f0f1d2b3c';
  await world.ownerQuery('UPDATE channels SET team_ids = ARRAY[$2::uuid] WHERE id = $1', [channel.id, team]);
  const count = async (context: typeof ctx) =>
    (await conversations.listConversations(context, {}, undefined, 10)).length;
  expect(await count(await world.member(ctx, ['inbox:read'], [team]))).toBe(1);
  expect(await count(await world.member(ctx, ['inbox:read', 'organization:manage']))).toBe(1);
  const outsider = await world.member(ctx, ['inbox:read', 'inbox:resolve', 'inbox:reply']);
  expect(await count(outsider)).toBe(0);
  const [row] = await conversations.listConversations(systemContext(ctx.organizationId), {}, undefined, 1);
  await expect(conversations.openConversation(outsider, row!.id)).rejects.toMatchObject({ status: 404 });
  await expect(conversations.changeConversation(outsider, row!.id, { status: 'resolved' }, '*')).rejects.toMatchObject({
    status: 404,
  });
  expect((await conversations.countConversations(outsider)).open).toBe(0);
});

function secondChannel(ctx: Parameters<InboxIngestion['receive']>[0]) {
  return world.module.get(ChannelConnectionService).connectByCredentials(ctx, 'fake', { name: 'south' });
}
