/** The same way on Debian's snac2, which speaks the Mastodon API in a dialect of its own. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { startFaultProxy } from '../faults/http-proxy.mjs';
import { startInstallation, until } from '../support/installation.mjs';
import { pullAll, recomputedRoot } from '../support/pull.mjs';
import { startSnac } from './snac.mjs';

let divan, snac, proxy, admin, approver, channel, ann, question;

before(
  async () => {
    snac = await startSnac();
    proxy = await startFaultProxy(snac.url);
    divan = await startInstallation({ allowedHosts: ['127.0.0.1'] });
    admin = await divan.organization();
    approver = await divan.member(admin, 'Amir Approver', ['approver']);
    ann = await snac.citizen('ann');
  },
  { timeout: 120_000 },
);

after(async () => {
  await divan?.stop();
  await proxy?.close();
  await snac?.stop();
});

test('a channel is connected by OAuth, and what the network lacks is said', async () => {
  const { authorizationUrl } = await admin.post('/v1/channel-authorizations', {
    network: 'mastodon',
    settings: { instance: proxy.url },
  });
  const { code, state } = await snac.authorize(authorizationUrl, 'city');
  channel = await admin.post('/v1/channel-authorizations/complete', { code, state });
  assert.equal(channel.state, 'active');
  assert.match(channel.handle, /city/);
  await assert.rejects(
    admin.post('/v1/channel-authorizations/complete', { code, state }),
    (error) => error.status >= 400 && error.status < 500,
  );
});

test('a mention is in the inbox within 5 s of the network knowing it', async () => {
  question = await ann.post('/api/v1/statuses', {
    status: 'Hello @city, is the library open on Friday?',
    visibility: 'public',
  });
  // snac2 delivers between its own accounts from a queue, in its own time; what comes after is ours.
  const city = await snac.citizen('city');
  const listed = async () => JSON.stringify(await city.get('/api/v1/notifications')).includes('library open');
  const received = async () =>
    (await admin.get('/v1/conversations?status=open')).items.find((item) =>
      item.lastMessage.text.includes('library open'),
    );
  await until('the mention on the network', listed, 60_000);
  const known = Date.now();
  const conversation = await until('the mention in the inbox', received, 20_000);
  assert.ok(Date.now() - known <= 5000, `it took ${Date.now() - known} ms`);
  assert.match(conversation.contact.handle, /ann/);
});

test('the reply stands in the thread', async () => {
  const { items } = await admin.get('/v1/conversations?status=open');
  const conversation = items.find((item) => item.lastMessage.text.includes('library open'));
  await admin.post(`/v1/conversations/${conversation.id}/messages`, { text: 'Yes, from 9 to 5.' });
  await until(
    'the reply at the citizen',
    async () => {
      const context = await ann.get(`/api/v1/statuses/${question.id}/context`);
      return context.descendants.some((status) => status.content.includes('from 9 to 5'));
    },
    60_000,
  );
  await until('the delivery', async () =>
    (await admin.get(`/v1/conversations/${conversation.id}/messages`)).items.some(
      (message) => message.delivery?.state === 'sent',
    ),
  );
});

async function approved(text, extra = {}) {
  const post = await admin.post('/v1/posts', { text, mediaIds: [], variants: [{ channelId: channel.id }], ...extra });
  await admin.json('POST', `/v1/posts/${post.id}/submit`, undefined, { 'If-Match': `"${post.version}"` });
  const { items } = await approver.get('/v1/approval-requests?state=pending');
  const request = items.find((item) => item.post.id === post.id);
  await approver.post(`/v1/approval-requests/${request.id}/decisions`, {
    decision: 'approve',
    contentHash: request.contentHash,
  });
  return post;
}

const finished = (post, timeout = 30_000) =>
  until(
    'an outcome',
    async () => {
      const now = await admin.get(`/v1/posts/${post.id}`);
      return ['published', 'rejected', 'unknown'].includes(now.publications[0]?.state) ? now : undefined;
    },
    timeout,
  );

const statusesWith = async (text) => {
  const account = await ann.get('/api/v1/accounts/search?q=city');
  const id = account[0]?.id;
  const all = id ? await ann.get(`/api/v1/accounts/${id}/statuses?limit=40`) : [];
  return all.filter((status) => status.content.includes(text));
};

test('an approved post with an image is published once, within 2 s of its time', async () => {
  const image = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#224466' } })
    .png()
    .toBuffer();
  const form = new FormData();
  form.set('altText', 'The library from outside');
  form.set('file', new Blob([image], { type: 'image/png' }), 'library.png');
  const media = await admin.post('/v1/media', form);
  const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 5000);
  const post = await approved('The library has new opening hours.', {
    mediaIds: [media.id],
    scheduledFor: { local: at.toISOString().slice(0, 19), timeZone: 'UTC' },
  });
  const done = await finished(post);
  assert.equal(done.publications[0].state, 'published', JSON.stringify(done.publications[0]));
  const late = new Date(done.publications[0].publishedAt) - at;
  // This network gives whole seconds.
  assert.ok(late > -1000 && late <= 2000, `it was ${late} ms late`);
  const seen = await until('the post on the network', async () => {
    const found = await statusesWith('new opening hours');
    return found.length > 0 && found;
  });
  assert.equal(seen.length, 1);
  assert.equal(seen[0].media_attachments[0].description, 'The library from outside');
});

test('the worker is killed between sending and storing the answer: still one post', async () => {
  let killed;
  proxy.afterAnswer(
    (call) => call.method === 'POST' && call.path.startsWith('/api/v1/statuses') && call.body.includes('storm'),
    () => (killed = divan.kill('worker')),
  );
  const post = await approved('Shelters open ahead of the storm.');
  await until('the worker is killed after sending', () => Boolean(killed), 15_000);
  await killed;
  divan.start('worker');
  const done = await finished(post, 60_000);
  assert.notEqual(done.publications[0].state, 'rejected');
  assert.equal((await statusesWith('ahead of the storm')).length, 1);
});

test('all of it is in the log, and the recomputed root is the checkpoint’s', async () => {
  const { records, leafHashes, checkpoint } = await until('a checkpoint over all', async () => {
    const pulled = await pullAll(admin);
    return pulled.leafHashes.length === pulled.checkpoint.size && pulled;
  });
  assert.equal(recomputedRoot(leafHashes).toString('base64'), checkpoint.root);
  for (const wanted of ['inbound_message', 'outbound_reply', 'outbound_post'])
    assert.ok(
      records.some((record) => record.class === wanted),
      wanted,
    );
});
