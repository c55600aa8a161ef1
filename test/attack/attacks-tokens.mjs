import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

const json = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const seconds = () => Math.floor(Date.now() / 1000);

/** Claims and header of a genuine access token of the town's administrator. */
function genuine(world) {
  const [header, payload] = world.town.admin.accessToken
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url')));
  return { header, payload };
}

function hmac(header, payload, key) {
  const body = `${json(header)}.${json(payload)}`;
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}

/** A token with the installation's own key and all claims right but those given. */
function forged(world, { header = {}, payload = {} } = {}) {
  const real = genuine(world);
  return hmac({ ...real.header, ...header }, { ...real.payload, ...payload }, world.keyOf('access-token'));
}

async function refused(world, token) {
  const { status, code } = await world.ask('GET', '/v1/me', { token });
  assert.deepEqual([status, code], [401, 'auth.not_signed_in']);
}

export const TOKENS = [
  {
    name: 'a token made with the genuine key and claims (or the other attacks would prove nothing)',
    async run(world) {
      assert.equal((await world.ask('GET', '/v1/me', { token: forged(world) })).status, 200);
      return 'accepted, as it must be';
    },
  },
  {
    name: 'alg none, in every spelling [V9.1.2]',
    async run(world) {
      const { header, payload } = genuine(world);
      for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
        for (const signature of ['', 'x', world.town.admin.accessToken.split('.')[2]])
          await refused(world, `${json({ ...header, alg })}.${json(payload)}.${signature}`);
      }
    },
  },
  {
    name: 'another key; no key; a purpose’s key other than the access token’s [V9.1.1]',
    async run(world) {
      const { header, payload } = genuine(world);
      const keys = [
        Buffer.from('secret'),
        Buffer.alloc(32),
        ...['challenge', 'refresh-rotation'].map((p) => world.keyOf(p)),
      ];
      for (const key of keys) await refused(world, hmac(header, payload, key));
    },
  },
  {
    name: 'change claims and keep the signature [V9.1.1]',
    async run(world) {
      const [header, , signature] = world.town.admin.accessToken.split('.');
      const { payload } = genuine(world);
      for (const change of [{ exp: payload.exp + 60 }, { org: world.village.id }, { sub: randomUUID() }])
        await refused(world, `${header}.${json({ ...payload, ...change })}.${signature}`);
    },
  },
  {
    name: 'an asymmetric algorithm, with the key in the header: jwk, jku, x5u, kid [V9.1.2] [V9.1.3]',
    async run(world) {
      const { header, payload } = genuine(world);
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const jwk = publicKey.export({ format: 'jwk' });
      const heads = [{ jwk }, { jku: 'https://attacker.example/jwks' }, { x5u: 'https://attacker.example/c' }];
      for (const extra of [...heads, { kid: '../../../../dev/null' }]) {
        const body = `${json({ ...header, ...extra, alg: 'RS256' })}.${json(payload)}`;
        await refused(world, `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`);
        await refused(world, hmac({ ...header, ...extra }, payload, publicKey.export({ format: 'pem', type: 'spki' })));
      }
    },
  },
  {
    name: 'another audience, issuer, type or purpose, under the genuine key [V9.2.2] [V9.2.3] [V10.3.1]',
    async run(world) {
      for (const payload of [
        { aud: 'divan:sign-in' },
        { aud: ['attacker'] },
        { aud: undefined },
        { iss: 'attacker' },
        { iss: undefined },
        { purpose: 'totp' },
        { purpose: undefined },
      ])
        await refused(world, forged(world, { payload }));
      for (const typ of ['JWT', 'divan-challenge+jwt', undefined])
        await refused(world, forged(world, { header: { typ } }));
    },
  },
  {
    name: 'an expired one, one of the future, one without an end [V9.2.1]',
    async run(world) {
      await refused(world, forged(world, { payload: { exp: seconds() - 1 } }));
      await refused(world, forged(world, { payload: { nbf: seconds() + 120 } }));
    },
  },
  {
    name: 'the claims of a member, the organization of another [V8.4.1] [V9.2.4]',
    async run(world) {
      await refused(world, forged(world, { payload: { org: world.village.id } }));
      await refused(world, forged(world, { payload: { sub: world.village.admin.me.member.id } }));
      await refused(world, forged(world, { payload: { sid: randomUUID() } }));
    },
  },
  {
    name: 'the challenge of the password step as an access token [V9.2.2]',
    async run(world) {
      const member = await world.member();
      const body = { email: member.me.member.email, password: member.password };
      const { json: step } = await world.ask('POST', '/v1/auth/sign-in', { headers: world.elsewhere(), body });
      await refused(world, step.challenge);
      const { status } = await world.ask('POST', '/v1/auth/totp', {
        headers: world.elsewhere(),
        body: { challenge: member.accessToken, code: await member.nextCode() },
      });
      assert.equal(status, 401);
      return 'refused, and the other way round too';
    },
  },
  {
    name: 'the token in the query, in a cookie, in the body, as Basic, twice [V7.2.1]',
    async run(world) {
      const token = world.town.admin.accessToken;
      for (const query of ['access_token', 'token', 'authorization'])
        assert.equal((await world.ask('GET', `/v1/me?${query}=${token}`)).status, 401);
      for (const headers of [
        { Cookie: `access_token=${token}; __Host-divan-refresh=${token}` },
        { Authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` },
        { Authorization: token },
        { Authorization: `Bearer ${token} ${token}` },
        { Authorization: `Bearer  ` },
        { 'X-Access-Token': token, 'X-Original-Authorization': `Bearer ${token}` },
      ])
        assert.equal((await world.ask('GET', '/v1/me', { headers })).status, 401, JSON.stringify(headers));
    },
  },
  {
    name: 'rubbish where a token belongs [V9.1.1] [V16.5.1]',
    async run(world) {
      for (const token of [
        '',
        'a',
        'a.b.c',
        '..',
        `${'x'.repeat(6000)}.y.z`,
        '{}.{}.{}',
        'dk_',
        'dk_x_y',
        'null',
        '%00',
      ])
        assert.equal((await world.ask('GET', '/v1/me', { token })).status, 401, token.slice(0, 20));
    },
  },
];
