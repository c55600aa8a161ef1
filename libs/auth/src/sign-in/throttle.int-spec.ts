import { newAdministrator, newMember, type SignedIn } from '../../../../test/support/sign-in';
import { AuthWorld, liftLocks } from '../auth-world.fake';
import { HashQueue } from '../passwords/hash-queue';

describe('failures elsewhere', () => {
  let world: AuthWorld;
  let admin: SignedIn;
  let member: SignedIn;
  let device: string;

  beforeAll(async () => {
    world = await AuthWorld.create();
    admin = await newAdministrator(world.test);
    member = await newMember(world.test, admin, 'member@rivertown.example', ['agent']);
    world.offset += 90_000;
    const { challenge } = await world.next(member);
    const answer = await world.post('/auth/totp', { challenge, code: await world.code(member) }).expect(200);
    device = (answer.headers['set-cookie'] as unknown as string[])[1]!.split(';')[0]!;
  });
  afterAll(() => world.close());
  beforeEach(() => world.fresh());

  const attempt = async (password: string, cookie?: string): Promise<number> => {
    const sent = world.post('/auth/sign-in', { email: member.email, password });
    return (await (cookie ? sent.set('Cookie', cookie) : sent)).status;
  };
  const failures = (like: string): Promise<{ failures: number }[]> =>
    world.test.ownerQuery(`SELECT failures FROM sign_in_throttles WHERE key LIKE '${like}'`);

  it('do not lock a member out where they signed in before, not even for good [V6.3.1]', async () => {
    await attempt('guess');
    await world.test.ownerQuery(
      `UPDATE sign_in_throttles SET failures = 100, blocked_until = 'infinity' WHERE key LIKE 'account:%'`,
    );
    expect(await attempt(member.password)).toBe(429);
    expect(await attempt(member.password, device)).toBe(200);
    const { challenge } = await world.next({ ...member, email: admin.email, password: admin.password });
    expect(challenge).toBeDefined();
    const next = (await world
      .post('/auth/sign-in', { email: member.email, password: member.password })
      .set('Cookie', device)) as { body: { challenge: string } };
    const code = await world.code(member);
    await world.post('/auth/totp', { challenge: next.body.challenge, code }).expect(429);
    await world.post('/auth/totp', { challenge: next.body.challenge, code }).set('Cookie', device).expect(200);
    expect(await attempt(member.password)).toBe(429);
  });

  it('are counted apart from those on a known device, which are limited, too [V6.3.1]', async () => {
    for (let i = 0; i < 5; i += 1) await attempt('guess', device);
    expect(await attempt(member.password, device)).toBe(429);
    expect(await attempt(member.password)).toBe(200);
    expect(await failures('devices:%')).toEqual([{ failures: 5 }]);
  });

  it('get no budget of their own from a cookie that is made up, or of another account [V6.3.1]', async () => {
    const other = `__Host-divan_device=${'a'.repeat(43)}`;
    for (const cookie of [other, '__Host-divan_device=x', other]) await attempt('guess', cookie);
    expect(await failures('account:%')).toEqual([{ failures: 3 }]);
    await world.post('/auth/sign-in', { email: admin.email, password: 'guess' }).set('Cookie', device).expect(401);
    expect(await failures('account:%')).toEqual(expect.arrayContaining([{ failures: 3 }, { failures: 1 }]));
  });

  it('are forgotten, wherever they were, when an administrator disables and enables the member', async () => {
    await attempt('guess', device);
    await attempt('guess');
    const acting = await world.signIn(admin);
    for (const state of ['disabled', 'active'])
      await world.send('patch', `/members/${member.memberId}`, acting).set('If-Match', '*').send({ state }).expect(200);
    await liftLocks(world.test);
    expect([...(await failures('account:%')), ...(await failures('devices:%'))]).toEqual([]);
  });

  it('do not keep a passkey from signing in, for there is nothing to guess', async () => {
    const key = await world.addPasskey(await world.signIn(member));
    await attempt('guess');
    await world.test.ownerQuery(
      `UPDATE sign_in_throttles SET failures = 100, blocked_until = 'infinity' WHERE key LIKE 'account:%'`,
    );
    expect((await world.passkeySignIn(key)).status).toBe(200);
  });

  it('from one network of IPv6 are slowed together, whichever of its addresses they come from [V6.3.1]', async () => {
    const guess = async (address: string): Promise<void> => {
      await world.post('/auth/passkey', { ceremony: 'none', response: {} }).set('X-Forwarded-For', address);
    };
    for (const address of ['2001:db8:1:2::1', '2001:db8:1:2:ffff::2', '2001:db8:1:3::1']) await guess(address);
    for (const address of ['192.0.2.9', '::ffff:192.0.2.9', '::ffff:c000:209']) await guess(address);
    const counts = (await failures('address:%')).map((row) => row.failures).sort();
    expect(counts).toEqual([1, 2, 3]);
  });
});

describe('more than can be judged at once', () => {
  let world: AuthWorld;
  let member: SignedIn;
  let end: () => void;

  beforeAll(async () => {
    world = await AuthWorld.create();
    member = await newAdministrator(world.test);
    await world.fresh();
    const queue = world.test.app.get(HashQueue, { strict: false });
    const ended = new Promise<void>((resolve) => (end = resolve));
    for (let n = 0; n < 66; n += 1) void queue.run(() => ended);
  });
  afterAll(() => world.close());

  it('is refused alike whoever it is for, and counts as no failure', async () => {
    const answers = [];
    for (const email of [member.email, 'nobody@rivertown.example'])
      for (const password of [member.password, 'guess'])
        answers.push(await world.post('/auth/sign-in', { email, password }).expect(503));
    for (const { body, headers } of answers) {
      const { code, detail, type } = body as Record<string, string>;
      expect([code, type, detail]).toEqual([
        'auth.busy',
        'urn:divan:problem:auth.busy',
        'Too many people are signing in at this moment. Try again in a few seconds.',
      ]);
      expect(headers['retry-after']).toBe('2');
    }
    expect(await world.test.ownerQuery('SELECT FROM sign_in_throttles WHERE failures > 0')).toEqual([]);
    end();
    await world.next(member);
  });
});
