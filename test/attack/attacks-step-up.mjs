import assert from 'node:assert/strict';
import { filled } from './attacks-routes.mjs';

/** An administrator whose second factor is six minutes old, and who was not seen by any process since. */
async function stale(world) {
  const member = await world.member(['administrator']);
  const { sessionId } = await member.signIn();
  const id = sessionId ?? JSON.parse(Buffer.from(member.accessToken.split('.')[1], 'base64url')).sid;
  await world.age(id);
  return member;
}

const asked = (world, member) =>
  world.ask('PATCH', '/v1/audit-settings', {
    token: member.accessToken,
    headers: { 'If-Match': '"0"' },
    body: { detailRetentionDays: 365 },
  });

export const STEP_UP = [
  {
    name: 'every route that wants a fresh second factor, without one [V7.5.1] [V10.3.4]',
    async run(world) {
      const member = await stale(world);
      const routes = world.routes().filter(({ stepUp }) => stepUp);
      assert.ok(routes.length >= 15, `only ${routes.length}`);
      for (const { method, path } of routes) {
        const answer = await world.ask(method, filled(path), {
          token: member.accessToken,
          headers: { 'If-Match': '"1"', 'Idempotency-Key': 'a'.repeat(36) },
          ...(method === 'GET' || method === 'DELETE' ? {} : { body: {} }),
        });
        assert.deepEqual([method, path, answer.status, answer.code], [method, path, 403, 'auth.step_up_required']);
        assert.deepEqual([answer.json.maxAgeSeconds, answer.json.factors.includes('totp')], [300, true]);
      }
      return `${routes.length} routes: 403 auth.step_up_required, with the factors that would do`;
    },
  },
  {
    name: 'refresh, to look fresh',
    async run(world) {
      const member = await stale(world);
      await member.refresh();
      assert.equal((await asked(world, member)).code, 'auth.step_up_required');
    },
  },
  {
    name: 'step up with a wrong, a used and somebody else’s code [V6.5.1]',
    async run(world) {
      const [member, other] = [await stale(world), await world.member()];
      const codes = ['000000', await other.nextCode(), '', '12345', '1234567'];
      for (const code of codes)
        assert.ok([400, 401, 403].includes((await member.raw('POST', '/v1/auth/step-up', { code })).status), code);
      assert.equal((await asked(world, member)).code, 'auth.step_up_required');
      const code = await member.nextCode();
      await member.post('/v1/auth/step-up', { code });
      assert.notEqual((await asked(world, member)).code, 'auth.step_up_required');
      assert.ok([401, 403].includes((await member.raw('POST', '/v1/auth/step-up', { code })).status));
      return 'refused each; with the right code, once, the way is open';
    },
  },
  {
    name: 'guess codes at the step-up [V6.3.1]',
    async run(world) {
      const member = await stale(world);
      const codes = [];
      for (let n = 0; n < 10; n += 1)
        codes.push(
          (await member.raw('POST', '/v1/auth/step-up', { code: String(n * 1234 + 1).padStart(6, '0') })).status,
        );
      assert.ok(codes.includes(429), String(codes));
      return codes.join(' ');
    },
  },
  {
    name: 'step up in one session, act in another',
    async run(world) {
      const member = await stale(world);
      const old = member.accessToken;
      await world.elsewhereAs(member).signIn();
      const answer = await world.ask('PATCH', '/v1/audit-settings', {
        token: old,
        headers: { 'If-Match': '"0"' },
        body: { detailRetentionDays: 365 },
      });
      assert.equal(answer.code, 'auth.step_up_required');
    },
  },
  {
    name: 'change the password with the session alone [V6.2.3] [V7.5.1]',
    async run(world) {
      const member = await world.member();
      const newPassword = 'a brand new long pass phrase';
      const wrong = await member.raw('POST', '/v1/me/password', { currentPassword: 'not this', newPassword });
      assert.ok([401, 403, 422].includes(wrong.status), String(wrong.status));
      const missing = await member.raw('POST', '/v1/me/password', { newPassword });
      assert.equal(missing.status, 400);
      await member.signIn();
    },
  },
];
