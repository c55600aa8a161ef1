import assert from 'node:assert/strict';
import { addProvider, back, begin, beginStepUp, complete, DOMAIN, oidcSettings, scene } from './sso-scene.mjs';

const seconds = () => Math.floor(Date.now() / 1000);
const dangerous = (world, token) => world.ask('POST', '/v1/me/passkeys/options', { token, body: {} });

/** Somebody who signed on an hour ago at the provider, in a browser of their own. */
async function signedOn(world, name, provider, auth_time = seconds() - 3600) {
  const { evil } = await scene(world);
  const { cookie, parameters } = await begin(world, provider);
  const claims = { sub: `sub-of-${name}`, email: `${name}@${DOMAIN}`, email_verified: true, auth_time };
  const code = evil.codeFor({ nonce: parameters.get('nonce'), claims });
  const answer = await back(world, provider, { code, state: parameters.get('state'), iss: evil.issuer }, cookie);
  const session = await complete(world, answer.code, cookie);
  assert.equal(session.status, 200, session.text);
  return { cookie, token: session.json.accessToken, claims };
}

/** A step-up up to the page, with an answer of the attack's making. */
async function attempt(world, { token, cookie, claims }, said) {
  const { evil, first } = await scene(world);
  const { parameters } = await beginStepUp(world, token, cookie);
  assert.deepEqual([parameters.get('max_age'), parameters.get('prompt')], ['0', 'login']);
  const code = evil.codeFor({ nonce: parameters.get('nonce'), claims: { ...claims, auth_time: undefined, ...said } });
  return back(world, first, { code, state: parameters.get('state'), iss: evil.issuer }, cookie);
}

const handIn = (world, { token, cookie }, code) =>
  world.ask('POST', '/v1/auth/step-up/sso/complete', { token, headers: { Cookie: cookie }, body: { code } });

async function assertStale(world, { token }) {
  const { code, json } = await dangerous(world, token);
  assert.deepEqual([code, json.factors], ['auth.step_up_required', ['sso']]);
}

export const SSO_SESSIONS = [
  {
    name: 'sso: step up by an old sign-in at the provider, one without a time, or signing on again [V6.8.4] [V7.5.1]',
    async run(world) {
      const { first } = await scene(world);
      const member = await signedOn(world, 'patient', first);
      await assertStale(world, member);
      const said = [];
      for (const auth_time of [seconds() - 3600, seconds() - 60, undefined, null, String(seconds()), 0])
        said.push((await attempt(world, member, { auth_time })).error);
      assert.ok(said.every(Boolean), said.join());
      await assertStale(world, member);
      await assertStale(world, await signedOn(world, 'patient', first));
      const honest = await attempt(world, member, { auth_time: seconds() });
      assert.equal((await handIn(world, member, honest.code)).status, 204);
      assert.equal((await dangerous(world, member.token)).status, 200);
      return `${[...new Set(said)].join(', ')}; the honest one opens`;
    },
  },
  {
    name: 'sso: step up with another account’s answer, or as somebody who was never here [V6.8.1] [V7.5.1]',
    async run(world) {
      const { first } = await scene(world);
      const victim = await signedOn(world, 'victim', first);
      const { claims } = await signedOn(world, 'accomplice', first);
      const auth_time = seconds();
      const said = [];
      for (const person of [claims, { ...claims, sub: 'never-seen' }, { ...claims, email: victim.claims.email }])
        said.push((await attempt(world, victim, { ...person, auth_time })).error);
      assert.deepEqual([...new Set(said)], ['federation.somebody_else']);
      await assertStale(world, victim);
      return said[0];
    },
  },
  {
    name: 'sso: a step-up’s code in another session, another browser, twice, or to sign in [V7.5.1] [V10.1.2]',
    async run(world) {
      const { first } = await scene(world);
      const [member, elsewhere] = [await signedOn(world, 'code', first), await signedOn(world, 'code', first)];
      const { code } = await attempt(world, member, { auth_time: seconds() });
      const wrong = [
        await handIn(world, elsewhere, code),
        await handIn(world, { ...member, cookie: elsewhere.cookie }, code),
        await handIn(world, { ...member, token: world.town.admin.accessToken }, code),
        await complete(world, code, member.cookie),
      ];
      assert.deepEqual([...new Set(wrong.map(({ status }) => status))], [401]);
      await assertStale(world, elsewhere);
      const tried = await Promise.all(Array.from({ length: 10 }, () => handIn(world, member, code)));
      assert.equal(tried.filter(({ status }) => status === 204).length, 1);
      await assertStale(world, elsewhere);
      return 'once, where it began';
    },
  },
  {
    name: 'sso: go on in a session whose provider was disabled, pointed elsewhere or removed [V7.4.2] [V7.6.1]',
    async run(world) {
      const { evil, second } = await scene(world);
      const { admin } = world.town;
      await admin.post('/v1/auth/step-up', { code: await admin.nextCode() });
      const times = [];
      for (const how of ['disabled', 'another client', 'another issuer', 'removed']) {
        const provider = await addProvider(world, { ...oidcSettings(evil.issuer), name: `Once ${how}` });
        const path = `/v1/identity-providers/${provider.id}`;
        const name = how.replace(' ', '-');
        const { token } = await signedOn(world, name, provider, seconds());
        const under = await begin(world, provider);
        await world.seenByBoth(token);
        const { version } = await admin.get(path);
        const { oidc } = oidcSettings(how === 'another issuer' ? second.issuer : evil.issuer);
        if (how === 'removed') await admin.json('DELETE', path, undefined, { 'If-Match': `"${version}"` });
        else if (how === 'disabled') await admin.patch(path, { enabled: false }, version);
        else await admin.patch(path, { oidc: how === 'another client' ? { ...oidc, clientId: 'b' } : oidc }, version);
        times.push(await world.endsWithinASecond(token));
        if (how === 'disabled') await admin.patch(path, { enabled: true }, version + 1);
        const claims = { sub: `sub-of-${name}`, email: `${name}@${DOMAIN}`, email_verified: true };
        const code = evil.codeFor({ nonce: under.parameters.get('nonce'), claims });
        const query = { code, state: under.parameters.get('state'), iss: evil.issuer };
        const late = await back(world, provider, query, under.cookie);
        assert.equal(late.code, undefined, `${how}: what was under way went on`);
        if (how !== 'removed')
          await admin.json('DELETE', path, undefined, { 'If-Match': `"${(await admin.get(path)).version}"` });
      }
      return `gone on both processes after ${times.join(', ')} ms; what was under way came to nothing`;
    },
  },
];
