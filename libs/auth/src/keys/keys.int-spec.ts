import { Clock, createHttpApp, HttpModule, newId, PlatformModule } from '@divan/platform';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { createTestApp, type TestApp } from '../../../../test/support/app';
import { eventually, Rest, type Answer } from '../../../../test/support/rest';
import { newAdministrator, newMember, type SignedIn } from '../../../../test/support/sign-in';
import { AuthModule } from '../auth.module';
import { KeyUsage } from './key-usage';

interface Key {
  id: string;
  key: string;
  prefix: string;
  state: string;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
  rotation: { prefix: string; endsAt: string } | null;
}
interface Problem {
  code: string;
  errors?: { pointer: string }[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let test: TestApp;
let second: NestFastifyApplication;
let secondAddress: string;
let administrator: SignedIn;
let admin: Rest;
let service: { id: string; version: number };
let offset = 0;

const moveClock = (...apps: NestFastifyApplication[]): void =>
  apps.forEach((app) =>
    vi.spyOn(app.get(Clock, { strict: false }), 'now').mockImplementation(() => new Date(Date.now() + offset)),
  );
const inDays = (days: number): string => new Date(Date.now() + offset + days * DAY).toISOString();
const request = (overrides: object = {}): object => ({
  serviceMemberId: service.id,
  name: 'Website form',
  scopes: ['members:read'],
  channelIds: null,
  allowedNetworks: null,
  expiresAt: inDays(90),
  ...overrides,
});
const make = async (overrides: object = {}): Promise<Key> => {
  const { status, body } = await admin.post<Key>('/v1/api-keys', request(overrides));
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
};
const with_ = (token: string, address = test.address): Rest => new Rest(address, { accessToken: token });
const answerOf = async ({ key }: { key: string }, path = '/v1/members', address = test.address) => {
  const { status, body } = await with_(key, address).get<Problem>(path);
  return status === 200 ? 200 : `${status} ${body.code}`;
};
const kindsOf = (objectId: string): Promise<string[]> =>
  test
    .ownerQuery<{ kind: string }>('SELECT kind FROM audit_events WHERE object_id = $1 ORDER BY id', [objectId])
    .then((rows) => rows.map(({ kind }) => kind));

beforeAll(async () => {
  test = await createTestApp({ modules: [AuthModule], env: { TRUSTED_PROXIES: '127.0.0.1' } });
  class SecondProcess {}
  Module({ imports: [PlatformModule.forRoot({ process: 'api' }), AuthModule, HttpModule] })(SecondProcess);
  second = await createHttpApp(SecondProcess, { quiet: true });
  await second.listen(0, '127.0.0.1');
  secondAddress = `http://127.0.0.1:${(second.getHttpServer().address() as AddressInfo).port}`;
  moveClock(test.app, second);
  administrator = await newAdministrator(test);
  admin = new Rest(test.address, administrator);
  const made = await admin.post<{ id: string; version: number }>('/v1/service-members', {
    name: 'Website',
    roles: ['administrator'],
    teamIds: [],
  });
  expect(made.status).toBe(201);
  service = made.body;
});
afterAll(async () => {
  await second.close();
  await test.close();
});
// Step-up wants a second factor of the last five minutes: the clock is moved within tests, and back.
beforeEach(() => (offset = 0));

describe('a key', () => {
  it('is shown once, and kept as a keyed hash only', async () => {
    const made = await make();
    expect(made.key).toMatch(/^dk_[0-9a-z]{10}_[0-9A-Za-z]{59}$/);
    const { body } = await admin.get<{ items: object[] }>('/v1/api-keys');
    expect(JSON.stringify(body)).not.toContain(made.key.split('_')[2]);
    expect(JSON.stringify((await admin.get(`/v1/api-keys/${made.id}`)).body)).not.toContain(made.key.split('_')[2]);
    const tables = await test.ownerQuery<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    for (const { name } of tables) {
      const [row] = await test.ownerQuery<{ found: boolean }>(
        `SELECT EXISTS (SELECT FROM ${name} t WHERE t::text LIKE $1) AS found`,
        [`%${made.key.split('_')[2]!.slice(0, 20)}%`],
      );
      expect([name, row!.found]).toEqual([name, false]);
    }
  });

  it('may do what it was given and its service member may, and nothing else [V8.2.1] [V8.3.1]', async () => {
    const key = await make({ scopes: ['members:read'] });
    expect(await answerOf(key)).toBe(200);
    expect(await answerOf(key, '/v1/security-policy')).toBe('403 auth.permission_missing');
    const answer = await admin.send<{ version: number }>(
      'PATCH',
      `/v1/service-members/${service.id}`,
      { roles: [] },
      { 'If-Match': '*' },
    );
    expect(answer.status).toBe(200);
    await eventually('the role is gone', async () => (await answerOf(key)) === '403 auth.permission_missing', 10_000);
    await admin.send('PATCH', `/v1/service-members/${service.id}`, { roles: ['administrator'] }, { 'If-Match': '*' });
    await eventually('the role is back', async () => (await answerOf(key)) === 200, 10_000);
  });

  it('is no person and opens no session [V7.2.2]', async () => {
    const key = await make({ scopes: ['members:read', 'members:manage', 'keys:manage', 'organization:manage'] });
    for (const [method, path] of [
      ['GET', '/v1/me'],
      ['PATCH', '/v1/me'],
      ['GET', '/v1/auth/sessions'],
      ['DELETE', `/v1/auth/sessions/${newId()}`],
      ['POST', '/v1/api-keys'],
      ['POST', '/v1/service-members'],
      ['POST', '/v1/invitations'],
      ['PATCH', `/v1/members/${administrator.memberId}`],
      ['PATCH', '/v1/security-policy'],
    ] as const) {
      const { status, body } = await with_(key.key).send<Problem>(method, path, method === 'GET' ? undefined : {});
      expect([method, path, status, body.code]).toEqual([method, path, 403, 'auth.person_required']);
    }
    expect(await answerOf(key, '/v1/security-policy')).toBe(200);
  });

  it('acts under its own id, so that limits, repeats and the log are its own', async () => {
    const [first, other] = [await make({ scopes: ['members:manage'] }), await make({ scopes: ['members:manage'] })];
    const send = ({ key }: Key, name: string): Promise<Answer<{ id: string }>> =>
      with_(key).send('POST', '/v1/teams', { name }, { 'Idempotency-Key': 'the-same-key' });
    const [a, b] = [await send(first, 'Roads'), await send(other, 'Parks')];
    expect([a.status, b.status]).toEqual([201, 201]);
    expect((await send(first, 'Roads')).headers.get('idempotency-replayed')).toBe('true');
    const [event] = await test.ownerQuery(
      `SELECT actor_kind AS kind, actor_id AS id FROM audit_events WHERE kind = 'accounts.team-created' AND object_id = $1`,
      [a.body.id],
    );
    expect(event).toEqual({ kind: 'key', id: first.id });
    const left = (answer: Answer<unknown>): number =>
      Number(/r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1]);
    const before = left(await with_(other.key).get('/v1/teams'));
    await with_(first.key).get('/v1/teams');
    expect(left(await with_(other.key).get('/v1/teams'))).toBe(before - 1);
  });

  it('counts nothing that comes from where it may not be used: that would use up the limit of who holds it', async () => {
    const key = await make({ scopes: ['members:read'], allowedNetworks: ['192.0.2.0/24'] });
    const use = async (from: string): Promise<[number, string | null]> => {
      const answer = await with_(key.key).send('GET', '/v1/members', undefined, { 'X-Forwarded-For': from });
      return [answer.status, /r=\d+/.exec(answer.headers.get('ratelimit') ?? '')?.[0] ?? null];
    };
    const [, before] = await use('192.0.2.1');
    for (let n = 0; n < 3; n += 1) expect((await use('198.51.100.7'))[0]).toBe(403);
    expect(await use('192.0.2.1')).toEqual([200, `r=${Number(before?.slice(2)) - 1}`]);
  });

  it('says when and from where it was last used, to the minute, and not on refusal', async () => {
    const key = await make({ scopes: ['members:read'], allowedNetworks: ['192.0.2.0/24'] });
    const use = (from: string): Promise<unknown> =>
      with_(key.key).send('GET', '/v1/members', undefined, { 'X-Forwarded-For': from });
    const lastUse = async (): Promise<(string | null)[]> => {
      await test.app.get(KeyUsage, { strict: false }).settled();
      const { body } = await admin.get<Key>(`/v1/api-keys/${key.id}`);
      return [body.lastUsedAt, body.lastUsedFrom];
    };
    await use('198.51.100.1');
    expect(await lastUse()).toEqual([null, null]);
    await use('192.0.2.1');
    const first = await lastUse();
    expect(first).toEqual([expect.any(String), '192.0.2.1']);
    await use('192.0.2.2');
    expect(await lastUse()).toEqual(first);
    offset += 61_000;
    await use('192.0.2.3');
    expect(await lastUse()).toEqual([expect.any(String), '192.0.2.3']);
  });
});

describe('a key that may not be used', () => {
  it('is refused when it is none, in one way, whatever of it is right', async () => {
    const { key, prefix } = await make();
    const other = await make();
    const secret = key.split('_')[2]!;
    for (const token of [
      'dk_',
      `dk_${prefix}`,
      `dk_${prefix}_${'0'.repeat(59)}`,
      `dk_${other.prefix}_${secret}`,
      `dk_${prefix}_${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`,
      `${key}0`,
      key.toUpperCase(),
    ])
      expect([token, await answerOf({ key: token })]).toEqual([token, '401 auth.not_signed_in']);
    for (const headers of [{ Authorization: `Basic ${key}` }, { Authorization: key }, { 'X-Api-Key': key }] as Record<
      string,
      string
    >[])
      expect((await fetch(`${test.address}/v1/members`, { headers })).status).toBe(401);
    expect((await fetch(`${test.address}/v1/members?access_token=${key}`)).status).toBe(401);
  });

  it('ends on every process, and a stream with it', async () => {
    const key = await make();
    expect([await answerOf(key), await answerOf(key, '/v1/members', secondAddress)]).toEqual([200, 200]);
    const stream = await fetch(`${secondAddress}/v1/events`, { headers: { Authorization: `Bearer ${key.key}` } });
    expect(stream.status).toBe(200);
    expect((await admin.send('DELETE', `/v1/api-keys/${key.id}`)).status).toBe(204);
    expect(await answerOf(key)).toBe('401 auth.not_signed_in');
    await eventually('ended there', async () => (await answerOf(key, '/v1/members', secondAddress)) !== 200, 10_000);
    await stream.text();
    expect((await admin.get<Key>(`/v1/api-keys/${key.id}`)).body.state).toBe('ended');
    expect((await admin.send('DELETE', `/v1/api-keys/${key.id}`)).status).toBe(204);
    expect((await admin.post<Problem>(`/v1/api-keys/${key.id}/rotations`, { overlapHours: 1 })).body.code).toBe(
      'auth.key_ended',
    );
    expect(await kindsOf(key.id)).toEqual([
      'auth.key-created',
      'auth.key-ended',
      'auth.key-refused',
      'auth.key-refused',
      'auth.key-change-refused',
    ]);
  });

  it('ends at its time, a year ahead at most', async () => {
    const key = await make({ expiresAt: inDays(1) });
    offset = DAY - 1000;
    expect(await answerOf(key)).toBe(200);
    offset = DAY + 1000;
    expect(await answerOf(key)).toBe('401 auth.not_signed_in');
    offset = 0;
    for (const expiresAt of [inDays(-1), inDays(367), '2027-W01', new Date(0).toISOString()])
      expect([
        expiresAt,
        (await admin.post<Problem>('/v1/api-keys', request({ expiresAt }))).body.errors?.[0]?.pointer,
      ]).toEqual([expiresAt, '/expiresAt']);
    expect((await admin.post('/v1/api-keys', request({ expiresAt: null }))).status).toBe(400);
  });

  it('is refused from other networks, also where IPv4 arrives as IPv6 [V16.3.2]', async () => {
    const key = await make({ allowedNetworks: ['192.0.2.9/24', '2001:db8::/32'] });
    const from = async (address: string): Promise<number> =>
      (await with_(key.key).send('GET', '/v1/members', undefined, { 'X-Forwarded-For': address })).status;
    for (const address of ['192.0.2.1', '::ffff:192.0.2.1', '2001:db8:1::1'])
      expect([address, await from(address)]).toEqual([address, 200]);
    for (const address of ['192.0.3.1', '::ffff:192.0.3.1', '2001:db9::1', '198.51.100.7, 192.0.3.1'])
      expect([address, await from(address)]).toEqual([address, 403]);
    // What a client writes before the proxy's own word counts for nothing.
    expect(await from('192.0.2.1, 203.0.113.5')).toBe(403);
    // One event a minute, however often.
    expect((await kindsOf(key.id)).filter((kind) => kind === 'auth.key-refused')).toHaveLength(1);
    for (const allowedNetworks of [['everywhere'], ['192.0.2.0/33'], ['010.0.0.1']])
      expect((await admin.post<Problem>('/v1/api-keys', request({ allowedNetworks }))).body.errors?.[0]?.pointer).toBe(
        '/allowedNetworks/0',
      );
  });

  it('ends for good with its service member, and not with a suspended organization', async () => {
    const { body: mine } = await admin.post<{ id: string }>('/v1/service-members', {
      name: 'Short-lived',
      roles: ['read-only'],
      teamIds: [],
    });
    const key = await make({ serviceMemberId: mine.id });
    expect(await answerOf(key)).toBe(200);
    await test.ownerQuery(`UPDATE organizations SET state = 'suspended' WHERE id = $1`, [administrator.organizationId]);
    await test.ownerQuery(`SELECT pg_notify('divan_sessions', $1)`, [`organization:${administrator.organizationId}`]);
    await eventually('suspended', async () => (await answerOf(key)) === '403 accounts.organization_suspended', 10_000);
    await test.ownerQuery(`UPDATE organizations SET state = 'active' WHERE id = $1`, [administrator.organizationId]);
    await test.ownerQuery(`SELECT pg_notify('divan_sessions', $1)`, [`organization:${administrator.organizationId}`]);
    await eventually('resumed', async () => (await answerOf(key)) === 200, 10_000);
    expect((await admin.send('DELETE', `/v1/service-members/${mine.id}`)).status).toBe(204);
    await eventually('disabled', async () => (await answerOf(key)) === '401 auth.not_signed_in', 10_000);
    await admin.send('PATCH', `/v1/service-members/${mine.id}`, { state: 'active' }, { 'If-Match': '*' });
    expect(await answerOf(key)).toBe('401 auth.not_signed_in');
    expect((await make({ serviceMemberId: mine.id })).id).not.toBe(key.id);
  });
});

describe('rotating', () => {
  it('gives a new secret and lets the one before work on for the overlap', async () => {
    const before = await make();
    const { status, body: after } = await admin.post<Key>(`/v1/api-keys/${before.id}/rotations`, { overlapHours: 2 });
    expect([status, after.id]).toEqual([201, before.id]);
    expect(after.rotation).toEqual({ prefix: before.prefix, endsAt: expect.any(String) as string });
    expect([await answerOf(before), await answerOf(after)]).toEqual([200, 200]);
    offset = 2 * HOUR + 1000;
    expect([await answerOf(before), await answerOf(after)]).toEqual(['401 auth.not_signed_in', 200]);
  });

  it('ends the one before at once where it leaked, on every process', async () => {
    const before = await make();
    expect(await answerOf(before, '/v1/members', secondAddress)).toBe(200);
    const { body: after } = await admin.post<Key>(`/v1/api-keys/${before.id}/rotations`, {
      overlapHours: 0,
      expiresAt: inDays(200),
    });
    expect([await answerOf(before), await answerOf(after)]).toEqual(['401 auth.not_signed_in', 200]);
    await eventually('ended there', async () => (await answerOf(before, '/v1/members', secondAddress)) !== 200, 10_000);
    expect(after.rotation).toBeNull();
  });

  it('takes no overlap of more than three days', async () => {
    const { id } = await make();
    for (const overlapHours of [73, -1, 1.5, undefined])
      expect((await admin.post(`/v1/api-keys/${id}/rotations`, { overlapHours })).status).toBe(400);
  });
});

describe('who makes keys', () => {
  it('gives nothing that they do not hold, neither by making nor by rotating a key [V8.2.1] [V10.4.11]', async () => {
    const role = newId();
    await test.ownerQuery(
      `INSERT INTO custom_roles (id, organization_id, name, permissions) VALUES ($1, $2, 'Integrations', '{keys:manage,members:read}')`,
      [role, administrator.organizationId],
    );
    const maker = new Rest(test.address, await newMember(test, administrator, 'keys@rivertown.example', ['agent']));
    await test.ownerQuery(
      `UPDATE member_roles SET role = $1 WHERE member_id = (SELECT m.id FROM members m JOIN accounts a ON a.id = m.account_id WHERE a.email = 'keys@rivertown.example')`,
      [role],
    );
    await test.ownerQuery(`SELECT pg_notify('divan_sessions', 'member:' || id) FROM members`);
    await eventually('the role', async () => (await maker.get('/v1/api-keys')).status === 200, 10_000);
    const mighty = await make({ scopes: ['audit:read'] });
    const above = await maker.post<Problem>('/v1/api-keys', request({ scopes: ['members:read', 'audit:read'] }));
    expect([above.status, above.body.code, above.body.errors?.[0]?.pointer]).toEqual([
      403,
      'auth.scope_above_own',
      '/scopes/1',
    ]);
    const rotated = await maker.post<Problem>(`/v1/api-keys/${mighty.id}/rotations`, { overlapHours: 1 });
    expect([rotated.status, rotated.body.code]).toEqual([403, 'auth.scope_above_own']);
    expect(await kindsOf(mighty.id)).toContain('auth.key-change-refused');
    const member = await maker.post<Problem>('/v1/service-members', {
      name: 'Up',
      roles: ['administrator'],
      teamIds: [],
    });
    expect([member.status, member.body.code]).toEqual([403, 'accounts.role_above_own']);
    expect((await maker.post('/v1/api-keys', request({ scopes: ['members:read'] }))).status).toBe(201);
  });

  it('makes keys for service members of their own organization only, and for nobody’s approval [V8.2.2] [V8.4.1]', async () => {
    const stranger = new Rest(test.address, await newAdministrator(test, 'admin@elsewhere.example'));
    for (const serviceMemberId of [administrator.memberId, newId()])
      expect((await admin.post<Problem>('/v1/api-keys', request({ serviceMemberId }))).body.errors?.[0]?.pointer).toBe(
        '/serviceMemberId',
      );
    expect((await stranger.post('/v1/api-keys', request())).status).toBe(422);
    const key = await make();
    for (const [method, path] of [
      ['GET', `/v1/api-keys/${key.id}`],
      ['DELETE', `/v1/api-keys/${key.id}`],
      ['POST', `/v1/api-keys/${key.id}/rotations`],
      ['DELETE', `/v1/service-members/${service.id}`],
      ['DELETE', `/v1/service-members/${administrator.memberId}`],
    ] as const) {
      const { status } = await stranger.send(method, path, method === 'POST' ? { overlapHours: 0 } : undefined);
      expect([method, path, status]).toEqual([method, path, 404]);
    }
    expect(await answerOf(key)).toBe(200);
    expect((await admin.post('/v1/api-keys', request({ scopes: ['approvals:decide'] }))).status).toBe(400);
    expect((await admin.post('/v1/api-keys', request({ scopes: ['*'] }))).status).toBe(400);
    expect((await admin.post('/v1/api-keys', request({ scopes: [] }))).status).toBe(400);
  });

  it('must have given a second factor lately', async () => {
    const key = await make();
    offset = 6 * 60_000;
    for (const path of ['/v1/api-keys', `/v1/api-keys/${key.id}/rotations`, '/v1/service-members']) {
      const { status, body } = await admin.post<Problem>(path, {});
      expect([path, status, body.code]).toEqual([path, 403, 'auth.step_up_required']);
    }
  });

  it('sees the keys of a service member, the newest first, a page at a time', async () => {
    const { body: mine } = await admin.post<{ id: string }>('/v1/service-members', {
      name: 'Many',
      roles: [],
      teamIds: [],
    });
    const made: string[] = [];
    for (let index = 0; index < 3; index++)
      made.unshift((await make({ serviceMemberId: mine.id, name: `k${index}` })).id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: Answer<{ items: Key[]; nextCursor: string | null }> = await admin.get(
        `/v1/api-keys?serviceMemberId=${mine.id}&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(made);
    const { body } = await admin.get<{ items: { id: string; openKeys: number }[] }>('/v1/service-members');
    expect(body.items.find(({ id }) => id === mine.id)?.openKeys).toBe(3);
  });
});

it('ends a member’s event stream with the session, and not another’s [V7.4.1]', async () => {
  const member = await newMember(test, administrator, 'stream@rivertown.example', ['administrator']);
  const [theirs, mine] = await Promise.all(
    [member, administrator].map(({ accessToken }) =>
      fetch(`${secondAddress}/v1/events`, { headers: { Authorization: `Bearer ${accessToken}` } }),
    ),
  );
  const reader = mine!.body!.getReader();
  await reader.read();
  let closed = false;
  void reader.read().then(({ done }) => (closed = done));
  await test.ownerQuery(`UPDATE sessions SET ended_at = now() WHERE member_id = $1`, [member.memberId]);
  await test.ownerQuery(`SELECT pg_notify('divan_sessions', 'session:' || id) FROM sessions WHERE member_id = $1`, [
    member.memberId,
  ]);
  expect(await theirs!.text()).toContain('connected');
  expect((await with_(member.accessToken, secondAddress).get('/v1/events')).status).toBe(401);
  expect((await with_(administrator.accessToken, secondAddress).get('/v1/me')).status).toBe(200);
  expect(closed).toBe(false);
});

it('ends a key’s event stream at the time of the key', async () => {
  const key = await make({ expiresAt: new Date(Date.now() + 300).toISOString() });
  const stream = await fetch(`${test.address}/v1/events`, { headers: { Authorization: `Bearer ${key.key}` } });
  expect([stream.status, await stream.text()]).toEqual([200, expect.stringContaining('connected')]);
  expect(await answerOf(key)).toBe('401 auth.not_signed_in');
});
