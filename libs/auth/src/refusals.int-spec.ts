import { Clock, Database } from '@divan/platform';
import request, { type Test } from 'supertest';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { newAdministrator, newMember, type SignedIn } from '../../../test/support/sign-in';
import { AuthModule } from './auth.module';

const LIMIT = 60;
const FORBIDDEN = '/v1/api-keys';

let test: TestApp;
let offset = 0;
let admin: SignedIn;
let reader: SignedIn;
let gone: SignedIn;

beforeAll(async () => {
  test = await createTestApp({ modules: [AuthModule], env: { RATE_LIMIT_PER_MINUTE: String(LIMIT) } });
  vi.spyOn(test.app.get(Clock, { strict: false }), 'now').mockImplementation(() => new Date(Date.now() + offset));
  admin = await newAdministrator(test);
  reader = await newMember(test, admin, 'reader@rivertown.example', ['read-only']);
  gone = await newMember(test, admin, 'gone@rivertown.example', ['read-only']);
});
afterAll(() => test.close());
// A new minute for every limit.
beforeEach(() => (offset += 61_000));

const ask = (path: string, token?: string, address?: string): Test => {
  const sent = request(test.address).get(path);
  if (token) void sent.set('Authorization', `Bearer ${token}`);
  return address ? sent.set('X-Forwarded-For', address) : sent;
};
async function statuses(times: number, send: () => Test): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let n = 0; n < times; n += 1) {
    const { status } = await send();
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}
const events = (kind: string, actorId: string): Promise<{ repetitions: number }[]> =>
  test.ownerQuery(
    `SELECT (d.detail::json->>'repetitions')::int AS repetitions
       FROM audit_events e JOIN audit_details d ON d.event_id = e.id
      WHERE e.kind = $1 AND e.actor_id = $2 ORDER BY e.id`,
    [kind, actorId],
  );

describe('requests that are refused', () => {
  it('are limited per member like any other, and the log tells each without an event for each [V16.3.2]', async () => {
    const first = await ask(FORBIDDEN, reader.accessToken);
    expect([first.status, first.headers['ratelimit']]).toEqual([403, `"default";r=${LIMIT - 1};t=60`]);
    expect(await statuses(LIMIT + 9, () => ask(FORBIDDEN, reader.accessToken))).toEqual({ 403: LIMIT - 1, 429: 10 });
    const refused = await ask(FORBIDDEN, reader.accessToken);
    expect(refused.body).toMatchObject({ type: 'urn:divan:problem:platform.rate_limited', status: 429 });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await events('auth.access-refused', reader.memberId)).toEqual([{ repetitions: 0 }]);
    // Others, from the same address, go on.
    await ask('/v1/me', admin.accessToken).expect(200);

    offset += 61_000;
    await ask(FORBIDDEN, reader.accessToken).expect(403);
    expect(await events('auth.access-refused', reader.memberId)).toEqual([
      { repetitions: 0 },
      { repetitions: LIMIT - 1 },
    ]);
  });

  it('are limited per address where nobody is known, whatever token comes with them', async () => {
    const forged = `${reader.accessToken.slice(0, -4)}AAAA`;
    const tokens = [undefined, 'nonsense', forged, `dk_abcdefgh_${'A'.repeat(43)}`];
    let n = 0;
    const found = await statuses(LIMIT + 10, () => ask('/v1/me', tokens[n++ % tokens.length], '192.0.2.1'));
    expect(found).toEqual({ 401: LIMIT, 429: 10 });
    await ask(`/v1/public-logs/${admin.organizationId}/checkpoint`, undefined, '192.0.2.1').expect(429);
    await ask('/v1/me', undefined, '192.0.2.2').expect(401);
    await ask('/v1/me', reader.accessToken, '192.0.2.1').expect(200);
    await ask('/v1/me', undefined, '::ffff:192.0.2.1').expect(429);
  });

  it('are limited per network of IPv6, not per address of it', async () => {
    let n = 0;
    const found = await statuses(LIMIT + 10, () => ask('/v1/me', undefined, `2001:db8:1:2::${(n++).toString(16)}`));
    expect(found).toEqual({ 401: LIMIT, 429: 10 });
    await ask('/v1/me', undefined, '2001:db8:1:3::1').expect(401);
  });

  it('ask the database nothing once a session is known to have ended', async () => {
    await request(test.address)
      .post('/v1/auth/sign-out')
      .set({ Cookie: gone.cookie, 'X-Divan-Client': 'web' })
      .expect(204);
    await ask('/v1/me', gone.accessToken).expect(401);
    const reads = vi.spyOn(test.app.get(Database, { strict: false }), 'read');
    expect(await statuses(10, () => ask('/v1/me', gone.accessToken))).toEqual({ 401: 10 });
    expect(reads).not.toHaveBeenCalled();
    reads.mockRestore();
  });

  it('are told when the process ends, also those without an event yet', async () => {
    await ask('/v1/security-overview', reader.accessToken).expect(403);
    expect(await statuses(5, () => ask('/v1/security-overview', reader.accessToken))).toEqual({ 403: 5 });
    const before = await events('auth.access-refused', reader.memberId);
    await test.app.close();
    expect((await events('auth.access-refused', reader.memberId)).slice(before.length)).toContainEqual({
      repetitions: 4,
    });
  });
});
