import assert from 'node:assert/strict';

const CLIENT = { 'X-Divan-Client': 'web' };
const THIEF = { ...CLIENT, 'User-Agent': 'thief/1.0' };

const refresh = (world, cookies, headers = CLIENT) =>
  world.ask('POST', '/v1/auth/refresh', { headers: { ...headers, Cookie: cookies } });

const alive = async (world, token) => (await world.ask('GET', '/v1/me', { token })).status === 200;

export const SESSIONS = [
  {
    name: 'use a rotated refresh token from another device [V10.4.5]',
    async run(world) {
      const member = await world.member();
      const stolen = member.cookies;
      await member.refresh();
      const answer = await refresh(world, stolen, THIEF);
      assert.deepEqual([answer.status, answer.code], [401, 'auth.session_ended']);
      assert.equal(await alive(world, member.accessToken), false);
      assert.equal((await refresh(world, member.cookies)).status, 401);
      return 'refused, and the whole family ended with it';
    },
  },
  {
    name: 'race twenty refreshes with one token [V7.2.4] [V10.4.5]',
    async run(world) {
      const member = await world.member();
      const { cookies } = member;
      const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(world, cookies)));
      const tokens = new Set(
        answers.flatMap(({ headers }) => headers.getSetCookie().filter((line) => line.includes('refresh='))),
      );
      const distinct = new Set([...tokens].map((line) => line.split(';')[0]));
      assert.ok(distinct.size <= 1, `${distinct.size} tokens were given out`);
      return 'one successor, the same for all';
    },
  },
  {
    name: 'invent refresh tokens [V7.2.3]',
    async run(world) {
      for (const value of ['', 'x', 'A'.repeat(43), world.town.admin.accessToken])
        assert.equal((await refresh(world, `__Host-divan-refresh=${value}`)).status, 401);
    },
  },
  {
    name: 'go on after signing out, with either token [V7.4.1]',
    async run(world) {
      const member = await world.member();
      const { accessToken, cookies } = member;
      await member.post('/v1/auth/sign-out', undefined, CLIENT);
      assert.equal(await alive(world, accessToken), false);
      assert.equal((await refresh(world, cookies)).status, 401);
    },
  },
  {
    name: 'go on after being disabled, on any process [V7.4.2]',
    async run(world) {
      const member = await world.member();
      await world.seenByBoth(member.accessToken);
      const { id, version } = await world.town.admin.get(`/v1/members/${member.me.member.id}`);
      await world.town.admin.patch(`/v1/members/${id}`, { state: 'disabled' }, version);
      const ms = await world.endsWithinASecond(member.accessToken);
      assert.equal((await refresh(world, member.cookies)).status, 401);
      await assert.rejects(member.signIn(), { status: 401 });
      return `ended on both processes in ${ms} ms`;
    },
  },
  {
    name: 'keep a right after the role is gone, on any process [V8.3.1]',
    async run(world) {
      const member = await world.member(['agent']);
      const urls = [world.apiUrl, await world.secondApi()];
      const ask = async (url) =>
        (await fetch(`${url}/v1/conversations`, { headers: { Authorization: `Bearer ${member.accessToken}` } })).status;
      for (const url of urls) assert.equal(await ask(url), 200);
      const { id, version } = await world.town.admin.get(`/v1/members/${member.me.member.id}`);
      await world.town.admin.patch(`/v1/members/${id}`, { roles: ['approver'] }, version);
      const began = performance.now();
      while ((await Promise.all(urls.map(ask))).some((status) => status === 200))
        assert.ok(performance.now() - began < 1000, 'the right is still there after a second');
      return `gone on both processes in ${Math.round(performance.now() - began)} ms`;
    },
  },
  {
    name: 'end or read another member’s session [V8.2.2]',
    async run(world) {
      const member = await world.member();
      const { items } = await world.town.admin.get('/v1/auth/sessions');
      for (const { id } of items) assert.equal((await member.raw('DELETE', `/v1/auth/sessions/${id}`)).status, 404);
      const own = await member.get('/v1/auth/sessions');
      assert.equal(own.items.length, 1);
    },
  },
  {
    name: 'go on when all other sessions were ended [V7.4.3] [V7.5.2]',
    async run(world) {
      const member = await world.member();
      const first = member.accessToken;
      await world.seenByBoth(first);
      const device = world.elsewhereAs(member);
      await device.signIn();
      await device.json('DELETE', '/v1/auth/sessions');
      const ms = await world.endsWithinASecond(first);
      assert.equal(await alive(world, device.accessToken), true);
      return `the other one ended in ${ms} ms, this one goes on`;
    },
  },
  {
    name: 'go on when an administrator ended a member’s sessions [V7.4.5]',
    async run(world) {
      const member = await world.member();
      await world.seenByBoth(member.accessToken);
      await world.town.admin.json('DELETE', `/v1/members/${member.me.member.id}/sessions`);
      return `ended on both processes in ${await world.endsWithinASecond(member.accessToken)} ms`;
    },
  },
];
