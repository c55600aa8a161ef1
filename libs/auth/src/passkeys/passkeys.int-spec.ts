import { newAdministrator, newMember, type SignedIn } from '../../../../test/support/sign-in';
import { AuthWorld, bodyOf, sessionOf, until, WEB_URL, type Begun } from '../auth-world.fake';
import type { Oddity, SoftwareAuthenticator } from './authenticator.fake';

describe('passkeys', () => {
  let world: AuthWorld;
  let admin: SignedIn;
  let key: SoftwareAuthenticator;

  beforeAll(async () => {
    world = await AuthWorld.create();
    admin = await newAdministrator(world.test);
    key = await world.addPasskey(admin);
  });
  afterAll(() => world.close());
  beforeEach(() => world.fresh());

  const begin = async (challenge?: string): Promise<Begun> =>
    bodyOf(await world.post('/auth/passkey-options', { challenge }).expect(200));
  const attempt = async (oddity: Oddity): Promise<number> => {
    const { ceremony, options } = await begin();
    return (await world.post('/auth/passkey', { ceremony, response: key.get(options, oddity) })).status;
  };

  it('sign in with nothing else, and count as two factors [V6.3.3]', async () => {
    const session = sessionOf(await world.passkeySignIn(key));
    const { body } = await world.send('get', '/auth/sessions', session).expect(200);
    expect((body as { items: object[] }).items).toContainEqual(
      expect.objectContaining({ current: true, methods: ['passkey'] }),
    );
    expect(bodyOf<{ member: { email: string } }>(await world.send('get', '/me', session)).member.email).toBe(
      admin.email,
    );
  });

  it('sign in after the password', async () => {
    const { step, factors, challenge } = await world.next(admin);
    expect([step, factors]).toEqual(['totp', ['totp', 'passkey', 'recovery-code']]);
    const { ceremony, options } = await begin(challenge);
    await world.post('/auth/passkey', { ceremony, response: key.get(options) }).expect(200);
  });

  it('are asked to verify the person, for this site', async () => {
    expect((await begin()).options).toMatchObject({ rpId: new URL(WEB_URL).hostname, userVerification: 'required' });
  });

  it.each<[string, Oddity]>([
    ['from another origin', { origin: 'https://divan.rivertown.example.evil.example' }],
    ['for another site', { rpId: 'evil.example' }],
    ['to another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['of a registration', { type: 'webauthn.create' }],
    ['signed with another key', { forged: true }],
    ['of nobody present', { present: false }],
    ['of nobody verified', { verified: false }],
    ['of a copied authenticator', { copied: true }],
    ['in the name of another account', { userHandle: Buffer.from('somebody else').toString('base64url') }],
  ])('are not accepted %s [V6.3.1]', async (_, oddity) => {
    expect(await attempt({})).toBe(200);
    expect(await attempt(oddity)).toBe(401);
    expect(await attempt({})).toBe(200);
  });

  it('answer a ceremony once, also simultaneously, and not one of another purpose [V6.5.1]', async () => {
    const { ceremony, options } = await begin();
    const response = key.get(options);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.post('/auth/passkey', { ceremony, response })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    await world.post('/auth/passkey', { ceremony, response }).expect(401);
    const session = await world.signIn(admin);
    const other = await begin();
    const stepUp = { ceremony: other.ceremony, response: key.get(other.options) };
    await world.post('/auth/step-up', stepUp, session).expect(401);
    world.offset += 6 * 60_000;
    const late = await begin();
    world.offset += 6 * 60_000;
    await world.post('/auth/passkey', { ceremony: late.ceremony, response: key.get(late.options) }).expect(401);
  });

  it('of another account do not do after a password', async () => {
    const member = await newMember(world.test, await world.signIn(admin), 'second@rivertown.example', ['agent']);
    await world.addPasskey(member);
    const { challenge } = await world.next(member);
    const mine = await begin();
    const { ceremony } = await begin(challenge);
    await world.post('/auth/passkey', { ceremony, response: key.get(mine.options) }).expect(401);
  });

  it('are listed, renamed and removed by their owner only', async () => {
    const session = await world.signIn(admin);
    const stranger = await newMember(world.test, session, 'stranger@rivertown.example', ['agent']);
    await world.addPasskey(session, world.authenticator(), 'Spare');
    const list = async (): Promise<{ id: string; name: string }[]> =>
      bodyOf<{ items: { id: string; name: string }[] }>(await world.send('get', '/me/passkeys', session)).items;
    const spare = (await list()).find(({ name }) => name === 'Spare')!;
    expect(spare).toMatchObject({ backedUp: true, transports: ['internal', 'hybrid'], lastUsedAt: null });
    await world.send('patch', `/me/passkeys/${spare.id}`, stranger).send({ name: 'Mine' }).expect(404);
    await world.send('delete', `/me/passkeys/${spare.id}`, stranger).expect(404);
    await world.send('patch', `/me/passkeys/${spare.id}`, session).send({ name: 'Safe' }).expect(200);
    await world.send('delete', `/me/passkeys/${spare.id}`, session).expect(204);
    expect((await list()).map(({ name }) => name)).toEqual(['Key']);
    const subjects = (await world.mails(admin.email)).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject.includes('passkey'))).toHaveLength(3);
    expect(await world.kinds()).toEqual(
      expect.arrayContaining(['auth.passkey-added', 'auth.passkey-renamed', 'auth.passkey-removed']),
    );
  });

  it('are added and removed only with a fresh second factor, in the session that asked [V7.5.1]', async () => {
    const session = await world.signIn(admin);
    const begun = bodyOf<Begun>(await world.post('/me/passkeys/options', {}, session).expect(200));
    const answer = { ceremony: begun.ceremony, response: world.authenticator().create(begun.options), name: 'Other' };
    await world.post('/me/passkeys', answer, await world.signIn(admin)).expect(401);
    world.offset += 6 * 60_000;
    const { body } = await world.post('/me/passkeys/options', {}, session).expect(403);
    expect(body).toMatchObject({ code: 'auth.step_up_required', factors: ['passkey', 'totp'] });
    await world.post('/me/passkeys', answer, session).expect(403);
  });

  describe('when a role asks for one', () => {
    let officer: SignedIn;
    beforeAll(async () => {
      await world.fresh();
      admin = await world.signIn(admin);
      officer = await newMember(world.test, admin, 'officer@rivertown.example', ['auditor']);
      const acting = sessionOf(await world.passkeySignIn(key));
      await world.policy(acting, { phishingResistantRoles: ['auditor', 'administrator'] });
    });

    it('end what was opened with a code at once', async () => {
      await until(() => world.send('get', '/me', officer), 401);
      expect(await world.kinds()).toContain('auth.session-ended');
    });

    it('are enrolled after the authenticator’s code, and then are the only way in [V6.3.3] [V6.3.4]', async () => {
      const first = await world.next(officer);
      expect(first).toMatchObject({ step: 'totp', factors: ['totp', 'recovery-code'] });
      const code = await world.code(officer);
      const more = bodyOf<{ step: string; challenge: string; accessToken?: string }>(
        await world.post('/auth/totp', { challenge: first.challenge, code }).expect(200),
      );
      expect(more).toMatchObject({ step: 'passkey-enrolment', factors: ['passkey'] });
      expect(more.accessToken).toBeUndefined();
      await world.post('/auth/passkey-enrolment', { challenge: first.challenge }).expect(401);
      const { challenge } = more;
      const begun = bodyOf<Begun>(await world.post('/auth/passkey-enrolment', { challenge }).expect(200));
      const phone = world.authenticator();
      const answer = { challenge, ceremony: begun.ceremony, name: 'Phone' };
      const unverified = { ...answer, response: phone.create(begun.options, { verified: false }) };
      await world.post('/auth/passkey-enrolment/confirm', unverified).expect(401);
      const response = world.authenticator().create(begun.options);
      const tries = await Promise.all(
        [1, 2, 3].map(() => world.post('/auth/passkey-enrolment/confirm', { ...answer, response })),
      );
      expect(tries.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
      const next = await world.next(officer);
      expect(next).toMatchObject({ step: 'passkey', factors: ['passkey', 'recovery-code'] });
      await world.post('/auth/totp', { challenge: next.challenge, code: await world.code(officer, 1) }).expect(401);
    });

    it('that are lost are replaced before anything else, with a recovery code that counts once [V6.4.4]', async () => {
      await world.fresh();
      const recoveryCode = officer.recoveryCodes[0];
      const { challenge } = await world.next(officer);
      const more = bodyOf<{ step: string; challenge: string }>(
        await world.post('/auth/totp', { challenge, recoveryCode }).expect(200),
      );
      expect(more.step).toBe('passkey-enrolment');
      await world.post('/auth/totp', { challenge, recoveryCode }).expect(401);
      const begun = bodyOf<Begun>(await world.post('/auth/passkey-enrolment', more).expect(400));
      expect(begun.ceremony).toBeUndefined();
      const again = bodyOf<Begun>(
        await world.post('/auth/passkey-enrolment', { challenge: more.challenge }).expect(200),
      );
      const fresh = world.authenticator();
      const { body } = await world
        .post('/auth/passkey-enrolment/confirm', {
          challenge: more.challenge,
          ceremony: again.ceremony,
          response: fresh.create(again.options),
          name: 'New phone',
        })
        .expect(200);
      expect(body).not.toHaveProperty('recoveryCodes');
      await world.passkeySignIn(fresh).then(({ status }) => expect(status).toBe(200));
    });

    it('are all that a new member needs, who gets recovery codes too', async () => {
      const acting = sessionOf(await world.passkeySignIn(key));
      const { link } = bodyOf<{ link: string }>(
        await world.post(
          '/invitations',
          { email: 'new@rivertown.example', name: 'New', roles: ['auditor'], teamIds: [] },
          acting,
        ),
      );
      const accept = { name: 'New', password: admin.password };
      const next = bodyOf<{ step: string; challenge: string }>(
        await world.post(`/auth/invitations/${link.split('/').at(-1)}`, accept).expect(200),
      );
      expect(next.step).toBe('passkey-enrolment');
      const two = await Promise.all(
        [1, 2].map(() => world.next({ email: 'new@rivertown.example', password: admin.password })),
      );
      const confirm = async ({ challenge }: { challenge: string }) => {
        const begun = bodyOf<Begun>(await world.post('/auth/passkey-enrolment', { challenge }).expect(200));
        const response = world.authenticator().create(begun.options);
        const answer = { challenge, ceremony: begun.ceremony, response, name: 'Key' };
        return world.post('/auth/passkey-enrolment/confirm', answer);
      };
      expect(bodyOf<{ recoveryCodes: string[] }>(await confirm(two[0]!)).recoveryCodes).toHaveLength(10);
      // Another who knows the password has begun the same: too late.
      expect((await confirm(two[1]!)).status).toBe(409);
    });

    it('step up, where a code does not', async () => {
      const session = sessionOf(await world.passkeySignIn(key));
      world.offset += 6 * 60_000;
      const { body } = await world.send('delete', '/auth/sessions', session).expect(403);
      expect(body).toMatchObject({ factors: ['passkey'] });
      await world.post('/auth/step-up', { code: await world.code(admin) }, session).expect(403);
      const { ceremony, options } = bodyOf<Begun>(await world.post('/auth/step-up/passkey-options', {}, session));
      await world
        .post('/auth/step-up', { ceremony, response: key.get(options, { forged: true }) }, session)
        .expect(401);
      await world.post('/auth/step-up', { ceremony, response: key.get(options) }, session).expect(204);
      await world.post('/auth/step-up', { ceremony, response: key.get(options) }, session).expect(401);
      await world.send('delete', '/auth/sessions', session).expect(204);
    });

    it('cannot be removed down to none', async () => {
      const session = sessionOf(await world.passkeySignIn(key));
      const { items } = bodyOf<{ items: { id: string }[] }>(await world.send('get', '/me/passkeys', session));
      expect(items).toHaveLength(1);
      const { body } = await world.send('delete', `/me/passkeys/${items[0]!.id}`, session).expect(409);
      expect(body).toMatchObject({ code: 'auth.last_factor' });
      expect(await world.kinds()).toContain('auth.credential-change-refused');
    });
  });
});
