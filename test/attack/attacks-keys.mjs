import assert from 'node:assert/strict';
import { makeChannel } from '../bench/town.mjs';
import { filled } from './attacks-routes.mjs';

const DAY_MS = 86_400_000;

/** A key of a new service member of the town. */
async function keyOf(world, { roles = ['agent'], scopes = ['inbox:read'], ...rest } = {}) {
  const { admin } = world.town;
  const service = await admin.post('/v1/service-members', { name: `Service ${Math.random()}`, roles, teamIds: [] });
  const created = await admin.post('/v1/api-keys', {
    serviceMemberId: service.id,
    name: 'attack',
    scopes,
    channelIds: null,
    expiresAt: new Date(Date.now() + DAY_MS).toISOString(),
    allowedNetworks: null,
    ...rest,
  });
  return { ...created, service };
}

const list = (world, token, headers = {}) => world.ask('GET', LIST, { token, headers });

function tokenRequest(world, parameters, headers = {}) {
  return world.ask('POST', '/v1/oauth/token', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...world.elsewhere(), ...headers },
    body: new URLSearchParams(parameters).toString(),
  });
}

const grant = (key, more = {}) => ({
  grant_type: 'client_credentials',
  client_id: key.id,
  client_secret: key.key,
  ...more,
});

const LIST = '/v1/conversations';
const ends = (world, token) => world.endsWithinASecond(token, LIST, (status) => status !== 200);
const seen = (world, token) => world.seenByBoth(token, LIST);

export const KEYS = [
  {
    name: 'guess the secret behind a known prefix; cut it, stretch it, change one sign',
    async run(world) {
      const { key } = await keyOf(world);
      assert.equal((await list(world, key)).status, 200);
      const last = key.at(-1) === 'A' ? 'B' : 'A';
      for (const token of [key.slice(0, -1), `${key}A`, key.slice(0, -1) + last, key.toUpperCase(), `dk_${key}`])
        assert.equal((await list(world, token)).status, 401, token);
      return 'all but the key itself: 401';
    },
  },
  {
    name: 'read the secret of a key again: lists, the key, the audit log',
    async run(world) {
      const { key, id } = await keyOf(world);
      const secret = key.split('_').at(-1);
      const { admin } = world.town;
      for (const path of [
        '/v1/api-keys',
        '/v1/audit-events?limit=50',
        `/v1/audit-events?objectId=${id}`,
        '/v1/service-members',
      ])
        assert.ok(!(await world.ask('GET', path, { token: admin.accessToken })).text.includes(secret), path);
      return 'shown once, and nowhere again';
    },
  },
  {
    name: 'a key on every route beyond its scope, of a person, or with a fresh second factor [V8.2.1] [V10.3.2]',
    async run(world) {
      const { key } = await keyOf(world, { roles: ['administrator'], scopes: ['inbox:read'] });
      const routes = world.routes().filter(({ path, access }) => path !== '/v1/events' && access.kind !== 'public');
      const closed = routes.filter(
        ({ access, stepUp }) => access.kind !== 'permission' || stepUp || access.permission !== 'inbox:read',
      );
      for (const { method, path, operation } of closed) {
        const { status } = await world.ask(method, filled(path), {
          token: key,
          headers: { 'If-Match': '"1"' },
          ...(operation.requestBody ? { body: {} } : {}),
        });
        assert.deepEqual([method, path, status], [method, path, 403]);
      }
      return `${closed.length} routes: 403`;
    },
  },
  {
    name: 'more than the service member may do, or than the role leaves it [V10.3.2]',
    async run(world) {
      const wide = { roles: ['agent'], scopes: ['inbox:read', 'posts:write'] };
      // Whether such a key can be made at all does not matter: it can do nothing with it.
      const { key, service } = await keyOf(world, wide).catch(() => keyOf(world));
      const post = { text: 'x', mediaIds: [], variants: [] };
      assert.equal((await world.ask('POST', '/v1/posts', { token: key, body: post })).status, 403);
      await seen(world, key);
      const { admin } = world.town;
      await admin.patch(`/v1/service-members/${service.id}`, { roles: ['approver'] }, service.version);
      return `after the role was taken away, nothing on both processes in ${await ends(world, key)} ms`;
    },
  },
  {
    name: 'from a network that is not allowed, also as IPv4 in IPv6',
    async run(world) {
      const { key } = await keyOf(world, { allowedNetworks: ['203.0.113.0/24'] });
      const from = async (address) => (await list(world, key, { 'X-Forwarded-For': address })).status;
      assert.equal(await from('203.0.113.9'), 200);
      assert.equal(await from('::ffff:203.0.113.9'), 200);
      for (const address of ['198.51.100.1', '::ffff:198.51.100.1', '2001:db8::203.0.113.9', '203.0.114.1'])
        assert.ok([401, 403].includes(await from(address)), address);
      return 'only from 203.0.113.0/24';
    },
  },
  {
    name: 'after its end; with an end too far; with none [V9.2.1]',
    async run(world) {
      const { key } = await keyOf(world, { expiresAt: new Date(Date.now() + 2500).toISOString() });
      assert.equal((await list(world, key)).status, 200);
      await new Promise((done) => setTimeout(done, 2800));
      assert.equal((await list(world, key)).status, 401);
      const far = new Date(Date.now() + 400 * DAY_MS).toISOString();
      await assert.rejects(keyOf(world, { expiresAt: far }), ({ status }) => status === 400 || status === 422);
      await assert.rejects(keyOf(world, { expiresAt: undefined }), { status: 400 });
    },
  },
  {
    name: 'after it was ended, on any process, with a token made of it [V10.4.9]',
    async run(world) {
      const created = await keyOf(world);
      const { json } = await tokenRequest(world, grant(created));
      await seen(world, created.key);
      await seen(world, json.access_token);
      await world.town.admin.json('DELETE', `/v1/api-keys/${created.id}`);
      const ms = await Promise.all([created.key, json.access_token].map((token) => ends(world, token)));
      return `key and token ended on both processes in ${Math.max(...ms)} ms`;
    },
  },
  {
    name: 'the old key after a rotation without overlap',
    async run(world) {
      const created = await keyOf(world);
      await seen(world, created.key);
      const next = await world.town.admin.post(`/v1/api-keys/${created.id}/rotations`, { overlapHours: 0 });
      const ms = await ends(world, created.key);
      assert.equal((await list(world, next.key)).status, 200);
      return `ended in ${ms} ms, the new one works`;
    },
  },
  {
    name: 'a key of one channel on what came in elsewhere [V8.2.2]',
    async run(world) {
      const on = (channelId, scopes = ['inbox:read', 'posts:read']) =>
        keyOf(world, { roles: ['administrator'], scopes, channelIds: [channelId] });
      for (const scope of ['records:read', 'audit:read', 'members:manage'])
        await assert.rejects(on(world.town.channel.id, [scope]), { status: 422 });
      const { key } = await on(world.town.channel.id);
      const own = await list(world, key);
      assert.ok(own.json.items.length > 0);
      const { key: none } = await on(await otherChannel(world));
      assert.equal((await list(world, none)).json.items.length, 0);
      const [conversation] = own.json.items;
      const marks = [conversation.id, conversation.contact.id, world.town.post.id, 'Mill Street'];
      for (const path of [
        `/v1/conversations/${conversation.id}`,
        `/v1/conversations/${conversation.id}/messages`,
        `/v1/contacts/${conversation.contact.id}`,
        '/v1/records?limit=100',
        '/v1/audit-events?limit=100',
        `/v1/posts/${world.town.post.id}`,
        '/v1/posts',
      ]) {
        const { text, status } = await world.ask('GET', path, { token: none });
        if (status === 200) for (const mark of marks) assert.ok(!text.includes(mark), `${path} tells ${mark}`);
      }
      return 'nothing of the other channel on any route';
    },
  },
  {
    name: 'a wider scope, another grant, a wrong secret, JSON, the query, twice [V10.4.4] [V10.4.10] [V10.4.11]',
    async run(world) {
      const key = await keyOf(world);
      const good = await tokenRequest(world, grant(key, { scope: 'inbox:read' }));
      assert.deepEqual([good.status, good.json.token_type, good.json.scope], [200, 'Bearer', 'inbox:read']);
      assert.ok(good.json.expires_in <= 600);
      assert.match(good.headers.get('cache-control'), /no-store/);
      const said = [];
      for (const [request, error] of [
        [grant(key, { scope: 'organization:manage' }), 'invalid_scope'],
        [grant(key, { scope: 'inbox:read inbox:reply' }), 'invalid_scope'],
        [grant(key, { grant_type: 'password' }), 'unsupported_grant_type'],
        [grant(key, { grant_type: 'refresh_token' }), 'unsupported_grant_type'],
        [grant(key, { client_secret: `${key.key.slice(0, -2)}xx` }), 'invalid_client'],
        [grant(key, { client_id: world.town.id }), 'invalid_client'],
      ]) {
        const { json, status } = await tokenRequest(world, request);
        assert.deepEqual([json.error, status === 401], [error, error === 'invalid_client']);
        said.push(error);
      }
      const inQuery = await world.ask('POST', `/v1/oauth/token?${new URLSearchParams(grant(key))}`, {
        headers: world.elsewhere(),
      });
      assert.ok(inQuery.status >= 400);
      const json = await world.ask('POST', '/v1/oauth/token', { body: grant(key), headers: world.elsewhere() });
      assert.ok(json.status >= 400);
      return [...new Set(said)].join(', ');
    },
  },
  {
    name: 'a token of client credentials as a session, a session’s token at the token endpoint [V9.2.2]',
    async run(world) {
      const { json } = await tokenRequest(world, grant(await keyOf(world)));
      assert.ok([401, 403].includes((await world.ask('GET', '/v1/me', { token: json.access_token })).status));
      const { accessToken } = world.town.admin;
      const { status } = await tokenRequest(world, {
        grant_type: 'client_credentials',
        client_id: 'x',
        client_secret: accessToken,
      });
      assert.equal(status, 401);
    },
  },
  {
    name: 'keys of another organization: list, rotate, end, use there [V8.4.1]',
    async run(world) {
      const { key, id, service } = await keyOf(world);
      const { admin } = world.village;
      for (const [method, path, body] of [
        ['POST', `/v1/api-keys/${id}/rotations`, { overlapHours: 0 }],
        ['DELETE', `/v1/api-keys/${id}`],
        ['PATCH', `/v1/service-members/${service.id}`, { state: 'disabled' }],
      ])
        assert.equal((await admin.raw(method, path, body, { 'If-Match': '"1"' })).status, 404, path);
      assert.ok(!(await world.ask('GET', '/v1/api-keys', { token: admin.accessToken })).text.includes(id));
      assert.equal((await list(world, key)).status, 200);
    },
  },
];

/** Another channel of the town, on which nothing came in. */
async function otherChannel(world) {
  return (await makeChannel(world.pool, world.town.id, 'other')).id;
}
