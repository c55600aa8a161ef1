import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Clock, createHttpApp, Database, HttpModule, PlatformModule } from '@divan/platform';
import { Module } from '@nestjs/common';
import { generate } from 'otplib';
import request, { type Response, type Test } from 'supertest';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { createTestDatabase } from '../../../test/support/database';
import { cookieOf, newAdministrator, newMember, TEST_PASSWORD, type SignedIn } from '../../../test/support/sign-in';
import { liftLocks } from './auth-world.fake';
import { AuthModule } from './auth.module';
import { TokenKeys } from './token-keys';
import { TokenService } from './token.service';
import { TotpService } from './totp/totp.service';

describe('signing in', () => {
  let test: TestApp;
  let admin: SignedIn;
  let offset = 0;
  let frozen: number | null = null;

  beforeAll(async () => {
    test = await createTestApp({ modules: [AuthModule] });
    vi.spyOn(test.app.get(Clock, { strict: false }), 'now').mockImplementation(
      () => new Date((frozen ?? Date.now()) + offset),
    );
    admin = await newAdministrator(test);
  });
  afterAll(() => test.close());
  // Each test has an authenticator's step of its own, and no earlier test's failures. Refresh tokens live half an hour.
  beforeEach(async () => {
    frozen = null;
    offset += 90_000;
    await test.ownerQuery('DELETE FROM sign_in_throttles');
  });

  const http = () => request(test.address);
  const get = (path: string, token: string): Test => http().get(path).set('Authorization', `Bearer ${token}`);
  const code = (member: SignedIn, steps = 0): Promise<string> =>
    generate({ secret: member.totpSecret, epoch: Math.floor((Date.now() + offset) / 1000) + steps * 30 });
  const challengeFor = async (member: SignedIn): Promise<string> =>
    (
      (await http().post('/v1/auth/sign-in').send({ email: member.email, password: member.password }).expect(200))
        .body as { challenge: string }
    ).challenge;
  const signIn = async (member: SignedIn): Promise<Response> =>
    http()
      .post('/v1/auth/totp')
      .send({ challenge: await challengeFor(member), code: await code(member) })
      .expect(200);
  const refresh = (cookie: string, agent = 'spec'): Test =>
    http().post('/v1/auth/refresh').set('X-Divan-Client', 'web').set('Cookie', cookie).set('User-Agent', agent);
  /** The same member in a session that has not expired at the spec's time. */
  const again = async (member: SignedIn): Promise<SignedIn> => {
    offset += 90_000;
    return { ...member, accessToken: ((await signIn(member)).body as { accessToken: string }).accessToken };
  };
  const kinds = async (): Promise<string[]> =>
    (await test.ownerQuery<{ kind: string }>('SELECT kind FROM audit_events ORDER BY id')).map((row) => row.kind);

  it('lets a person join by invitation, set up an authenticator and use the access token [V6.3.3] [V16.3.1]', async () => {
    expect(admin.recoveryCodes).toHaveLength(10);
    expect(new Set(admin.recoveryCodes).size).toBe(10);
    const { body } = await get('/v1/me', admin.accessToken).expect(200);
    expect(body).toMatchObject({
      member: { email: admin.email },
      organization: { timeZone: 'America/Chicago' },
      roles: ['administrator'],
    });
    expect(await kinds()).toEqual(
      expect.arrayContaining([
        'accounts.organization-created',
        'accounts.member-invited',
        'accounts.invitation-accepted',
        'auth.totp-enrolled',
        'auth.signed-in',
      ]),
    );
  });

  it('keeps neither secrets nor tokens in the database [V6.5.2]', async () => {
    vi.stubEnv('DIVAN_FULL_HASHES', '1');
    await newMember(test, admin, 'full-hashes@rivertown.example', ['agent']);
    vi.unstubAllEnvs();
    const rows = await test.ownerQuery<{ all: string }>(
      `SELECT (SELECT json_agg(t)::text FROM totp_credentials t) || (SELECT json_agg(r)::text FROM refresh_tokens r)
           || (SELECT json_agg(a)::text FROM accounts a) || (SELECT json_agg(i)::text FROM invitations i) AS all`,
    );
    expect(rows[0]?.all).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    for (const secret of [admin.totpSecret, admin.cookie.split('=')[1] ?? '-', TEST_PASSWORD])
      expect(rows[0]?.all).not.toContain(secret);
  });

  it('sets the refresh cookie so that no script and no other site can use it [V7.2.3]', async () => {
    const response = await signIn(admin);
    expect((response.headers['set-cookie'] as unknown as string[])[0]).toMatch(
      /^__Host-divan-refresh=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  it('answers an unknown address as it answers a wrong password [V6.3.1]', async () => {
    const attempt = async (email: string): Promise<{ body: Record<string, unknown>; status: number; ms: number }> => {
      const started = performance.now();
      const { body, status } = await http().post('/v1/auth/sign-in').send({ email, password: 'not the password' });
      return { body: { ...(body as object), requestId: '' }, status, ms: performance.now() - started };
    };
    const known = await attempt(admin.email);
    const unknown = await attempt('nobody@rivertown.example');
    expect(unknown.status).toBe(401);
    expect({ ...unknown, ms: 0 }).toEqual({ ...known, ms: 0 });
    expect(Math.min(known.ms, unknown.ms)).toBeGreaterThanOrEqual(245);
  });

  it('slows guessing from the fifth failure on, known and unknown addresses alike [V6.3.1]', async () => {
    frozen = Date.now();
    const guess = async (email: string): Promise<number[]> => {
      const statuses: number[] = [];
      for (let i = 0; i < 6; i += 1)
        statuses.push((await http().post('/v1/auth/sign-in').send({ email, password: 'wrong wrong wrong' })).status);
      return statuses;
    };
    const expected = [401, 401, 401, 401, 401, 429];
    const both = await Promise.all([guess(admin.email), guess('nobody@rivertown.example')]);
    expect(both).toEqual([expected, expected]);
    const blocked = await http()
      .post('/v1/auth/sign-in')
      .send({ email: admin.email, password: TEST_PASSWORD })
      .expect(429);
    expect(blocked.headers['retry-after']).toBe('1');
    offset += 1_000;
    await challengeFor(admin);
  });

  it('does not let a right password forget failed codes [V6.3.1] [V6.6.3]', async () => {
    const challenge = await challengeFor(admin);
    for (let i = 0; i < 4; i += 1) await http().post('/v1/auth/totp').send({ challenge, code: '000000' }).expect(401);
    await challengeFor(admin);
    await http().post('/v1/auth/totp').send({ challenge, code: '000000' }).expect(401);
    await http()
      .post('/v1/auth/totp')
      .send({ challenge, code: await code(admin) })
      .expect(429);
    offset += 2_000;
    await http()
      .post('/v1/auth/totp')
      .send({ challenge, code: await code(admin) })
      .expect(200);
  });

  it('blocks for good at 100 failures, until an administrator disables and enables the member [V6.3.1]', async () => {
    const acting = await again(admin);
    const member = await newMember(test, acting, 'locked@rivertown.example', ['agent']);
    await challengeFor(member);
    await test.ownerQuery(`UPDATE sign_in_throttles SET failures = 99 WHERE key LIKE 'account:%'`);
    await http().post('/v1/auth/sign-in').send({ email: member.email, password: 'not the password' });
    const rows = await test.ownerQuery<{ locked: boolean }>(
      `SELECT bool_or(blocked_until = 'infinity') AS locked FROM sign_in_throttles`,
    );
    expect(rows[0]?.locked).toBe(true);
    await http().post('/v1/auth/sign-in').send({ email: member.email, password: TEST_PASSWORD }).expect(429);
    for (const state of ['disabled', 'active']) {
      await http()
        .patch(`/v1/members/${member.memberId}`)
        .set('Authorization', `Bearer ${acting.accessToken}`)
        .set('If-Match', '*')
        .send({ state })
        .expect(200);
    }
    await liftLocks(test);
    await http().post('/v1/auth/sign-in').send({ email: member.email, password: TEST_PASSWORD }).expect(200);
  });

  it('takes one of 50 simultaneous tries with one code over HTTP [V6.5.1]', async () => {
    const challenge = await challengeFor(admin);
    const body = { challenge, code: await code(admin) };
    const answers = await Promise.all(Array.from({ length: 50 }, () => http().post('/v1/auth/totp').send(body)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.every(({ status }) => [200, 401, 429].includes(status))).toBe(true);
  });

  it('takes one of 50 simultaneous tries with one code without the help of throttling, and nothing older [V6.5.1] [V6.5.5]', async () => {
    const database = test.app.get(Database, { strict: false });
    const totp = test.app.get(TotpService, { strict: false });
    const [account] = await test.ownerQuery<{ id: string }>('SELECT id FROM accounts WHERE email = $1', [admin.email]);
    const take = (value: string): Promise<boolean> =>
      database.system('spec', (tx) => totp.take(tx, account?.id ?? '', value));
    const [now, older] = [await code(admin), await code(admin, -1)];
    const taken = await Promise.all(Array.from({ length: 50 }, () => take(now)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await take(older)).toBe(false);
    expect(await take(await code(admin, 2))).toBe(false);
    expect(await take('12345a')).toBe(false);
    expect(await take(await code(admin, 1))).toBe(true);
  });

  it('takes each recovery code once, also simultaneously, and says so in the audit log [V6.5.1] [V16.3.1]', async () => {
    const recoveryCode = admin.recoveryCodes[0];
    const challenge = await challengeFor(admin);
    const tries = await Promise.all(
      Array.from({ length: 4 }, () => http().post('/v1/auth/totp').send({ challenge, recoveryCode })),
    );
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect((await kinds()).filter((kind) => kind === 'auth.recovery-code-used')).toHaveLength(1);
    await http().post('/v1/auth/totp').send({ challenge, recoveryCode, code: '123456' }).expect(400);
  });

  describe('tokens', () => {
    const claims = () =>
      JSON.parse(Buffer.from(admin.accessToken.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const forge = (header: object, payload: object, key: Buffer | null): string => {
      const signed = `${encode(header)}.${encode(payload)}`;
      return `${signed}.${key ? createHmac('sha256', key).update(signed).digest('base64url') : ''}`;
    };
    const keys = () => test.app.get(TokenKeys, { strict: false });
    const header = { alg: 'HS256', typ: 'at+jwt' };
    const refused = async (token: string): Promise<void> => {
      const { body } = await get('/v1/me', token)
        .expect(401)
        .expect('WWW-Authenticate', 'Bearer')
        .expect('Content-Type', /problem\+json/);
      expect(body).toMatchObject({ code: 'auth.not_signed_in' });
    };

    it('accepts a token made as it should be (so that the refusals below mean something)', async () => {
      await get('/v1/me', forge(header, claims(), keys().of('access-token'))).expect(200);
    });
    it('refuses algorithm none [V9.1.2]', () => refused(forge({ alg: 'none', typ: 'at+jwt' }, claims(), null)));
    it('refuses another algorithm [V9.1.2]', () =>
      refused(forge({ alg: 'HS512', typ: 'at+jwt' }, claims(), keys().of('access-token'))));
    it('refuses another key [V9.1.1]', () => refused(forge(header, claims(), Buffer.alloc(32))));
    it('refuses the key of another purpose [V9.1.3] [V9.2.2]', () =>
      refused(forge(header, claims(), keys().of('challenge'))));
    it('refuses another type [V9.2.2]', () =>
      refused(forge({ alg: 'HS256', typ: 'JWT' }, claims(), keys().of('access-token'))));
    it('refuses another audience [V9.2.3] [V9.2.4]', () =>
      refused(forge(header, { ...claims(), aud: 'divan:sign-in' }, keys().of('access-token'))));
    it('refuses another issuer [V9.1.3]', () =>
      refused(forge(header, { ...claims(), iss: 'other' }, keys().of('access-token'))));
    it('refuses another purpose [V9.2.2]', () =>
      refused(forge(header, { ...claims(), purpose: 'totp' }, keys().of('access-token'))));
    it('refuses an expired one [V9.2.1]', () =>
      refused(forge(header, { ...claims(), exp: Math.floor(Date.now() / 1000) - 1 }, keys().of('access-token'))));
    it('refuses a session under another member [V7.2.1]', () =>
      refused(forge(header, { ...claims(), sub: claims()['sid'] }, keys().of('access-token'))));
    it('refuses a session under another organization [V7.2.1] [V8.4.1]', async () => {
      const other = await newAdministrator(test, 'admin@lakeside.example');
      await refused(forge(header, { ...claims(), org: other.organizationId }, keys().of('access-token')));
    });
    it('refuses none, garbage and another scheme [V7.2.1] [V8.3.1]', async () => {
      await http().get('/v1/me').expect(401);
      await refused('garbage');
      await http().get('/v1/me').set('Authorization', `Basic ${admin.accessToken}`).expect(401);
      await http().get(`/v1/me?access_token=${admin.accessToken}`).expect(401);
    });
    it('refuses a challenge as an access token, and the reverse [V9.2.2]', async () => {
      await refused(await challengeFor(admin));
      await http().post('/v1/auth/totp').send({ challenge: admin.accessToken, code: '123456' }).expect(401);
    });
    it('refuses a challenge of another step, an expired one, and a second enrolment [V6.3.4] [V9.2.1] [V9.2.2]', async () => {
      const challenge = await challengeFor(admin);
      await http().post('/v1/auth/totp-enrolment').send({ challenge }).expect(401);
      const [account] = await test.ownerQuery<{ id: string; hash: string }>(
        'SELECT id, password_hash AS hash FROM accounts WHERE email = $1',
        [admin.email],
      );
      const { memberId, organizationId } = admin;
      const forged = test.app.get(TokenService, { strict: false }).challenge({
        purpose: 'totp-enrolment',
        accountId: account?.id ?? '',
        memberId,
        organizationId,
        methods: ['password'],
        passwordHash: account?.hash ?? '',
      });
      await http().post('/v1/auth/totp-enrolment').send({ challenge: forged }).expect(409);
      offset += 11 * 60_000;
      await http()
        .post('/v1/auth/totp')
        .send({ challenge, code: await code(admin) })
        .expect(401);
    });
  });

  describe('sessions', () => {
    it('exchanges the refresh token for the next one [V7.2.2]', async () => {
      const first = cookieOf(await signIn(admin));
      const answer = await refresh(first).expect(200);
      expect(cookieOf(answer)).not.toBe(first);
      await get('/v1/me', (answer.body as { accessToken: string }).accessToken).expect(200);
    });

    it('needs the client header, which another site cannot send', async () => {
      const cookie = cookieOf(await signIn(admin));
      await http().post('/v1/auth/refresh').set('Cookie', cookie).expect(403);
      await http().post('/v1/auth/sign-out').set('Cookie', cookie).expect(403);
      await refresh('').expect(401);
      await refresh('__Host-divan-refresh=guess').expect(401);
    });

    it('gives simultaneous refreshes of one client the same next token', async () => {
      const first = cookieOf(await signIn(admin));
      const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(first)));
      expect(answers.map(({ status }) => status)).toEqual(Array<number>(8).fill(200));
      expect(new Set(answers.map(cookieOf)).size).toBe(1);
      await refresh(cookieOf(answers[0] as Response)).expect(200);
    });

    it.each([
      ['by another client', 'thief', 0],
      ['too late', 'spec', 11_000],
    ])('ends the session when a refresh token is used again %s [V7.4.1]', async (_, agent, later) => {
      const signedIn = await signIn(admin);
      const first = cookieOf(signedIn);
      const second = cookieOf(await refresh(first).expect(200));
      offset += later;
      await refresh(first, agent).expect(401);
      await refresh(second).expect(401);
      await get('/v1/me', (signedIn.body as { accessToken: string }).accessToken).expect(401);
      expect(await kinds()).toContain('auth.refresh-reused');
    });

    it('ends the session when a refresh token is used again after its successor was', async () => {
      const first = cookieOf(await signIn(admin));
      const second = cookieOf(await refresh(first).expect(200));
      await refresh(second).expect(200);
      await refresh(first).expect(401);
      await refresh(second).expect(401);
    });

    it('ends after 30 minutes without use and after 12 hours in any case [V7.3.1] [V7.3.2] [V10.4.8]', async () => {
      const idle = cookieOf(await signIn(admin));
      offset += 31 * 60_000;
      await refresh(idle).expect(401);
      let cookie = cookieOf(await signIn(admin));
      for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
        offset += 20 * 60_000;
        cookie = cookieOf(await refresh(cookie).expect(200));
      }
      offset += 21 * 60_000;
      await refresh(cookie).expect(401);
    });

    it('takes a password that is years old: nobody is made to change it [V6.2.10]', async () => {
      offset += 3 * 366 * 86_400_000;
      expect((await signIn(admin)).status).toBe(200);
    });

    it('signs out [V7.4.1]', async () => {
      const signedIn = await signIn(admin);
      const cookie = cookieOf(signedIn);
      const answer = await http()
        .post('/v1/auth/sign-out')
        .set('X-Divan-Client', 'web')
        .set('Cookie', cookie)
        .expect(204);
      expect(cookieOf(answer)).toBe('__Host-divan-refresh=');
      await refresh(cookie).expect(401);
      await until(() => get('/v1/me', (signedIn.body as { accessToken: string }).accessToken), 401);
    });

    it('lists a member’s own sessions and ends one of them, but not another’s [V7.5.2]', async () => {
      const member = await newMember(test, await again(admin), 'list@rivertown.example', ['agent']);
      const { items } = (await get('/v1/auth/sessions', member.accessToken).expect(200)).body as {
        items: { id: string; current: boolean }[];
      };
      expect(items).toMatchObject([{ current: true }]);
      const end = (token: string): Test =>
        http().delete(`/v1/auth/sessions/${items[0]?.id}`).set('Authorization', `Bearer ${token}`);
      await end((await again(admin)).accessToken).expect(404);
      await end(member.accessToken).expect(204);
      await until(() => get('/v1/me', member.accessToken), 401);
    });

    it('end on every process at once when the member is disabled [V7.4.2]', async () => {
      const other = await sameDatabase(test);
      const acting = (await again(admin)).accessToken;
      const member = await newMember(test, { ...admin, accessToken: acting }, 'leaving@rivertown.example', ['agent']);
      await request(other.address).get('/v1/me').set('Authorization', `Bearer ${member.accessToken}`).expect(200);
      const { body, headers } = await get(`/v1/members/${member.memberId}`, acting).expect(200);
      expect(headers['etag']).toBe(`"${(body as { version: number }).version}"`);
      await http()
        .patch(`/v1/members/${member.memberId}`)
        .set('Authorization', `Bearer ${acting}`)
        .set('If-Match', headers['etag'] ?? '')
        .send({ state: 'disabled' })
        .expect(200);
      await until(() => request(other.address).get('/v1/me').set('Authorization', `Bearer ${member.accessToken}`), 401);
      await until(() => get('/v1/me', member.accessToken), 401);
      await refresh(member.cookie).expect(401);
      await http().post('/v1/auth/sign-in').send({ email: member.email, password: TEST_PASSWORD }).expect(401);
      await other.app.close();
    });

    it('take a changed role into account at once, and cost no query otherwise [V8.2.1] [V8.3.1] [V16.3.2]', async () => {
      const acting = (await again(admin)).accessToken;
      const member = await newMember(test, { ...admin, accessToken: acting }, 'moving@rivertown.example', ['agent']);
      const patch = (roles: string[]): Test =>
        http()
          .patch(`/v1/members/${member.memberId}`)
          .set('Authorization', `Bearer ${acting}`)
          .set('If-Match', '*')
          .send({ roles });
      const invite = (): Test =>
        http()
          .post('/v1/teams')
          .set('Authorization', `Bearer ${member.accessToken}`)
          .send({ name: `Team ${Math.random()}` });
      await invite().expect(403);
      await patch(['administrator']).expect(200);
      await until(invite, 201);
      const read = vi.spyOn(test.app.get(Database, { strict: false }), 'read');
      await get('/v1/roles', member.accessToken).expect(200);
      await get('/v1/roles', member.accessToken).expect(200);
      // What the route reads, it reads as the member.
      expect(read.mock.calls.filter(([ctx]) => !('actor' in ctx))).toEqual([]);
      read.mockRestore();
      await patch(['agent']).expect(200);
      await until(invite, 403);
      expect(await kinds()).toContain('auth.access-refused');
    });
  });

  describe('invitations', () => {
    const invitationFor = async (email: string, who: SignedIn, roles = ['agent']): Promise<string> => {
      const acting = (await again(who)).accessToken;
      const answer = await http()
        .post('/v1/invitations')
        .set('Authorization', `Bearer ${acting}`)
        .send({ email, name: 'New', roles, teamIds: [] });
      expect(answer.status).toBe(201);
      return ((answer.body as { link: string }).link.split('/').at(-1) ?? '') as string;
    };
    const accept = (token: string, password = TEST_PASSWORD): Test =>
      http().post(`/v1/auth/invitations/${token}`).send({ name: 'New', password });

    it('work once, also simultaneously [V6.4.1]', async () => {
      const token = await invitationFor('once@rivertown.example', admin);
      const { body } = await http().get(`/v1/auth/invitations/${token}`).expect(200);
      expect(body).toEqual({
        organizationName: 'City of Rivertown',
        email: 'once@rivertown.example',
        name: 'New',
        hasAccount: false,
        addressInUse: false,
      });
      const answers = await Promise.all(Array.from({ length: 5 }, () => accept(token)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      await accept(token).expect(404);
      await http().get(`/v1/auth/invitations/${token}`).expect(404);
    });

    it('expire after seven days, and are replaced by the next one [V6.4.1]', async () => {
      const old = await invitationFor('later@rivertown.example', admin);
      const fresh = await invitationFor('Later@Rivertown.example', admin);
      await accept(old).expect(404);
      offset += 7 * 24 * 60 * 60_000 + 1;
      await accept(fresh).expect(404);
    });

    it('refuse short, breached and personal passwords [V6.2.1] [V6.2.4] [V6.2.11] [V6.2.12]', async () => {
      const token = await invitationFor('weak@rivertown.example', admin);
      for (const [password, expected] of [
        ['eleven char', 'auth.password_too_short'],
        ['1q2w3e4r5t6y', 'auth.password_breached'],
        ['Password1234', 'auth.password_breached'],
        ['aaaaaaaaaaaaaaaa', 'auth.password_breached'],
        ['weak@rivertown.example', 'auth.password_breached'],
      ] as const) {
        const { body } = await accept(token, password).expect(422);
        expect(body).toMatchObject({ code: expected, errors: [{ pointer: '/password' }] });
      }
      await accept(token, 'گذرواژه‌ای که کسی نمی‌داند').expect(200);
    });
  });

  it('has no accounts but those that somebody made [V6.3.2]', async () => {
    const untouched = await createTestDatabase();
    expect(await untouched.ownerQuery('SELECT FROM accounts')).toEqual([]);
    await untouched.close();
  });

  it('makes recovery codes of 80 random bits and refresh tokens of 256 [V6.5.3] [V6.5.4] [V7.2.3]', async () => {
    const other = await newAdministrator(test, 'admin@randomville.example');
    const codes = [...admin.recoveryCodes, ...other.recoveryCodes];
    expect(new Set(codes).size).toBe(20);
    // Of 32 signs each: every one of 320 should come up, and none too often.
    const signs = codes.join('').replaceAll('-', '');
    expect(signs).toMatch(/^[2-9A-HJ-NP-Z]{320}$/);
    expect(new Set(signs).size).toBeGreaterThan(28);
    for (const { cookie } of [admin, other]) expect(Buffer.from(cookie.split('=')[1]!, 'base64url')).toHaveLength(32);
  });

  it('lets a password work for years, asks no questions and gives no hints [V6.2.10] [V6.4.2]', async () => {
    const document = readFileSync(join(__dirname, '../../../docs/openapi.json'), 'utf8');
    expect(document).toContain('newPassword');
    expect(document).not.toMatch(/hint|securityQuestion|secretQuestion|passwordExpires/i);
    const before = offset;
    offset += 3 * 365 * 24 * 60 * 60_000;
    await challengeFor(admin);
    offset = before;
  });

  it('hides members of another organization [V8.2.2] [V8.4.1]', async () => {
    const other = await newAdministrator(test, 'admin@faraway.example');
    const patch = http().patch(`/v1/members/${other.memberId}`).set('If-Match', '*').send({ state: 'disabled' });
    const acting = (await again(admin)).accessToken;
    await patch.set('Authorization', `Bearer ${acting}`).expect(404);
    await get(`/v1/members/${other.memberId}`, acting).expect(404);
    const { items } = (await get('/v1/members?limit=200', acting).expect(200)).body as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).not.toContain(other.memberId);
  });
});

async function until(attempt: () => Test, status: number): Promise<void> {
  for (const deadline = Date.now() + 1000; Date.now() < deadline;) if ((await attempt()).status === status) return;
  await attempt().expect(status);
}

/** Another process's application over the same database. */
async function sameDatabase(test: TestApp): Promise<TestApp> {
  class SecondModule {}
  Module({ imports: [PlatformModule.forRoot({ process: 'api' }), AuthModule, HttpModule] })(SecondModule);
  const app = await createHttpApp(SecondModule, { quiet: true });
  await app.listen(0, '127.0.0.1');
  return { ...test, app, address: await app.getUrl() };
}
