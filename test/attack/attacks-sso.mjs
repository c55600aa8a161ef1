import assert from 'node:assert/strict';
import { SAML } from './attacks-saml.mjs';
import { back, begin, complete, DOMAIN, scene } from './sso-scene.mjs';

/** A whole sign-on by OpenID Connect with an answer of the attack's making. */
async function signOn(world, answer = {}, { query = {}, cookie } = {}) {
  const { evil, first } = await scene(world);
  const started = await begin(world, first);
  const claims = { email: `someone@${DOMAIN}`, email_verified: true, name: 'Some One', ...answer.claims };
  const code = evil.codeFor({ nonce: started.parameters.get('nonce'), ...answer, claims });
  const state = started.parameters.get('state');
  const fragment = await back(world, first, { code, state, iss: evil.issuer, ...query }, cookie ?? started.cookie);
  return { ...fragment, cookie: started.cookie };
}

async function refused(world, answer, more) {
  const { code, error } = await signOn(world, answer, more);
  assert.equal(code, undefined, 'it was accepted');
  assert.ok(error, 'no error was told');
  return error;
}

export const SSO = [
  {
    name: 'an honest sign-on (or the other attacks would prove nothing)',
    async run(world) {
      const { code, cookie, error } = await signOn(world, { claims: { sub: 'honest', email: `honest@${DOMAIN}` } });
      assert.equal(error, undefined);
      const session = await complete(world, code, cookie);
      assert.equal(session.status, 200, session.text);
      assert.equal((await world.ask('GET', '/v1/me', { token: session.json.accessToken })).status, 200);
      return 'a session, as it must be';
    },
  },
  {
    name: 'a session that outlives its own times because the provider’s lasts longer [V7.6.1]',
    async run(world) {
      const year = Math.floor(Date.now() / 1000) + 365 * 86_400;
      const claims = { sub: 'long', email: `long@${DOMAIN}`, exp: year, session_expiry: year };
      const { code, cookie } = await signOn(world, { claims });
      const session = await complete(world, code, cookie);
      const { sid } = JSON.parse(Buffer.from(session.json.accessToken.split('.')[1], 'base64url'));
      const { rows } = await world.pool.query('SELECT expires_at - created_at AS life FROM sessions WHERE id = $1', [
        sid,
      ]);
      assert.equal(rows[0].life.hours, 12);
      assert.ok(Date.parse(session.json.expiresAt) - Date.now() <= 600_000);
      return '12 hours and 10 minutes, as for every session';
    },
  },
  {
    name: 'an ID token unsigned, signed by another key, with the public key as a secret [V6.8.2]',
    async run(world) {
      const said = [
        await refused(world, { sign: 'none', header: { alg: 'none' } }),
        await refused(world, { sign: 'none' }),
        await refused(world, { sign: 'other' }),
        await refused(world, { sign: 'hmac', header: { alg: 'HS256' } }),
      ];
      return [...new Set(said)].join(', ');
    },
  },
  {
    name: 'an ID token for another client, of another issuer, expired, or with another nonce [V10.5.1] [V10.5.4]',
    async run(world) {
      const past = Math.floor(Date.now() / 1000) - 3600;
      const said = [
        await refused(world, { claims: { aud: 'another-client' } }),
        await refused(world, { claims: { aud: ['divan', 'another-client'], azp: 'another-client' } }),
        await refused(world, { claims: { iss: 'https://accounts.example' } }),
        await refused(world, { claims: { iat: past, exp: past + 300 } }),
        await refused(world, { nonce: 'another' }),
        await refused(world, { nonce: undefined, claims: { nonce: undefined } }),
      ];
      return [...new Set(said)].join(', ');
    },
  },
  {
    name: 'mix up two providers: the answer of one at the callback of the other; a wrong or missing iss [V10.2.2]',
    async run(world) {
      const { evil, second, first, other } = await scene(world);
      const started = await begin(world, first);
      const [state, nonce] = [started.parameters.get('state'), started.parameters.get('nonce')];
      const claims = { email: `mixed@${DOMAIN}`, email_verified: true };
      const crossed = await back(
        world,
        other,
        { code: evil.codeFor({ nonce, claims }), state, iss: evil.issuer },
        started.cookie,
      );
      assert.equal(crossed.code, undefined);
      const said = [crossed.error];
      for (const iss of [second.issuer, 'https://accounts.example'])
        said.push(await refused(world, {}, { query: { iss } }));
      said.push(await refused(world, { claims: { iss: second.issuer } }));
      return [...new Set(said)].join(', ');
    },
  },
  {
    name: 'an answer in another browser, without its cookie, twice, or that nobody asked for [V10.1.2] [V10.2.1] [V7.6.2]',
    async run(world) {
      const { evil, first } = await scene(world);
      const elsewhere = await begin(world, first);
      const said = [
        await refused(world, {}, { cookie: elsewhere.cookie }),
        await refused(world, {}, { cookie: 'a=b' }),
      ];
      const started = await begin(world, first);
      const [state, nonce] = [started.parameters.get('state'), started.parameters.get('nonce')];
      const claims = { sub: 'twice', email: `twice@${DOMAIN}`, email_verified: true };
      const query = { code: evil.codeFor({ nonce, claims }), state, iss: evil.issuer };
      assert.ok((await back(world, first, query, started.cookie)).code);
      said.push((await back(world, first, query, started.cookie)).error);
      said.push((await back(world, first, { ...query, state: 'made-up' }, started.cookie)).error);
      assert.ok(said.every(Boolean), said.join());
      return [...new Set(said)].join(', ');
    },
  },
  {
    name: 'the code of our page: twice, in another browser, made up [V10.1.2]',
    async run(world) {
      const { first } = await scene(world);
      const { code, cookie } = await signOn(world, { claims: { sub: 'page', email: `page@${DOMAIN}` } });
      assert.equal((await complete(world, code, (await begin(world, first)).cookie)).status, 401);
      const tried = await Promise.all(Array.from({ length: 10 }, () => complete(world, code, cookie)));
      assert.ok(tried.filter(({ status }) => status === 200).length <= 1);
      assert.notEqual((await complete(world, code, cookie)).status, 200);
      assert.ok([400, 401].includes((await complete(world, 'x'.repeat(43), cookie)).status));
      return 'at most one session';
    },
  },
  {
    name: 'an address that is not verified, or of a domain that is not the town’s',
    async run(world) {
      const said = [
        await refused(world, { claims: { email_verified: false } }),
        await refused(world, { claims: { email_verified: undefined } }),
        await refused(world, { claims: { email: 'admin@elsewhere.example' } }),
        await refused(world, { claims: { email: `admin@${DOMAIN}.attacker.example` } }),
        await refused(world, { claims: { email: `"a@attacker.example"@${DOMAIN}@x` } }),
        await refused(world, { claims: { email: world.town.admin.me.member.email } }),
        await refused(world, { claims: { email: world.village.admin.me.member.email } }),
      ];
      return [...new Set(said)].join(', ');
    },
  },
  {
    name: 'speak at one provider for the user of another [V6.8.1] [V10.3.3]',
    async run(world) {
      const { second, other } = await scene(world);
      const claims = { sub: 'known', email: `known@${DOMAIN}`, email_verified: true };
      const { code, cookie } = await signOn(world, { claims });
      const victim = await complete(world, code, cookie);
      const started = await begin(world, other);
      const [state, nonce] = [started.parameters.get('state'), started.parameters.get('nonce')];
      const stranger = { sub: 'known', email: `stranger@${DOMAIN}`, email_verified: true };
      const taken = await back(
        world,
        other,
        { code: second.codeFor({ nonce, claims: stranger }), state, iss: second.issuer },
        started.cookie,
      );
      if (!taken.code) return taken.error;
      const session = await complete(world, taken.code, started.cookie);
      const who = async (token) => (await world.ask('GET', '/v1/me', { token })).json.member.id;
      assert.notEqual(await who(session.json.accessToken), await who(victim.json.accessToken));
      return 'the same subject elsewhere is another member';
    },
  },
  {
    name: 'lead the browser away by the answer, the state or the path',
    async run(world) {
      const { first } = await scene(world);
      for (const query of [
        { redirect_uri: 'https://attacker.example', state: 'x' },
        { error: 'access_denied', error_description: '<script>', error_uri: 'https://attacker.example', state: 'x' },
        { RelayState: 'https://attacker.example', returnTo: '//attacker.example', code: 'x', state: 'x' },
      ]) {
        const { error } = await back(world, first, query, 'a=b');
        assert.match(error, /^[\w.-]+$/);
      }
      return 'only ever to the page of WEB_URL';
    },
  },
  {
    name: 'metadata that names another issuer, or an address inside the house [V10.5.3]',
    async run(world) {
      const { evil, first } = await scene(world);
      const { admin } = world.town;
      const genuine = { ...evil.metadata };
      try {
        evil.metadata.issuer = 'https://accounts.example';
        assert.equal((await admin.post(`/v1/identity-providers/${first.id}/test`)).ok, false);
        Object.assign(evil.metadata, genuine, { authorization_endpoint: 'http://169.254.169.254/latest' });
        const tested = await admin.raw('POST', `/v1/identity-providers/${first.id}/test`);
        const started = await world.ask('POST', `/v1/auth/sso/${first.id}`, { body: {}, headers: world.elsewhere() });
        assert.ok(
          started.status !== 200 || !started.json.redirectUrl.includes('169.254'),
          `${tested.status} ${started.text}`,
        );
      } finally {
        Object.assign(evil.metadata, genuine);
        await admin.raw('POST', `/v1/identity-providers/${first.id}/test`);
      }
    },
  },
  ...SAML,
];
