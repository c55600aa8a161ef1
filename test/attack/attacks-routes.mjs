import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

const ABSENT = '01a00000-0000-7000-8000-000000000000';

/** A path with every parameter filled. */
export const filled = (path, id = ABSENT) =>
  path
    .replace('{leafIndex}', '0')
    .replace('{size}', '1')
    .replace('{path}', '0/000')
    .replace(/\{[^}]+\}/g, id);

const isSuccess = ({ status }) => status >= 200 && status < 300;

/** A request to a route that would be right in all but who sends it. */
function call(world, { method, path, operation }, token, id) {
  const hasBody = operation.requestBody !== undefined;
  return world.ask(method, filled(path, id), {
    token,
    headers: { 'If-Match': '"1"', ...(method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}) },
    ...(hasBody ? { body: {} } : {}),
  });
}

/** Streams answer and stay open: nothing is learned from waiting for their end. */
const answers = (world) => world.routes().filter(({ path }) => path !== '/v1/events');

/** What the town has of each kind, by the part of the path before the id. */
async function belongings(world) {
  const { admin, team, post, channel } = world.town;
  const first = async (path) => (await admin.get(path)).items[0]?.id;
  const conversationId = await first('/v1/conversations');
  const conversation = await admin.get(`/v1/conversations/${conversationId}`);
  return {
    teams: team.id,
    posts: post.id,
    channels: channel.id,
    conversations: conversationId,
    contacts: conversation.contact.id,
    messages: (await admin.get(`/v1/conversations/${conversationId}/messages`)).items[0].id,
    members: world.members.agent.me.member.id,
    'audit-events': await first('/v1/audit-events?limit=1'),
    records: await first('/v1/records?limit=1'),
    sessions: await first('/v1/auth/sessions'),
  };
}

export const ROUTES = [
  {
    name: 'every route without sign-in [V8.2.1] [V8.3.1]',
    async run(world) {
      const closed = answers(world).filter(({ access }) => access.kind !== 'public');
      assert.ok(closed.length > 80, `only ${closed.length}`);
      for (const route of closed) {
        const { status, code } = await call(world, route);
        const scim = route.path.includes('/scim/');
        assert.deepEqual([route.method, route.path, status], [route.method, route.path, 401]);
        if (!scim) assert.equal(code, 'auth.not_signed_in', route.path);
      }
      return `${closed.length} routes: 401`;
    },
  },
  ...['publisher', 'approver', 'agent', 'analyst', 'records-officer', 'auditor', 'read-only'].map((role) => ({
    name: `every route as ${role} that the role does not hold [V8.2.1]`,
    async run(world) {
      const member = world.members[role];
      const mine = new Set((await member.get('/v1/me')).permissions);
      const closed = answers(world).filter(
        ({ access }) => access.kind === 'permission' && !mine.has(access.permission),
      );
      assert.ok(closed.length > 20, `only ${closed.length}`);
      for (const route of closed) {
        const { status, code } = await call(world, route, member.accessToken);
        assert.deepEqual([route.method, route.path, status], [route.method, route.path, 403]);
        if (!route.path.includes('/scim/')) assert.equal(code, 'auth.permission_missing', route.path);
      }
      return `${closed.length} routes: 403`;
    },
  })),
  {
    name: 'every route as the administrator of another organization, with the town’s ids [V8.2.2] [V8.4.1]',
    async run(world) {
      const owned = await belongings(world);
      const token = world.village.admin.accessToken;
      const before = await state(world, owned);
      const tried = [];
      for (const route of answers(world).filter(({ path }) => path.includes('{id}'))) {
        const kind = route.path.split('/{id}')[0].split('/').at(-1);
        const id = owned[kind] ?? world.town.id;
        const answer = await call(world, route, token, id);
        assert.ok(
          !isSuccess(answer) && answer.status < 500,
          `${route.method} ${route.path}: ${answer.status} ${answer.text}`,
        );
        assert.ok(!answer.text.includes(world.town.name), `${route.method} ${route.path} says ${answer.text}`);
        tried.push(route);
      }
      assert.deepEqual(await state(world, owned), before);
      return `${tried.length} routes: nothing told, nothing changed`;
    },
  },
  {
    name: 'lists of another organization, for any id of the town [V8.4.1]',
    async run(world) {
      const ids = [world.town.id, world.town.admin.me.member.id, ...Object.values(await belongings(world))].filter(
        Boolean,
      );
      const lists = answers(world).filter(({ method, path }) => method === 'GET' && !path.includes('{'));
      for (const route of lists) {
        const { text, status } = await call(world, route, world.village.admin.accessToken);
        assert.ok(status < 500, `${route.path}: ${status}`);
        for (const id of ids) assert.ok(!text.includes(id), `${route.path} tells ${id}`);
      }
      return `${lists.length} lists, ${ids.length} ids: none in any`;
    },
  },
  {
    name: 'fields that nobody may set, in every body [V8.2.3]',
    async run(world) {
      const extra = { organizationId: world.village.id, permissions: ['*'], isAdmin: true, __proto__x: 1 };
      const token = world.town.admin.accessToken;
      const routes = answers(world).filter(
        ({ operation, path }) => operation.requestBody?.content?.['application/json'] && !path.includes('/scim/'),
      );
      for (const route of routes) {
        const { status, json } = await world.ask(route.method, filled(route.path), {
          token,
          headers: { 'If-Match': '"1"', 'Idempotency-Key': randomUUID(), ...world.elsewhere() },
          body: extra,
        });
        assert.deepEqual([route.method, route.path, status], [route.method, route.path, 400]);
        const named = (json.errors ?? []).map(({ pointer }) => pointer);
        assert.ok(named.includes('/isAdmin'), `${route.method} ${route.path} names ${named}`);
      }
      assert.ok(routes.length > 20, `only ${routes.length}`);
      return `${routes.length} routes: 400, naming the field`;
    },
  },
  {
    name: 'rubbish as every id [V16.5.1]',
    async run(world) {
      const token = world.town.admin.accessToken;
      const routes = answers(world).filter(({ path }) => path.includes('{'));
      for (const id of ["'%20OR%201=1--", '%00', '..%2f..%2fetc%2fpasswd', '-1', 'null', '%F0%9F%98%80'])
        for (const { method, path } of routes) {
          const { status, text } = await world.ask(method, path.replace(/\{[^}]+\}/g, id), {
            token,
            headers: { 'If-Match': '"1"', 'Idempotency-Key': randomUUID() },
          });
          assert.ok(status >= 400 && status < 500, `${method} ${path} with ${id}: ${status}`);
          assert.doesNotMatch(text, /\bat .+\.(js|ts):\d+|SELECT |syntax error|node_modules/);
        }
      return `${routes.length} routes: 4xx, and nothing of the inside`;
    },
  },
];

/** What the town sees of its own things. */
async function state(world, owned) {
  const { admin } = world.town;
  const read = async (path) => (await world.ask('GET', path, { token: admin.accessToken })).text;
  const paths = ['posts', 'channels', 'members', 'conversations'].map((kind) => `/v1/${kind}/${owned[kind]}`);
  return Promise.all([...paths, '/v1/teams', '/v1/security-policy', '/v1/log/keys'].map(read));
}
