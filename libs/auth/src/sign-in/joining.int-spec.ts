import {
  invite,
  join,
  joinAlso,
  mailedLink,
  newAdministrator,
  newMember,
  TEST_PASSWORD,
  type SignedIn,
} from '../../../../test/support/sign-in';
import { createTestApp } from '../../../../test/support/app';
import { AddressReleaseJobs } from '@divan/accounts';
import { AuthModule } from '../auth.module';
import { AuthWorld, bodyOf, liftLocks, sessionOf, takeJobs, until } from '../auth-world.fake';

const OWN_PASSWORD = 'eleven loud kingfishers';

interface Open {
  hasAccount: boolean;
  addressInUse: boolean;
}

/** Whoever invites sees a link where no mail goes out, and could follow it in the name of the person it is for. */
describe('joining', () => {
  let world: AuthWorld;
  let town: SignedIn;
  let evil: SignedIn;
  let people = 0;

  beforeAll(async () => {
    world = await AuthWorld.create();
    town = await newAdministrator(world.test, 'admin@rivertown.example');
    evil = await newAdministrator(world.test, 'admin@evil.example');
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.fresh();
    [town, evil] = [await world.signIn(town), await world.signIn(evil)];
  });

  const someone = (): string => `sara${(people += 1)}@rivertown.example`;
  const path = (link: string): string => `/auth/invitations/${link.split('/').at(-1)}`;
  const accept = (link: string, password = OWN_PASSWORD) => world.post(path(link), { name: 'Sara', password });
  const opened = async (link: string): Promise<Open> => bodyOf<Open>(await world.send('get', path(link)).expect(200));
  const me = (session: { accessToken: string }) => world.send('get', '/me', session);
  const inviteTo = async (
    inviter: SignedIn,
    email: string,
    roles = ['agent'],
  ): Promise<[shown: string, mailed: string]> => [
    await invite(world.test, inviter, email, roles),
    await mailedLink(world.test, email),
  ];
  /** Somebody whose account the evil organization opened for itself. */
  const hijacked = async (email: string): Promise<SignedIn> =>
    join(world.test, (await inviteTo(evil, email))[0], email, TEST_PASSWORD);
  /** Somebody who came from a mail to their address. */
  const byMail = async (email: string, inviter = town): Promise<SignedIn> =>
    join(world.test, (await inviteTo(inviter, email))[1], email);

  it('takes no account anywhere that its inviter may have opened, not with all of its factors', async () => {
    const email = someone();
    await hijacked(email);
    const [shown] = await inviteTo(town, email);
    expect(await opened(shown)).toMatchObject({ hasAccount: false, addressInUse: true });
    for (const password of [TEST_PASSWORD, OWN_PASSWORD]) {
      const { body } = await accept(shown, password).expect(409);
      expect(body).toMatchObject({ code: 'accounts.address_unproven' });
    }
    expect(await world.kinds()).toContain('accounts.joining-refused');
  });

  it('by mail gives whoever reads it an account that nobody else has had in hand', async () => {
    const email = someone();
    const attacker = await hijacked(email);
    const key = await world.addPasskey(attacker);
    const before = await world.next(attacker);
    const [, mailed] = await inviteTo(town, email);
    expect(await opened(mailed)).toMatchObject({ hasAccount: false, addressInUse: true });
    const sara = await join(world.test, mailed, email, OWN_PASSWORD);
    expect(sara.organizationId).toBe(town.organizationId);

    // Nothing of the account before leads to hers: neither its password and code, nor its passkey, nor its session.
    await world.fresh();
    await world.post('/auth/sign-in', { email, password: TEST_PASSWORD }).expect(401);
    const after = await world.post('/auth/totp', { challenge: before.challenge, code: await world.code(attacker) });
    for (const session of [attacker, sessionOf(await world.passkeySignIn(key)), sessionOf(after)]) {
      await world.post('/auth/switch', { organizationId: town.organizationId }, session).expect(403);
      const { items } = bodyOf<{ items: { id: string }[] }>(await world.send('get', '/me/organizations', session));
      expect(items.map(({ id }) => id)).toEqual([evil.organizationId]);
    }
    expect((await world.next({ email, password: OWN_PASSWORD })).factors).toEqual(['totp', 'recovery-code']);
    expect(await world.kinds()).toContain('accounts.address-proven');
  });

  it('by mail leaves the account before its places, under a name that is mailed to the address', async () => {
    const email = someone();
    const before = await hijacked(email);
    await join(world.test, (await inviteTo(town, email))[1], email, OWN_PASSWORD);
    const formerly = /\S+@unproven\.invalid/.exec((await world.mails(email)).map(({ text }) => text).join())?.[0] ?? '';
    // The organization that knew them by the address has it in its log, once the worker comes to it.
    const job = (await takeJobs(world.test, 'accounts.tell-address-released')).at(-1);
    await world.test.app.get(AddressReleaseJobs, { strict: false }).tell(job!);
    const told = await world.test.ownerQuery(
      `SELECT organization_id AS id, object_id AS "memberId" FROM audit_events WHERE kind = 'accounts.address-released'`,
    );
    expect(told).toEqual([{ id: evil.organizationId, memberId: before.memberId }]);
    const again = await world.signIn({ ...before, email: formerly });
    expect((await me(again).expect(200)).body).toMatchObject({ organization: { id: evil.organizationId } });
  });

  it('takes a proven account along only when it is signed in to in full', async () => {
    const email = someone();
    const sara = await byMail(email);
    const [shown, mailed] = await inviteTo(evil, email);
    const state = async (): Promise<string | undefined> =>
      (
        await world.test.ownerQuery<{ state: string }>(
          'SELECT state FROM members WHERE organization_id = $1 AND account_id = (SELECT id FROM accounts WHERE email = $2)',
          [evil.organizationId, email],
        )
      )[0]?.state;
    for (const link of [shown, mailed]) {
      expect(await opened(link)).toMatchObject({ hasAccount: true, addressInUse: false });
      await accept(link, OWN_PASSWORD).expect(401);
      const { challenge } = bodyOf<{ challenge: string }>(await accept(link, sara.password).expect(200));
      await world.post('/auth/totp', { challenge, code: '000000' }).expect(401);
      await world.post('/auth/totp-enrolment', { challenge }).expect(401);
      expect(await state()).toBe('invited');
    }
    await world.fresh();
    const there = sessionOf(await joinAlso(world.test, shown, sara));
    expect((await me(there).expect(200)).body).toMatchObject({ organization: { id: evil.organizationId } });
    expect(await state()).toBe('active');
    await accept(mailed, sara.password).expect(404);
  });

  it('works once, also for sign-ins that were begun together', async () => {
    const email = someone();
    const sara = await byMail(email);
    const [shown, mailed] = await inviteTo(evil, email);
    const challenges = await Promise.all(
      [shown, mailed].map(async (link) => bodyOf<{ challenge: string }>(await accept(link, sara.password)).challenge),
    );
    await world.fresh();
    const codes = [await world.code(sara), await world.code(sara, 1)];
    const answers = await Promise.all(
      challenges.map((challenge, i) => world.post('/auth/totp', { challenge, code: codes[i] })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('is for the account of the address, whoever was first to be invited to it', async () => {
    const email = someone();
    const [shown] = await inviteTo(evil, email);
    const [, mailed] = await inviteTo(town, email);
    await join(world.test, shown, email, TEST_PASSWORD);
    const sara = await join(world.test, mailed, email, OWN_PASSWORD);
    const third = await newAdministrator(world.test, `third${people}@elsewhere.example`);
    const [again] = await inviteTo(third, email);
    await accept(again, TEST_PASSWORD).expect(401);
    await joinAlso(world.test, again, sara);
  });

  it('gives one place to whoever was invited before and after the address became theirs', async () => {
    const email = someone();
    await hijacked(email);
    const third = await newAdministrator(world.test, `third${people}@elsewhere.example`);
    const [, earlier] = await inviteTo(third, email);
    const sara = await byMail(email);
    const [, later] = await inviteTo(third, email);
    await joinAlso(world.test, later, sara);
    await world.fresh();
    const { challenge } = bodyOf<{ challenge: string }>(await accept(earlier, sara.password));
    const { status, body } = await world.post('/auth/totp', { challenge, code: await world.code(sara, 1) });
    expect([status, body]).toEqual([409, expect.objectContaining({ code: 'accounts.member_exists' })]);
  });

  it('gives no organization the lock of an account that opens another one, too [V6.3.1]', async () => {
    const email = someone();
    const sara = await byMail(email);
    const there = sessionOf(await joinAlso(world.test, (await inviteTo(evil, email))[0], sara));
    const { member } = bodyOf<{ member: { id: string } }>(await me(there));
    const attempt = (password: string) => world.post('/auth/sign-in', { email, password });
    await attempt('not the password').expect(401);
    await world.test.ownerQuery(`UPDATE sign_in_throttles SET failures = 100, blocked_until = 'infinity'`);
    for (const state of ['disabled', 'active'])
      await world.send('patch', `/members/${member.id}`, evil).set('If-Match', '*').send({ state }).expect(200);
    await liftLocks(world.test);
    await attempt(sara.password).expect(429);
  });

  describe('when the inviter', () => {
    let inviter: SignedIn;
    const change = (body: object) =>
      world.send('patch', `/members/${inviter.memberId}`, town).set('If-Match', '*').send(body).expect(200);
    const refused = async (link: string): Promise<void> => {
      expect((await accept(link).expect(409)).body).toMatchObject({ code: 'accounts.inviter_gone' });
    };

    beforeEach(async () => {
      inviter = await newMember(world.test, town, someone(), ['administrator']);
    });

    it.each([
      ['was disabled', { state: 'disabled' }],
      ['may invite nobody any more', { roles: ['agent'] }],
    ])('%s, the links work no more', async (_, lost) => {
      const email = someone();
      const links = await inviteTo(inviter, email);
      await change(lost);
      for (const link of links) await refused(link);
      expect(await world.kinds()).toContain('accounts.joining-refused');
    });

    it('may no longer give the roles in it, the links work no more, nor a sign-in that was begun', async () => {
      const { id } = bodyOf<{ id: string }>(
        await world
          .post('/roles', { name: `Front desk ${people}`, description: null, permissions: ['members:manage'] }, town)
          .expect(201),
      );
      const sara = await byMail(someone(), evil);
      const [shown] = await inviteTo(inviter, sara.email, ['administrator']);
      const { challenge } = bodyOf<{ challenge: string }>(await accept(shown, sara.password).expect(200));
      await change({ roles: [id] });
      await world.fresh();
      const { body } = await world.post('/auth/totp', { challenge, code: await world.code(sara) }).expect(409);
      expect(body).toMatchObject({ code: 'accounts.inviter_gone' });
    });

    it('is who they were, the link works', async () => {
      await accept((await inviteTo(inviter, someone()))[0]).expect(200);
    });
  });

  it('shows the inviter no link where mail goes out', async () => {
    const mailing = await createTestApp({ modules: [AuthModule], env: { SMTP_URL: 'smtp://127.0.0.1:1' } });
    try {
      const admin = await newAdministrator(mailing, 'admin@mailing.example');
      const email = 'mina@mailing.example';
      expect(await invite(mailing, admin, email, ['agent'])).toBeNull();
      await join(mailing, await mailedLink(mailing, email), email);
    } finally {
      await mailing.close();
      delete process.env['SMTP_URL'];
    }
  });
});

/** What was given before a password was changed says nothing any more. */
describe('a sign-in between its steps', () => {
  let world: AuthWorld;
  let member: SignedIn;

  beforeAll(async () => {
    world = await AuthWorld.create();
    member = await newAdministrator(world.test, 'steps@rivertown.example');
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.fresh();
    member = await world.signIn(member);
    await world.fresh();
  });

  const changeTo = async (newPassword: string): Promise<void> => {
    const currentPassword = member.password;
    await world.post('/me/password', { currentPassword, newPassword }, member).expect(204);
    member = { ...member, password: newPassword };
  };
  const reset = async (password: string) => {
    await world.test.ownerQuery('DELETE FROM password_resets');
    await world.post('/auth/password-resets', { email: member.email }).expect(202);
    const token = (await world.mails(member.email)).at(-1)?.text.match(/password-reset\/([\w-]+)/)?.[1] ?? '';
    return world.post(`/auth/password-resets/${token}`, { password }).expect(200);
  };

  it('is worth nothing after the password was changed, with an authenticator or a passkey', async () => {
    const key = await world.addPasskey(member);
    const { challenge } = await world.next(member);
    const { ceremony, options } = bodyOf<{ ceremony: string; options: { challenge: string } }>(
      await world.post('/auth/passkey-options', { challenge }).expect(200),
    );
    await changeTo('nine patient otters sing');
    expect(
      (await world.post('/auth/totp', { challenge, code: await world.code(member) }).expect(401)).body,
    ).toMatchObject({
      code: 'auth.challenge_invalid',
    });
    await world.post('/auth/passkey', { ceremony, response: key.get(options) }).expect(401);
    const fresh = await world.next(member);
    await world.post('/auth/totp', { challenge: fresh.challenge, code: await world.code(member) }).expect(200);
  });

  it('is worth nothing after a reset; that leads on by itself until the next change', async () => {
    const { challenge } = await world.next(member);
    const first = bodyOf<{ challenge: string }>(await reset('seven brisk magpies call'));
    member = { ...member, password: 'seven brisk magpies call' };
    const second = bodyOf<{ challenge: string }>(await reset('four sleepy badgers dig'));
    member = { ...member, password: 'four sleepy badgers dig' };
    for (const old of [challenge, first.challenge])
      await world.post('/auth/totp', { challenge: old, code: await world.code(member) }).expect(401);
    const { challenge: present } = second;
    await world.post('/auth/totp', { challenge: present, code: await world.code(member) }).expect(200);
  });

  it('opens no session that outlives a change at the same moment, here or elsewhere', async () => {
    const other = await newAdministrator(world.test, 'steps-elsewhere@lakeside.example');
    const email = 'both@rivertown.example';
    await invite(world.test, member, email, ['agent']);
    let both = await join(world.test, await mailedLink(world.test, email), email);
    await world.fresh();
    await joinAlso(world.test, await invite(world.test, await world.signIn(other), email, ['agent']), both);
    for (const password of ['two gentle herons wade', 'six hasty swallows dive']) {
      both = await world.signIn(both);
      await world.fresh();
      // The last used place is where a sign-in leads: begun for one organization, while the change is made in the other.
      const { challenge } = await world.next(both);
      const [answer] = await Promise.all([
        world.post('/auth/totp', { challenge, code: await world.code(both) }),
        world.post('/me/password', { currentPassword: both.password, newPassword: password }, both),
      ]);
      if (answer.status === 200) await until(() => world.send('get', '/me', sessionOf(answer)), 401);
      both = { ...both, password };
    }
  });
});
