import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

const LIMIT = 150;

/** How often each status came. */
function tally(answers) {
  const counts = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** One more process, whose limit is reached sooner. */
async function narrow(world) {
  const url = await world.installation.another({ RATE_LIMIT_PER_MINUTE: String(LIMIT) });
  return async (headers) => {
    const response = await fetch(`${url}/v1/me`, { headers });
    return { status: response.status, headers: response.headers, json: await response.json() };
  };
}

export const FLOODS = [
  {
    name: 'be refused without end, from all addresses of one IPv6 network',
    async run(world) {
      const [ask, member] = [await narrow(world), await world.member()];
      const address = (n) => `2001:db8:66:1:${randomBytes(2).toString('hex')}::${n.toString(16)}`;
      const tokens = ['nonsense', `${member.accessToken.slice(0, -4)}AAAA`, `dk_abcdefgh_${'A'.repeat(43)}`];
      const flood = Array.from({ length: LIMIT + 50 }, (_, n) =>
        ask({ 'X-Forwarded-For': address(n), Authorization: `Bearer ${tokens[n % tokens.length]}` }),
      );
      const counts = tally(await Promise.all(flood));
      assert.deepEqual(counts, { 401: LIMIT, 429: 50 });
      const last = await ask({ 'X-Forwarded-For': address(1) });
      assert.equal(last.json.type, 'urn:divan:problem:platform.rate_limited');
      assert.ok(Number(last.headers.get('retry-after')) >= 1);
      const authorization = `Bearer ${member.accessToken}`;
      assert.equal((await ask({ 'X-Forwarded-For': address(2), Authorization: authorization })).status, 200);
      return `${LIMIT} refused, then 429; a member from there goes on`;
    },
  },
  {
    name: 'fill the audit log with refused requests [V16.3.2]',
    async run(world) {
      const member = await world.member(['read-only']);
      const asks = Array.from({ length: 300 }, () => world.ask('GET', '/v1/api-keys', { token: member.accessToken }));
      assert.deepEqual(tally(await Promise.all(asks)), { 403: 300 });
      const { rows } = await world.pool.query(
        `SELECT count(*)::int AS n FROM audit_events WHERE kind = 'auth.access-refused' AND actor_id = $1`,
        [member.me.member.id],
      );
      assert.equal(rows[0].n, 1);
      return '300 refusals, one event at once; the next one tells of the others';
    },
  },
  {
    name: 'flood the sign-in from three hundred addresses',
    async run(world) {
      const attempts = Array.from({ length: 300 }, (_, n) =>
        world.ask('POST', '/v1/auth/sign-in', {
          headers: world.elsewhere(),
          body: { email: `nobody-${n}@example.gov`, password: 'not the password at all' },
        }),
      );
      const answers = await Promise.all(attempts);
      const busy = answers.filter(({ status }) => status === 503);
      assert.ok(
        answers.every(({ status }) => [401, 503].includes(status)),
        JSON.stringify(tally(answers)),
      );
      assert.ok(busy.length > 0);
      for (const { code, headers } of busy) assert.deepEqual([code, headers.get('retry-after')], ['auth.busy', '2']);
      await (await world.member()).signIn();
      return `${answers.length - busy.length} judged, ${busy.length} sent away; then a member signs in`;
    },
  },
  {
    name: 'lock an administrator out for good who has a new device [V6.1.1]',
    async run(world) {
      const member = await world.member(['administrator']);
      const { email } = member.me.member;
      for (let n = 0; n < 8; n += 1) {
        const body = { email, password: `not the password ${n}` };
        await world.ask('POST', '/v1/auth/sign-in', { headers: world.elsewhere(), body });
      }
      const elsewhere = world.elsewhereAs(member);
      await assert.rejects(elsewhere.signIn(), { status: 429 });
      const said = await world.installation.command('unlock-account', '--email', email);
      assert.match(said, /may try to sign in again/);
      await elsewhere.signIn();
      return 'the operator lifts it, and the member signs in';
    },
  },
];
