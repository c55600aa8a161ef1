import { newAdministrator, newMember, TEST_PASSWORD, type SignedIn } from '../../../../test/support/sign-in';
import { AuthWorld, bodyOf, until } from '../auth-world.fake';

const NEW_PASSWORD = 'eleven purple lanterns';

describe('one’s own sign-in', () => {
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
  const change = (session: SignedIn, currentPassword: string, newPassword: string) =>
    world.post('/me/password', { currentPassword, newPassword }, session);
  const subjects = async (address: string): Promise<string[]> =>
    (await world.mails(address)).map(({ subject }) => subject);
  const links = async (address: string): Promise<string[]> =>
    (await world.mails(address)).flatMap(({ text }) => /password-reset\/([\w-]{43})/.exec(text)?.[1] ?? []);
  const ask = (email: string) => world.post('/auth/password-resets', { email });

  describe('the password', () => {
    it('is changed with the present one, ends the other sessions, and is told by mail [V6.2.2] [V6.2.3] [V7.4.3]', async () => {
      const member = await someone();
      const other = await world.signIn(member);
      const { body } = await change(other, 'not the present one', NEW_PASSWORD).expect(422);
      expect(body).toMatchObject({ code: 'auth.password_wrong', errors: [{ pointer: '/currentPassword' }] });
      await change(other, TEST_PASSWORD, NEW_PASSWORD).expect(204);
      await world.send('get', '/me', other).expect(200);
      await until(() => world.send('get', '/me', member), 401);
      await world.post('/auth/sign-in', { email: member.email, password: TEST_PASSWORD }).expect(401);
      await world.signIn({ ...member, password: NEW_PASSWORD });
      expect(await subjects(member.email)).toContain('Divan: your password was changed');
      expect(await world.kinds()).toEqual(
        expect.arrayContaining(['auth.password-changed', 'auth.credential-change-refused']),
      );
    });

    it('is changed only with a fresh second factor [V7.5.1]', async () => {
      const member = await someone();
      world.offset += 6 * 60_000;
      await change(member, TEST_PASSWORD, NEW_PASSWORD).expect(403);
      await world.post('/auth/step-up', { code: '000000' }, member).expect(401);
      await world.post('/auth/step-up', { code: await world.code(member) }, member).expect(204);
      await change(member, TEST_PASSWORD, NEW_PASSWORD).expect(204);
      expect(await world.kinds()).toEqual(expect.arrayContaining(['auth.stepped-up', 'auth.step-up-failed']));
    });

    it.each([
      ['short', 'eleven char', 'auth.password_too_short'],
      ['known from breaches', '1q2w3e4r5t6y', 'auth.password_breached'],
      ['made of the address', 'rivertown.rivertown1', 'auth.password_breached'],
      ['made of the organization’s name', 'City-of-Rivertown-2026', 'auth.password_breached'],
      ['made of the product', 'DivanDivanDivan2026!', 'auth.password_breached'],
    ])('may not be %s [V6.2.1] [V6.2.4] [V6.2.11] [V6.2.12]', async (_, password, code) => {
      const { body } = await change(admin, TEST_PASSWORD, password).expect(422);
      expect(body).toMatchObject({ code, errors: [{ pointer: '/newPassword' }] });
    });

    it('may be of any signs, long, with spaces, and counts exactly as it was given [V6.2.5] [V6.2.8] [V6.2.9]', async () => {
      const member = await someone();
      const long = `all lower case letters ${'and yet rather long '.repeat(8)}`;
      await change(member, TEST_PASSWORD, long).expect(204);
      await Promise.all(
        [long.toUpperCase(), long.slice(0, 72), long.trim()].map((password) =>
          world.post('/auth/sign-in', { email: member.email, password }).expect(401),
        ),
      );
      await world.next({ ...member, password: long });
    });

    it('cannot be guessed within a session [V6.3.1]', async () => {
      const member = await someone();
      const statuses: number[] = [];
      for (let i = 0; i < 6; i += 1) statuses.push((await change(member, `guess ${i}`, NEW_PASSWORD)).status);
      expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
    });
  });

  describe('a forgotten password', () => {
    it('is replaced by a link that works once, and the second factor is asked for as ever [V6.4.3]', async () => {
      const member = await someone();
      await ask(member.email.toUpperCase()).expect(202);
      const [token] = await links(member.email);
      expect((await world.send('get', `/auth/password-resets/${token}`).expect(200)).body).toEqual({
        email: member.email,
      });
      await world.post(`/auth/password-resets/${token}`, { password: 'short' }).expect(422);
      const tries = await Promise.all(
        [1, 2, 3].map(() => world.post(`/auth/password-resets/${token}`, { password: NEW_PASSWORD })),
      );
      expect(tries.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
      const next = bodyOf<{ step: string; challenge: string }>(tries.find(({ status }) => status === 200)!);
      expect(next).toEqual({
        step: 'totp',
        challenge: expect.any(String) as string,
        factors: ['totp', 'recovery-code'],
      });
      await until(() => world.send('get', '/me', member), 401);
      await world.post('/auth/totp', { challenge: next.challenge, code: '000000' }).expect(401);
      await world.post('/auth/totp', { challenge: next.challenge, code: await world.code(member, 1) }).expect(200);
      await world.send('get', `/auth/password-resets/${token}`).expect(404);
      expect(await subjects(member.email)).toContain('Divan: your password was changed');
    });

    it('gives nothing away about who has an account, by status, words or time [V6.3.1]', async () => {
      const timed = async (email: string): Promise<[number, unknown, number]> => {
        const started = performance.now();
        const { status, body } = await ask(email);
        return [status, body, performance.now() - started];
      };
      const [known, unknown] = await Promise.all([timed(admin.email), timed('nobody@rivertown.example')]);
      expect(known.slice(0, 2)).toEqual(unknown.slice(0, 2));
      expect(Math.min(known[2], unknown[2])).toBeGreaterThanOrEqual(245);
      expect(await world.mails('nobody@rivertown.example')).toEqual([]);
    });

    it('has links that expire, that a change of the password voids, and that do not fill a mailbox', async () => {
      const member = await someone();
      await Promise.all(Array.from({ length: 5 }, () => ask(member.email).expect(202)));
      const [first, second, ...rest] = await links(member.email);
      expect(rest).toHaveLength(1);
      await change(member, TEST_PASSWORD, NEW_PASSWORD).expect(204);
      await world.post(`/auth/password-resets/${first}`, { password: NEW_PASSWORD }).expect(404);
      world.offset += 61 * 60_000;
      await ask(member.email).expect(202);
      const late = (await links(member.email)).at(-1);
      expect(late).not.toBe(second);
      world.offset += 31 * 60_000;
      await world.send('get', `/auth/password-resets/${late}`).expect(404);
      await world.send('get', '/auth/password-resets/guess').expect(404);
    });

    it('does not lift the limit of failed codes [V6.4.3]', async () => {
      const member = await someone();
      const { challenge } = await world.next(member);
      for (let i = 0; i < 5; i += 1) await world.post('/auth/totp', { challenge, code: '000000' });
      await ask(member.email).expect(202);
      const [token] = await links(member.email);
      await world.post(`/auth/password-resets/${token}`, { password: NEW_PASSWORD }).expect(200);
      const rows = await world.test.ownerQuery<{ most: number }>(
        `SELECT max(failures) AS most FROM sign_in_throttles WHERE key LIKE 'account:%'`,
      );
      expect(rows[0]?.most).toBe(5);
    });
  });

  describe('the authenticator', () => {
    it('is moved to another one; the present one works until the other is confirmed [V7.5.1]', async () => {
      const member = await someone();
      const { secret } = bodyOf<{ secret: string }>(await world.post('/me/totp', {}, member).expect(200));
      expect(secret).not.toBe(member.totpSecret);
      const kept = await world.signIn(member);
      await world.post('/me/totp/confirm', { code: await world.code(kept, 1) }, kept).expect(401);
      world.offset += 90_000;
      await world.post('/me/totp/confirm', { code: await world.code({ totpSecret: secret }) }, kept).expect(204);
      const { challenge } = await world.next(member);
      world.offset += 90_000;
      await world.post('/auth/totp', { challenge, code: await world.code(member) }).expect(401);
      await world.post('/auth/totp', { challenge, code: await world.code({ totpSecret: secret }) }).expect(200);
      expect(await subjects(member.email)).toContain('Divan: another authenticator now makes your codes');
      expect(await world.kinds()).toEqual(expect.arrayContaining(['auth.totp-moved', 'auth.totp-move-failed']));
    });

    it('cannot be moved by a session that was left open, nor ten minutes after it began', async () => {
      const member = await someone();
      const { secret } = bodyOf<{ secret: string }>(await world.post('/me/totp', {}, member).expect(200));
      world.offset += 6 * 60_000;
      await world.post('/me/totp', {}, member).expect(403);
      const later = await world.signIn(member);
      world.offset += 5 * 60_000;
      await world.post('/me/totp/confirm', { code: await world.code({ totpSecret: secret }) }, later).expect(401);
    });
  });

  it('makes new recovery codes, and the old ones stop working [V6.5.1] [V6.5.3]', async () => {
    const member = await someone();
    const { codes } = bodyOf<{ codes: string[] }>(await world.post('/me/recovery-codes', {}, member).expect(200));
    expect(new Set(codes).size).toBe(10);
    const { challenge } = await world.next(member);
    await world.post('/auth/totp', { challenge, recoveryCode: member.recoveryCodes[0] }).expect(401);
    await world.post('/auth/totp', { challenge, recoveryCode: codes[0] }).expect(200);
    await world.post('/auth/totp', { challenge, recoveryCode: codes[0] }).expect(401);
    expect((await world.send('get', '/me/security', member).expect(200)).body).toEqual({
      passwordChangedAt: expect.any(String) as string,
      totp: { confirmedAt: expect.any(String) as string },
      passkeys: 0,
      recoveryCodesLeft: 9,
      phishingResistantRequired: false,
      passwordSignIn: true,
      idleMinutes: 30,
    });
  });

  it('keeps recovery codes and reset links as salted or long hashes only [V6.5.2]', async () => {
    const [row] = await world.test.ownerQuery<{ salts: number; unsalted: number }>(
      `SELECT count(DISTINCT salt)::int AS salts, count(*) FILTER (WHERE salt IS NULL)::int AS unsalted FROM recovery_codes`,
    );
    expect(row).toMatchObject({ unsalted: 0 });
    expect(row!.salts).toBeGreaterThan(1);
  });
});
