import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

/** The password step, from an address of its own. */
async function challengeOf(world, member, headers = world.elsewhere()) {
  const { email } = member.me.member;
  const answer = await world.ask('POST', '/v1/auth/sign-in', { headers, body: { email, password: member.password } });
  assert.equal(answer.status, 200, answer.text);
  return { challenge: answer.json.challenge, headers };
}

const give = (world, { challenge, headers }, factor) =>
  world.ask('POST', '/v1/auth/totp', { headers, body: { challenge, ...factor } });

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

export const CODES = [
  {
    name: 'replay a TOTP code that was just accepted [V6.5.1]',
    async run(world) {
      const member = await world.member();
      const code = await member.nextCode();
      assert.equal((await give(world, await challengeOf(world, member), { code })).status, 200);
      const again = await give(world, await challengeOf(world, member), { code });
      assert.deepEqual([again.status, again.code], [401, 'auth.invalid_code']);
      return 'accepted once; then 401 auth.invalid_code';
    },
  },
  {
    name: 'fifty parallel sign-ins with one code [V6.5.1]',
    async run(world) {
      const member = await world.member();
      const code = await member.nextCode();
      const started = await challengeOf(world, member);
      const answers = await Promise.all(Array.from({ length: 50 }, () => give(world, started, { code })));
      const opened = answers.filter(({ status }) => status === 200).length;
      assert.equal(opened, 1);
      return `1 session, ${answers.length - opened} refusals`;
    },
  },
  {
    name: 'guess codes [V6.3.1] [V6.6.3]',
    async run(world) {
      const member = await world.member();
      const started = await challengeOf(world, member);
      const answers = [];
      for (let n = 0; n < 12; n += 1) answers.push(await give(world, started, { code: String(n).padStart(6, '0') }));
      const stopped = answers.findIndex(({ status }) => status === 429);
      assert.ok(stopped > 0 && stopped <= 6, `stopped after ${stopped}`);
      assert.ok(Number(answers[stopped].headers.get('retry-after')) >= 1);
      return `429 with Retry-After from attempt ${stopped + 1}`;
    },
  },
  {
    name: 'guess codes from a hundred addresses at once [V6.3.1]',
    async run(world) {
      const member = await world.member();
      const { challenge } = await challengeOf(world, member);
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, n) =>
          give(
            world,
            { challenge, headers: world.elsewhere() },
            {
              code: String(n * 7919)
                .padStart(6, '0')
                .slice(-6),
            },
          ),
        ),
      );
      const judged = answers.filter(({ status }) => status === 401).length;
      assert.ok(judged <= 6, `${judged} guesses were judged`);
      return `${judged} guesses judged, ${answers.length - judged} refused unjudged`;
    },
  },
  {
    name: 'a code of another member’s authenticator',
    async run(world) {
      const [member, other] = [await world.member(), await world.member()];
      const answer = await give(world, await challengeOf(world, member), { code: await other.nextCode() });
      assert.deepEqual([answer.status, answer.code], [401, 'auth.invalid_code']);
    },
  },
  {
    name: 'spend one recovery code twice, and twenty times at once [V6.5.1]',
    async run(world) {
      const member = await world.member();
      const [first, second] = member.recoveryCodes;
      const started = await challengeOf(world, member);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => give(world, started, { recoveryCode: first })),
      );
      assert.ok(answers.filter(({ status }) => status === 200).length <= 1);
      assert.notEqual((await give(world, await challengeOf(world, member), { recoveryCode: first })).status, 200);
      assert.notEqual(second, first);
      return 'at most one session';
    },
  },
  {
    name: 'guess passwords [V6.3.1]',
    async run(world) {
      const { email } = (await world.member()).me.member;
      const headers = world.elsewhere();
      const codes = [];
      for (let n = 0; n < 8; n += 1) {
        const body = { email, password: `not the password ${n}` };
        codes.push((await world.ask('POST', '/v1/auth/sign-in', { headers, body })).status);
      }
      assert.ok(codes.indexOf(429) > 0 && codes.indexOf(429) <= 6, String(codes));
      return codes.join(' ');
    },
  },
  {
    name: 'lock a member out by failing in their name from elsewhere [V6.1.1] [V6.3.1]',
    async run(world) {
      const member = await world.member();
      const { email } = member.me.member;
      for (let n = 0; n < 30; n += 1) {
        const body = { email, password: `not the password ${n}` };
        await world.ask('POST', '/v1/auth/sign-in', { headers: world.elsewhere(), body });
      }
      await member.signIn();
      return 'on the device where they signed in before, the member signs in';
    },
  },
  {
    name: 'tell by words, status or time who exists, at the password step [V6.3.1]',
    async run(world) {
      const { email } = (await world.member()).me.member;
      const known = await failures(world, () => email, 4);
      const unknown = await failures(world, () => `nobody-${randomBytes(4).toString('hex')}@example.gov`, 4);
      assert.deepEqual(new Set(known.words), new Set(unknown.words));
      const [a, b] = [median(known.times), median(unknown.times)];
      assert.ok(Math.abs(a - b) < 120, `${a.toFixed(0)} against ${b.toFixed(0)} ms`);
      return `the same words; ${a.toFixed(0)} against ${b.toFixed(0)} ms`;
    },
  },
  {
    name: 'tell who exists by asking for a new password [V6.4.3]',
    async run(world) {
      const { email } = (await world.member()).me.member;
      const known = await resets(world, () => email);
      const unknown = await resets(world, () => `nobody-${randomBytes(4).toString('hex')}@example.gov`);
      assert.deepEqual(new Set(known.words), new Set(unknown.words));
      const [a, b] = [median(known.times), median(unknown.times)];
      assert.ok(Math.abs(a - b) < 120, `${a.toFixed(0)} against ${b.toFixed(0)} ms`);
      return `the same words; ${a.toFixed(0)} against ${b.toFixed(0)} ms`;
    },
  },
  {
    name: 'the accounts and passwords that other products come with [V6.3.2]',
    async run(world) {
      const { rows } = await world.pool.query('SELECT count(*)::int AS n FROM accounts WHERE email NOT LIKE $1', [
        '%@example.gov',
      ]);
      assert.equal(rows[0].n, 0, 'there are accounts that nobody here has made');
      for (const name of ['admin', 'root', 'sa', 'divan', 'administrator', 'test', 'demo'])
        for (const password of [name, 'admin', 'password', 'changeme', 'divan-divan-divan']) {
          const body = { email: `${name}@localhost.localdomain`, password };
          const { status } = await world.ask('POST', '/v1/auth/sign-in', { headers: world.elsewhere(), body });
          assert.ok([400, 401, 429].includes(status), `${name}: ${status}`);
        }
      return 'only the accounts that were made here exist';
    },
  },
  {
    name: 'hints and secret questions, anywhere in the API [V6.4.2]',
    run(world) {
      const names = JSON.stringify(world.document.components.schemas).match(/"(\w*(hint|question|maiden)\w*)"/gi) ?? [];
      assert.deepEqual(names, []);
      return 'no field of the API document asks for one';
    },
  },
  {
    name: 'guess the token of a password reset or an invitation [V6.4.1]',
    async run(world) {
      for (const path of ['/v1/auth/password-resets/', '/v1/auth/invitations/']) {
        for (const token of ['1', 'x'.repeat(43), randomBytes(32).toString('base64url'), '%00', '..%2f..%2fme']) {
          const answer = await world.ask('GET', path + token, { headers: world.elsewhere() });
          assert.ok([400, 404].includes(answer.status), `${path}${token}: ${answer.status}`);
        }
      }
      return '404, whatever the token';
    },
  },
  {
    name: 'see an invitation’s link; take an account along by it with its password alone',
    async run(world) {
      const { me, password } = await world.member();
      const { email, name } = me.member;
      const invitation = { email, name, roles: ['agent'], teamIds: [] };
      const { link } = await world.village.admin.post('/v1/invitations', invitation);
      assert.equal(link, null);
      const mail = await world.mailTo(email, world.village.name);
      const [, token] = /\/invitations\/([\w-]+)/.exec(mail);
      const headers = world.elsewhere();
      const answer = await world.ask('POST', `/v1/auth/invitations/${token}`, { headers, body: { name, password } });
      assert.deepEqual([answer.status, answer.json.step], [200, 'totp']);
      const { items } = await world.village.admin.get('/v1/members?limit=200');
      assert.equal(items.find((member) => member.email === email).state, 'invited');
      return 'null; and invited, until the second factor is given';
    },
  },
];

async function failures(world, emailOf, times) {
  const said = { words: [], times: [] };
  const headers = world.elsewhere();
  for (let n = 0; n < times; n += 1) {
    const began = performance.now();
    const body = { email: emailOf(), password: 'not the password at all' };
    const { status, json } = await world.ask('POST', '/v1/auth/sign-in', { headers, body });
    said.times.push(performance.now() - began);
    said.words.push(JSON.stringify([status, json.code, json.detail]));
  }
  return said;
}

async function resets(world, emailOf) {
  const said = { words: [], times: [] };
  for (let n = 0; n < 5; n += 1) {
    const began = performance.now();
    const body = { email: emailOf() };
    const answer = await world.ask('POST', '/v1/auth/password-resets', { headers: world.elsewhere(), body });
    assert.equal(answer.status, 202, answer.text);
    said.times.push(performance.now() - began);
    said.words.push(answer.text);
  }
  return said;
}
