import { Clock, Database, SecretBox } from '@divan/platform';
import { generate } from 'otplib';
import request, { type Response, type Test } from 'supertest';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { cookieOf, type SignedIn } from '../../../test/support/sign-in';
import { AuthModule } from './auth.module';
import { AccountLockJobs } from './sign-in/account-lock.jobs';
import { SoftwareAuthenticator } from './passkeys/authenticator.fake';

export const WEB_URL = 'https://divan.rivertown.example';

export interface Session {
  accessToken: string;
  cookie: string;
}

/** An application of the auth feature whose clock a spec moves, and the ways to sign in to it. */
export class AuthWorld {
  offset = 0;

  private constructor(readonly test: TestApp) {}

  static async create(): Promise<AuthWorld> {
    const world = new AuthWorld(await createTestApp({ modules: [AuthModule], env: { WEB_URL } }));
    const clock = world.test.app.get(Clock, { strict: false });
    vi.spyOn(clock, 'now').mockImplementation(() => new Date(Date.now() + world.offset));
    return world;
  }

  close(): Promise<void> {
    return this.test.close();
  }

  /** A new time step of every authenticator, and no earlier failures. */
  async fresh(): Promise<void> {
    this.offset += 90_000;
    await this.test.ownerQuery('DELETE FROM sign_in_throttles');
  }

  authenticator(): SoftwareAuthenticator {
    return new SoftwareAuthenticator(WEB_URL);
  }

  post(path: string, body: object = {}, session?: { accessToken: string }): Test {
    return this.send('post', path, session).send(body);
  }

  send(method: 'get' | 'post' | 'patch' | 'delete', path: string, session?: { accessToken: string }): Test {
    const sent = request(this.test.address)[method](`/v1${path}`);
    return session ? sent.set('Authorization', `Bearer ${session.accessToken}`) : sent;
  }

  code({ totpSecret }: Pick<SignedIn, 'totpSecret'>, steps = 0): Promise<string> {
    return generate({ secret: totpSecret, epoch: Math.floor((Date.now() + this.offset) / 1000) + steps * 30 });
  }

  /** The password step. */
  async next(member: {
    email: string;
    password: string;
  }): Promise<{ step: string; challenge: string; factors: string[] }> {
    const { email, password } = member;
    return bodyOf(await this.post('/auth/sign-in', { email, password }).expect(200));
  }

  /** With the password and the authenticator, in a new time step. */
  async signIn<T extends SignedIn>(member: T): Promise<T> {
    this.offset += 90_000;
    const { challenge } = await this.next(member);
    const answer = await this.post('/auth/totp', { challenge, code: await this.code(member) }).expect(200);
    return { ...member, ...sessionOf(answer) };
  }

  /** With nothing but a passkey. */
  async passkeySignIn(authenticator: SoftwareAuthenticator): Promise<Response> {
    const { ceremony, options } = bodyOf<Begun>(await this.post('/auth/passkey-options').expect(200));
    return this.post('/auth/passkey', { ceremony, response: authenticator.get(options) });
  }

  async addPasskey(
    session: { accessToken: string },
    authenticator = this.authenticator(),
    name = 'Key',
  ): Promise<SoftwareAuthenticator> {
    const { ceremony, options } = bodyOf<Begun>(await this.post('/me/passkeys/options', {}, session).expect(200));
    await this.post('/me/passkeys', { ceremony, response: authenticator.create(options), name }, session).expect(201);
    return authenticator;
  }

  async policy(admin: { accessToken: string }, change: object): Promise<Response> {
    return this.send('patch', '/security-policy', admin).set('If-Match', '*').send(change).expect(200);
  }

  async kinds(): Promise<string[]> {
    const rows = await this.test.ownerQuery<{ kind: string }>('SELECT kind FROM audit_events ORDER BY id');
    return rows.map(({ kind }) => kind);
  }

  /** What was mailed to an address, the oldest first. */
  async mails(address: string): Promise<{ subject: string; text: string }[]> {
    const rows = await this.test.ownerQuery<{ subject: string; sealed: string }>(
      'SELECT subject, sealed_text AS sealed FROM mails WHERE recipient = $1 ORDER BY id',
      [address],
    );
    return rows.map(({ subject, sealed }) => ({ subject, text: this.open(sealed) }));
  }

  get database(): Database {
    return this.test.app.get(Database, { strict: false });
  }

  private open(sealed: string): string {
    return this.test.app.get(SecretBox, { strict: false }).open(sealed, 'platform.mail').toString('utf8');
  }
}

export interface Begun {
  ceremony: string;
  options: object & { challenge: string };
}

export function bodyOf<T>(response: Response): T {
  return response.body as T;
}

export function sessionOf(response: Response): Session {
  return { accessToken: (response.body as { accessToken: string }).accessToken, cookie: cookieOf(response) };
}

/** What takes effect within a second. */
export async function until(attempt: () => Test, status: number): Promise<void> {
  for (const deadline = Date.now() + 1000; Date.now() < deadline;) if ((await attempt()).status === status) return;
  await attempt().expect(status);
}

interface AccountJob {
  organizationId: string;
  accountId: string;
}

/** What waits for a worker, in the order in which it was added; nobody else will do it. */
export async function takeJobs(test: TestApp, name: string): Promise<AccountJob[]> {
  const jobs = await test.ownerQuery<{ id: string; payload: AccountJob }>(
    `DELETE FROM graphile_worker._private_jobs j USING graphile_worker._private_tasks t
      WHERE t.id = j.task_id AND t.identifier = $1 RETURNING j.id, j.payload`,
    [name],
  );
  return jobs.sort((a, b) => Number(a.id) - Number(b.id)).map(({ payload }) => payload);
}

/** Does what the worker would do after members were enabled. */
export async function liftLocks(test: TestApp): Promise<void> {
  for (const job of await takeJobs(test, 'auth.lift-lock'))
    await test.app.get(AccountLockJobs, { strict: false }).lift(job);
}
