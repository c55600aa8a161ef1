import request, { type Test } from 'supertest';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { newAdministrator, type SignedIn } from '../../../test/support/sign-in';
import { commands } from './commands';

let test: TestApp;
let admin: SignedIn;
let printed: string[];

beforeAll(async () => {
  test = await createTestApp();
  admin = await newAdministrator(test);
});
afterAll(() => test.close());
beforeEach(() => (printed = []));

const unlock = (...args: string[]): Promise<void> =>
  commands.find(({ name }) => name === 'unlock-account')!.run(args, (line) => printed.push(line));
const signIn = (): Test =>
  request(test.address).post('/v1/auth/sign-in').send({ email: admin.email, password: admin.password });
const events = (): Promise<object[]> =>
  test.ownerQuery(
    `SELECT organization_id AS "organizationId", object_id AS "memberId", actor_id AS actor
       FROM audit_events WHERE kind = 'auth.account-unlocked'`,
  );

describe('npm run divan -- unlock-account', () => {
  it('lets the only administrator try again, and is on record', async () => {
    await signIn().expect(200);
    await test.ownerQuery(
      `UPDATE sign_in_throttles SET failures = 100, blocked_until = 'infinity' WHERE key LIKE 'account:%'`,
    );
    await signIn().expect(429);
    await unlock('--email', admin.email.toUpperCase());
    expect(printed.join()).toContain('may try to sign in again');
    const { body } = await signIn().expect(200);
    expect((body as { step: string }).step).toBe('totp');
    const { organizationId, memberId } = admin;
    expect(await events()).toEqual([expect.objectContaining({ organizationId, memberId })]);
  });

  it('needs an address that somebody signs in with', async () => {
    await expect(unlock()).rejects.toThrow('--email is required');
    await expect(unlock('--email', 'nobody@rivertown.example')).rejects.toThrow('no such account');
    expect(await events()).toHaveLength(1);
  });
});
