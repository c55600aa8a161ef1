/** The whole way on a real Bluesky network: a mention in, a reply back, an approved post out, all of it in the log. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { startFaultProxy } from '../faults/http-proxy.mjs';
import { freePort, startInstallation, until } from '../support/installation.mjs';
import { pullAll, recomputedRoot } from '../support/pull.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { AtpAgent, RichText } = createRequire(import.meta.url)('@atproto/api');

let divan, redis, network, proxy, addresses, admin, approver, channel, city, citizen;

/** A process that must end with this one, whatever happens. */
function start(command, args, env = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => child.kill('SIGKILL'));
  return child;
}

const firstLine = (child) =>
  new Promise((done, failed) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const json = text.split('\n').find((line) => line.startsWith('{"pds"'));
      if (json) done(JSON.parse(json));
    });
    child.on('exit', (code) => failed(new Error(`The network ended with ${code}.`)));
  });

async function account(handle) {
  const agent = new AtpAgent({ service: addresses.pds });
  await agent.createAccount({ handle: `${handle}.test`, email: `${handle}@example.org`, password: `pw-${handle}` });
  return agent;
}

before(
  async () => {
    const redisPort = await freePort();
    redis = start('redis-server', [
      '--port',
      String(redisPort),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
    ]);
    proxy = undefined;
    divan = await startInstallation({ allowedHosts: ['localhost', '127.0.0.1'] });
    network = start(process.execPath, ['--require', join(here, 'loopback.cjs'), join(here, 'bluesky-network.mjs')], {
      DB_POSTGRES_URL: divan.superuserUrl,
      REDIS_HOST: `127.0.0.1:${redisPort}`,
      LOG_ENABLED: 'false',
    });
    addresses = await firstLine(network);
    proxy = await startFaultProxy(addresses.pds);
    [city, citizen] = [await account('rivertown'), await account('ann')];
    admin = await divan.organization();
    approver = await divan.member(admin, 'Amir Approver', ['approver']);
    const { data } = await city.com.atproto.server.createAppPassword({ name: 'divan' });
    channel = await admin.post('/v1/channels', {
      network: 'bluesky',
      settings: { service: proxy.url, handle: 'rivertown.test', password: data.password },
    });
  },
  { timeout: 120_000 },
);

after(async () => {
  await divan?.stop();
  await proxy?.close();
  for (const child of [network, redis]) child?.kill('SIGTERM');
});

const feed = async () =>
  (await citizen.getAuthorFeed({ actor: 'rivertown.test', limit: 100 })).data.feed.map(({ post }) => post);

test('a mention is in the inbox within 5 s', async () => {
  const text = new RichText({ text: 'Hello @rivertown.test, is the number 7 bus running? 🚌 سلام' });
  await text.detectFacets(citizen);
  const sent = Date.now();
  await citizen.post({ text: text.text, facets: text.facets });
  const conversation = await until(
    'the mention in the inbox',
    async () =>
      (await admin.get('/v1/conversations?status=open')).items.find((item) =>
        item.lastMessage.text.includes('number 7 bus'),
      ),
    15_000,
  );
  const took = Date.now() - sent;
  assert.ok(took <= 5000, `it took ${took} ms`);
  assert.equal(conversation.contact.handle.replace(/^@/, ''), 'ann.test');
  assert.equal(conversation.kind, 'mention');
});

test('the reply stands in the thread on the AppView', async () => {
  const { items } = await admin.get('/v1/conversations?status=open');
  const conversation = items.find((item) => item.lastMessage.text.includes('number 7 bus'));
  const reply = await admin.post(`/v1/conversations/${conversation.id}/messages`, {
    text: 'It runs every 20 minutes. See https://example.gov/bus #bus',
  });
  assert.equal(reply.delivery.state, 'sending');
  const { data } = await citizen.getAuthorFeed({ actor: 'ann.test' });
  const root = data.feed[0].post.uri;
  const thread = await until(
    'the reply in the thread',
    async () => {
      const answer = await citizen.getPostThread({ uri: root });
      return answer.data.thread.replies?.length ? answer.data.thread : undefined;
    },
    15_000,
  );
  const record = thread.replies[0].post.record;
  assert.equal(thread.replies[0].post.author.handle, 'rivertown.test');
  assert.deepEqual(record.facets.map((facet) => facet.features[0].$type).sort(), [
    'app.bsky.richtext.facet#link',
    'app.bsky.richtext.facet#tag',
  ]);
  const messages = await until('the delivery', async () => {
    const page = await admin.get(`/v1/conversations/${conversation.id}/messages`);
    return page.items.find((message) => message.direction === 'outbound' && message.delivery.state === 'sent');
  });
  assert.match(messages.url, /^https:\/\/bsky\.app\/profile\//);
});

async function submitted(text, options = {}) {
  const image = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#224466' } })
    .jpeg()
    .toBuffer();
  const form = new FormData();
  form.set('altText', 'Map of the closed block');
  form.set('file', new Blob([image], { type: 'image/jpeg' }), 'map.jpg');
  const media = await admin.post('/v1/media', form);
  const post = await admin.post('/v1/posts', {
    text,
    mediaIds: [media.id],
    variants: [{ channelId: channel.id }],
    ...options,
  });
  const request = await admin.json('POST', `/v1/posts/${post.id}/submit`, undefined, {
    'If-Match': `"${post.version}"`,
  });
  const { items } = await approver.get('/v1/approval-requests?state=pending');
  return { post: request, approval: items.find((item) => item.post.id === post.id) };
}

const decide = (member, approval) =>
  member.post(`/v1/approval-requests/${approval.id}/decisions`, {
    decision: 'approve',
    contentHash: approval.contentHash,
  });

const published = (post, timeout = 20_000) =>
  until(
    'the post is published',
    async () => {
      const now = await admin.get(`/v1/posts/${post.id}`);
      return now.publications[0]?.state === 'published' ? now : undefined;
    },
    timeout,
  );

test('a post with an image is approved by another member and published once, within 2 s of its time', async () => {
  const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 7000);
  const local = at.toISOString().slice(0, 19);
  const { post, approval } = await submitted('Road closed on Main St. until Friday. https://example.gov/roads', {
    scheduledFor: { local, timeZone: 'UTC' },
  });
  await assert.rejects(
    decide(admin, approval),
    (error) => error.status === 403 || error.status === 409 || error.status === 422,
  );
  await decide(approver, approval);
  const done = await published(post);
  const late = new Date(done.publications[0].publishedAt) - at;
  assert.ok(late >= 0 && late <= 2000, `it was ${late} ms late`);
  assert.match(done.publications[0].remoteUrl, /^https:\/\/bsky\.app\/profile\//);
  const seen = await until(
    'the post on the AppView',
    async () => (await feed()).filter((item) => item.record.text.startsWith('Road closed')).length > 0 && feed(),
  );
  const mine = seen.filter((item) => item.record.text.startsWith('Road closed'));
  assert.equal(mine.length, 1);
  assert.equal(mine[0].embed.images[0].alt, 'Map of the closed block');
});

test('the worker is killed between sending and storing the answer: still one post', async () => {
  const text = 'Water main repaired on Oak Avenue.';
  let killed;
  proxy.afterAnswer(
    (call) => call.path.includes('createRecord') && call.body.includes('Water main repaired'),
    () => (killed = divan.kill('worker')),
  );
  const { post, approval } = await submitted(text);
  await decide(approver, approval);
  await until('the worker is killed after sending', () => Boolean(killed), 15_000);
  await killed;
  assert.equal((await admin.get(`/v1/posts/${post.id}`)).publications[0].state, 'sending');
  divan.start('worker');
  await published(post, 60_000);
  const seen = await until('the post on the AppView', async () => {
    const all = (await feed()).filter((item) => item.record.text === text);
    return all.length > 0 && all;
  });
  assert.equal(seen.length, 1);
});

test('all of it is in the records and audit pulls, and the recomputed root is the checkpoint’s', async () => {
  await citizen.like((await feed())[0].uri, (await feed())[0].cid);
  await until(
    'the like is captured',
    async () => (await admin.get('/v1/records?order=newest')).items.some((record) => record.class === 'reaction'),
    15_000,
  );
  const { records, leafHashes, checkpoint } = await until('a checkpoint over all', async () => {
    const pulled = await pullAll(admin);
    return pulled.leafHashes.length === pulled.checkpoint.size && pulled;
  });
  assert.equal(recomputedRoot(leafHashes).toString('base64'), checkpoint.root);
  const classes = new Set(records.map((record) => record.class));
  for (const wanted of ['inbound_message', 'outbound_reply', 'outbound_post', 'reaction'])
    assert.ok(classes.has(wanted), wanted);
  for (const record of records) {
    const leaf = createHash('sha256')
      .update(Buffer.concat([Buffer.of(0), Buffer.from(record.entry, 'base64')]))
      .digest('base64');
    assert.equal(leaf, leafHashes[record.leafIndex]);
    const payload = Buffer.from(await (await admin.raw('GET', `/v1/records/${record.id}/payload`)).arrayBuffer());
    assert.equal(createHash('sha256').update(payload).digest('hex'), record.payload.sha256);
  }
  const mention = records.find((record) => record.class === 'inbound_message');
  const payload = JSON.parse(await (await admin.raw('GET', `/v1/records/${mention.id}/payload`)).text());
  assert.equal(payload.reason, 'mention');
  const { events } = await pullAll(admin, 'audit-events');
  const kinds = events.map((event) => event.kind);
  for (const wanted of ['inbox.message-received', 'channels.channel-connected'])
    assert.ok(kinds.includes(wanted), wanted);
  // Pulling is itself audited: the log went on growing after the checkpoint of the first pull.
  const covered = [...records, ...events].filter((item) => item.leafIndex < checkpoint.size);
  assert.equal(new Set(covered.map((item) => item.leafIndex)).size, checkpoint.size, 'together they are the whole log');
});
