import { MemberProvisioning } from '@divan/accounts';
import { newId, systemContext } from '@divan/platform';
import {
  invite,
  join,
  joinAlso,
  mailedLink,
  newAdministrator,
  newMember,
  type SignedIn,
} from '../../../../test/support/sign-in';
import { AuthWorld, bodyOf, sessionOf, until } from '../auth-world.fake';
import type { Origin } from '../member-context';
import { ExternalSignIn } from './external-sign-in';

const PROVIDER = newId();

describe('sessions', () => {
  let world: AuthWorld;
  let admin: SignedIn;
  let members = 0;

  beforeAll(async () => {
    world = await AuthWorld.create();
    admin = await newAdministrator(world.test);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.fresh();
    admin = await world.signIn(admin);
  });

  const someone = (roles = ['agent']): Promise<SignedIn> =>
    newMember(world.test, admin, `member${(members += 1)}@rivertown.example`, roles);
  /** Somebody whose address is proven, and who therefore may join a second organization. */
  const byMail = async (email: string): Promise<SignedIn> => {
    await invite(world.test, await world.signIn(admin), email, ['agent']);
    return join(world.test, await mailedLink(world.test, email), email);
  };
  const me = (session: { accessToken: string }) => world.send('get', '/me', session);
  const refresh = (session: { cookie: string }) =>
    world.post('/auth/refresh').set('X-Divan-Client', 'web').set('Cookie', session.cookie);
  const now = (): Date => new Date(Date.now() + world.offset);
  const external = (member: SignedIn, phishingResistant = false, authenticatedAt: Date | null = now()) => {
    const origin: Origin = { requestId: 'sso', address: null, userAgent: null };
    const { organizationId, memberId } = member;
    const service = world.test.app.get(ExternalSignIn, { strict: false });
    const proof = { memberId, providerId: PROVIDER, methods: ['oidc'], phishingResistant, authenticatedAt } as const;
    return world.database.transaction({ organizationId }, (tx) =>
      service.open(tx, origin, { organizationId, ...proof }),
    );
  };

  it('are ended by their member: one, and all but the present one [V7.5.2] [V7.4.1]', async () => {
    const first = await someone();
    const second = await world.signIn(first);
    const third = await world.signIn(first);
    const { items } = bodyOf<{ items: { id: string; current: boolean; methods: string[] }[] }>(
      await world.send('get', '/auth/sessions', third).expect(200),
    );
    expect(items.map(({ current, methods }) => [current, methods])).toEqual([
      [true, ['password', 'totp']],
      [false, ['password', 'totp']],
      [false, ['password', 'totp']],
    ]);
    await world.send('delete', `/auth/sessions/${items[1]!.id}`, third).expect(204);
    await until(() => me(second), 401);
    await me(first).expect(200);
    await world.send('delete', '/auth/sessions', third).expect(204);
    await until(() => me(first), 401);
    await refresh(first).expect(401);
    await me(third).expect(200);
  });

  it('are ended by administrators, of a member and of everybody, and by nobody else [V7.4.5]', async () => {
    const [one, two] = [await someone(), await someone()];
    await world.send('delete', `/members/${one.memberId}/sessions`, two).expect(403);
    await world.send('delete', '/sessions', two).expect(403);
    await world.send('delete', `/members/${one.memberId}/sessions`, admin).expect(204);
    await until(() => me(one), 401);
    await me(two).expect(200);
    await world.send('delete', '/sessions', admin).expect(204);
    await until(() => me(two), 401);
    await me(admin).expect(200);
    const stranger = await newAdministrator(world.test, 'admin@strangers.example');
    await world.send('delete', `/members/${admin.memberId}/sessions`, stranger).expect(404);
    await world.send('delete', '/sessions', stranger).expect(204);
    await me(admin).expect(200);
    world.offset += 6 * 60_000;
    await world.send('delete', '/sessions', admin).expect(403);
  });

  it('end after as many idle minutes as the policy says, with their access tokens [V7.3.1]', async () => {
    const member = await someone();
    await world.policy(admin, { idleMinutes: 5 });
    const { expiresAt, accessToken } = bodyOf<{ expiresAt: string; accessToken: string }>(
      await refresh(member).expect(200),
    );
    expect(Date.parse(expiresAt) - Date.now() - world.offset).toBeLessThanOrEqual(150_000);
    const other = await world.signIn(member);
    await me({ accessToken }).expect(200);
    world.offset += 5 * 60_000;
    await me(other).expect(401);
    await refresh(other).expect(401);
    await world.policy(await world.signIn(admin), { idleMinutes: 30 });
  });

  it('that a browser had end with the next sign-in there [V7.2.4]', async () => {
    const member = await someone();
    world.offset += 90_000;
    const { challenge } = await world.next(member);
    const answer = await world
      .post('/auth/totp', { challenge, code: await world.code(member) })
      .set('Cookie', member.cookie)
      .expect(200);
    await until(() => me(member), 401);
    await me(sessionOf(answer)).expect(200);
    expect(sessionOf(answer).cookie).not.toBe(member.cookie);
  });

  it('are told by mail when they begin on a device that is new to the account', async () => {
    const member = await someone();
    const mails = async (): Promise<string[]> =>
      (await world.mails(member.email)).filter(({ subject }) => /new device/.test(subject)).map(({ text }) => text);
    const device = async (cookie: string | null, agent: string): Promise<string> => {
      world.offset += 90_000;
      const { challenge } = await world.next(member);
      const sent = world.post('/auth/totp', { challenge, code: await world.code(member) }).set('User-Agent', agent);
      const answer = await (cookie ? sent.set('Cookie', cookie) : sent).expect(200);
      const set = answer.headers['set-cookie'] as unknown as string[];
      expect(set[1]).toMatch(
        /^__Host-divan_device=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      );
      return set[1]!.split(';')[0]!;
    };
    expect(await mails()).toEqual([]);
    const firefox = await device(null, 'Mozilla/5.0 (Windows NT 10.0; rv:141.0) Gecko/20100101 Firefox/141.0');
    expect(await mails()).toEqual([expect.stringContaining('Firefox on Windows')]);
    await device(firefox, 'Mozilla/5.0 (Windows NT 10.0; rv:142.0) Gecko/20100101 Firefox/142.0');
    expect(await mails()).toHaveLength(1);
    // A cookie that was carried off to another browser.
    await device(firefox, 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605.1.15');
    expect(await mails()).toHaveLength(2);
  });

  describe('of an identity provider', () => {
    it('open for active members only, and count as two factors [V6.3.4]', async () => {
      const member = await someone();
      const tokens = await external(member);
      await me(tokens).expect(200);
      await world.send('patch', `/members/${member.memberId}`, admin).set('If-Match', '*').send({ state: 'disabled' });
      await expect(external(member)).rejects.toMatchObject({ code: 'auth.member_not_active' });
      await until(() => me(tokens), 401);
    });

    it('do not open where a role asks for more than the provider vouches for', async () => {
      const member = await someone(['analyst']);
      await world.policy(admin, { phishingResistantRoles: ['analyst'] });
      await expect(external(member)).rejects.toMatchObject({ code: 'auth.phishing_resistant_required' });
      await me(await external(member, true)).expect(200);
      // As if it had been opened while the policy was being changed, and neither had seen the other.
      await world.test.ownerQuery('UPDATE sessions SET ended_at = NULL WHERE member_id = $1', [member.memberId]);
      await refresh(member).expect(401);
      await world.policy(admin, { phishingResistantRoles: [] });
      await refresh(member).expect(401);
    });

    it('are as fresh as the provider says, and not fresh where it says nothing [V6.8.4] [V7.5.1]', async () => {
      const member = await someone();
      const asked = async (tokens: { accessToken: string }) =>
        bodyOf<{ code: string; factors?: string[] }>(await world.post('/me/totp', {}, tokens));
      const minutesAgo = (minutes: number): Date => new Date(now().getTime() - minutes * 60_000);
      for (const at of [null, minutesAgo(6), minutesAgo(600)])
        expect(await asked(await external(member, false, at))).toMatchObject({
          code: 'auth.step_up_required',
          factors: ['totp', 'sso'],
        });
      expect((await asked(await external(member, false, minutesAgo(4)))).code).toBe('auth.own_factor_required');
      // A clock that is ahead does not make it last longer.
      const ahead = await external(member, false, minutesAgo(-60));
      world.offset += 6 * 60_000;
      expect((await asked(ahead)).code).toBe('auth.step_up_required');
    });

    it('do not change what opens other organizations, without a factor of the account [V6.8.1] [V7.5.1]', async () => {
      const member = await someone();
      const tokens = await external(member);
      for (const path of ['/me/passkeys/options', '/me/totp', '/me/recovery-codes'])
        expect((await world.post(path, {}, tokens)).body).toMatchObject({ code: 'auth.own_factor_required' });
      await world.post('/auth/step-up', { code: await world.code(member, 1) }, tokens).expect(204);
      await world.post('/me/totp', {}, tokens).expect(200);
      // The provider's own word again is no factor of the account.
      const service = world.test.app.get(ExternalSignIn, { strict: false });
      const ctx = {
        ...systemContext(member.organizationId, 'test'),
        actor: { kind: 'member', id: '', name: '' },
      } as const;
      const origin = { address: null, userAgent: null, sessionId: tokens.sessionId };
      const proof = { memberId: member.memberId, providerId: PROVIDER, authenticatedAt: now() };
      expect(await service.stepUp({ ...ctx, origin }, { ...proof, providerId: member.memberId })).toBe(false);
      expect(await service.stepUp({ ...ctx, origin }, { ...proof, memberId: PROVIDER })).toBe(false);
      expect(await service.stepUp({ ...ctx, origin }, null)).toBe(false);
      await world.post('/me/totp', {}, tokens).expect(200);
      expect(await service.stepUp({ ...ctx, origin }, proof)).toBe(true);
      expect((await world.post('/me/totp', {}, tokens)).body).toMatchObject({ code: 'auth.own_factor_required' });
    });

    it('let who has no factor make the first one, right after a sign-on that nobody can confirm [V6.8.4]', async () => {
      const email = `directory${(members += 1)}@rivertown.example`;
      const { organizationId } = admin;
      const { id: memberId } = await world.database.transaction({ organizationId }, (tx) =>
        world.test.app.get(MemberProvisioning, { strict: false }).provision(tx, systemContext(organizationId, 'sso'), {
          email,
          name: 'Lena',
          roles: ['agent'],
          state: 'active',
        }),
      );
      const lena = { ...admin, memberId };
      const begin = async (tokens: { accessToken: string }) =>
        bodyOf<{ code?: string }>(await world.post('/me/passkeys/options', {}, tokens)).code ?? 'begun';

      const unsaid = await external(lena, false, null);
      expect(await begin(unsaid)).toBe('begun');
      expect((await world.post('/me/totp', {}, unsaid)).body).toMatchObject({ code: 'auth.step_up_required' });
      // A provider that tells when is asked.
      const old = new Date(now().getTime() - 6 * 60_000);
      expect(await begin(await external(lena, false, old))).toBe('auth.step_up_required');
      world.offset += 6 * 60_000;
      expect(await begin(unsaid)).toBe('auth.step_up_required');

      const again = await external(lena, false, null);
      await world.addPasskey(again);
      // The second one wants the first.
      expect(await begin(again)).toBe('auth.step_up_required');
    });

    it('are the only ones where password sign-in is off, but the break-glass member’s [V6.3.4]', async () => {
      const [member, staying] = [await someone(), await external(await someone())];
      const key = await world.addPasskey(member);
      await world.policy(admin, { passwordSignIn: false, breakGlassMemberId: admin.memberId });
      await until(() => me(member), 401);
      await me(staying).expect(200);
      const attempt = async (email: string, password: string) => {
        const { body, status } = await world.post('/auth/sign-in', { email, password });
        return { status, body: { ...(body as object), requestId: '' } };
      };
      expect(await attempt(member.email, member.password)).toEqual(await attempt(member.email, 'not the password'));
      expect((await world.passkeySignIn(key)).status).toBe(401);
      const resets = (await world.mails(member.email)).length;
      await world.post('/auth/password-resets', { email: member.email }).expect(202);
      expect(await world.mails(member.email)).toHaveLength(resets);
      admin = await world.signIn(admin);
      const { link } = bodyOf<{ link: string }>(
        await world.post('/invitations', { email: 'late@x.example', name: 'L', roles: ['agent'], teamIds: [] }, admin),
      );
      await expect(join(world.test, link, 'late@x.example')).rejects.toThrow('403');
      await world.policy(admin, { passwordSignIn: true, breakGlassMemberId: null });
      expect((await world.passkeySignIn(key)).status).toBe(200);
    });
  });

  it('ask for a notice to be acknowledged, each of them', async () => {
    await world.policy(admin, { signInNotice: 'Use is monitored.' });
    const notice = (session: { accessToken: string }) => world.send('get', '/me/sign-in-notice', session);
    const first = await world.signIn(admin);
    expect((await notice(first)).body).toEqual({ text: 'Use is monitored.', acknowledgedAt: null });
    await world.post('/me/sign-in-notice/acknowledgement', {}, first).expect(204);
    expect((await notice(first)).body).toMatchObject({ acknowledgedAt: expect.any(String) as string });
    expect((await notice(admin)).body).toMatchObject({ acknowledgedAt: null });
    expect(await world.kinds()).toContain('auth.sign-in-notice-acknowledged');
    await world.policy(admin, { signInNotice: null });
    expect((await notice(admin)).body).toEqual({ text: null, acknowledgedAt: null });
    await world.post('/me/sign-in-notice/acknowledgement', {}, admin).expect(404);
  });

  describe('go on in another organization', () => {
    let other: SignedIn;
    let traveller: SignedIn;
    const go = (session: { accessToken: string }, organizationId: string) =>
      world.post('/auth/switch', { organizationId }, session);

    beforeAll(async () => {
      await world.fresh();
      other = await newAdministrator(world.test, 'admin@hilltown.example');
      traveller = await byMail('traveller@rivertown.example');
      await joinAlso(world.test, await invite(world.test, other, traveller.email, ['analyst']), traveller);
    });
    beforeEach(async () => {
      traveller = await world.signIn(traveller);
      other = await world.signIn(other);
    });
    const organizationOf = async (session: { accessToken: string }): Promise<string> =>
      bodyOf<{ organization: { id: string } }>(await me(session).expect(200)).organization.id;

    it('where its policy lets them: the one here ends, and the second factor is as old [V8.4.1]', async () => {
      const [from, to] = [await organizationOf(traveller), other.organizationId];
      const target = from === to ? admin.organizationId : to;
      world.offset += 3 * 60_000;
      const there = sessionOf(await go(traveller, target).expect(200));
      expect(await organizationOf(there)).toBe(target);
      await until(() => me(traveller), 401);
      await world.post('/me/totp', {}, there).expect(200);
      world.offset += 1 * 60_000;
      await world.post('/me/totp', {}, there).expect(403);
      expect(await world.kinds()).toContain('auth.organization-switched');
    });

    it('not otherwise, and nobody learns which organizations there are [V8.4.1]', async () => {
      const here = await organizationOf(traveller);
      const target = here === other.organizationId ? admin : other;
      const refusal = async (session: { accessToken: string }, id: string): Promise<string> =>
        bodyOf<{ code: string }>(await go(session, id).expect(403)).code;
      const expected = 'auth.switch_not_allowed';
      expect(await refusal(await someone(), other.organizationId)).toBe(expected);
      expect(await refusal(traveller, '01900000-0000-7000-8000-000000000000')).toBe(expected);
      expect(await refusal(traveller, here)).toBe(expected);
      const [{ id: memberHere } = { id: '' }] = await world.test.ownerQuery<{ id: string }>(
        'SELECT id FROM members WHERE organization_id = $1 AND account_id = (SELECT id FROM accounts WHERE email = $2)',
        [here, traveller.email],
      );
      const sso = await external({ ...traveller, organizationId: here, memberId: memberHere });
      expect(await refusal(sso, target.organizationId)).toBe(expected);
      await world.policy(target, { allowSwitching: false });
      expect(await refusal(traveller, target.organizationId)).toBe(expected);
      await world.policy(target, { allowSwitching: true, phishingResistantRoles: ['analyst', 'agent'] });
      expect(await refusal(traveller, target.organizationId)).toBe(expected);
      await me(traveller).expect(200);
      expect(await world.kinds()).toContain('auth.switch-refused');
      await world.policy(target, { phishingResistantRoles: [] });
      await go(traveller, target.organizationId).expect(200);
    });
  });

  it('end with the second factors that an administrator removes, of who lost them all [V6.4.4] [V7.4.2]', async () => {
    const other = await byMail('elsewhere@rivertown.example');
    admin = await world.signIn(admin);
    const member = await someone();
    const key = await world.addPasskey(member);
    const reset = (id: string, by: SignedIn) => world.send('delete', `/members/${id}/second-factors`, by);
    await reset(member.memberId, other).expect(403);
    await reset(admin.memberId, admin).expect(409);
    const stranger = await newAdministrator(world.test, 'factors@strangers.example');
    await reset(member.memberId, stranger).expect(404);
    await reset(member.memberId, admin).expect(204);
    await until(() => me(member), 401);
    expect((await world.passkeySignIn(key)).status).toBe(401);
    expect((await world.next(member)).step).toBe('totp-enrolment');
    expect((await world.mails(member.email)).at(-1)?.subject).toMatch(/removed your second factors/);
    // Who also works elsewhere is not one administrator's.
    await joinAlso(world.test, await invite(world.test, stranger, other.email, ['agent']), other);
    expect((await reset(other.memberId, admin).expect(409)).body).toMatchObject({ code: 'auth.account_elsewhere' });
    expect(await world.kinds()).toEqual(
      expect.arrayContaining(['auth.second-factors-reset', 'auth.second-factors-reset-refused']),
    );
  });

  it('of a disabled member end with the access tokens that are out [V7.4.2]', async () => {
    const member = await someone();
    await world.send('patch', `/members/${member.memberId}`, admin).set('If-Match', '*').send({ state: 'disabled' });
    await until(() => me(member), 401);
    await refresh(member).expect(401);
  });
});
