import { createHmac, randomBytes } from 'node:crypto';
import { Clock, newId } from '@divan/platform';
import { createTestApp, type TestApp } from '../../../../test/support/app';
import { eventually, Rest } from '../../../../test/support/rest';
import { newAdministrator, type SignedIn } from '../../../../test/support/sign-in';
import { AuthModule } from '../auth.module';
import { TokenKeys } from '../token-keys';

interface Key {
  id: string;
  key: string;
}
interface Granted {
  access_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
  error?: string;
}
type Claims = Record<string, unknown>;

const HOUR = 3_600_000;
const SCOPES = ['members:read', 'organization:manage'];
const FORM = 'application/x-www-form-urlencoded';

let test: TestApp;
let administrator: SignedIn;
let admin: Rest;
let serviceId: string;
let key: Key;
let offset = 0;

const make = async (overrides: object = {}): Promise<Key> => {
  const { status, body } = await admin.post<Key>('/v1/api-keys', {
    serviceMemberId: serviceId,
    name: 'Form',
    scopes: SCOPES,
    channelIds: null,
    allowedNetworks: null,
    expiresAt: new Date(Date.now() + offset + 90 * 24 * HOUR).toISOString(),
    ...overrides,
  });
  expect(status).toBe(201);
  return body;
};
const ask = async (
  parameters: Record<string, string> | string,
  headers: Record<string, string> = {},
  query = '',
): Promise<{ status: number; headers: Headers; body: Granted }> => {
  const response = await fetch(`${test.address}/v1/oauth/token${query}`, {
    method: 'POST',
    headers: { 'Content-Type': FORM, ...headers },
    body: new URLSearchParams(parameters).toString(),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Granted };
};
const credentials = ({ id, key: secret }: Key): Record<string, string> => ({ client_id: id, client_secret: secret });
const grant = async (client: Key = key, more: Record<string, string> = {}): Promise<Granted> => {
  const { status, body } = await ask({ grant_type: 'client_credentials', ...credentials(client), ...more });
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
};
const basic = (id: string, secret: string): Record<string, string> => ({
  Authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});
const use = async (token: string, path = '/v1/members', from = '127.0.0.1'): Promise<number> =>
  (await new Rest(test.address, { accessToken: token }).send('GET', path, undefined, { 'X-Forwarded-For': from }))
    .status;
const partsOf = (token: string): [Claims, Claims] =>
  token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims) as [Claims, Claims];
const signed = (header: Claims, claims: Claims, secret: Buffer, hash = 'sha256'): string => {
  const open = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${open}.${createHmac(hash, secret).update(open).digest('base64url')}`;
};

beforeAll(async () => {
  test = await createTestApp({ modules: [AuthModule] });
  vi.spyOn(test.app.get(Clock, { strict: false }), 'now').mockImplementation(() => new Date(Date.now() + offset));
  administrator = await newAdministrator(test);
  admin = new Rest(test.address, administrator);
  const { body } = await admin.post<{ id: string }>('/v1/service-members', {
    name: 'Website',
    roles: ['administrator'],
    teamIds: [],
  });
  serviceId = body.id;
  key = await make();
});
afterAll(() => test.close());
beforeEach(() => (offset = 0));

describe('the token endpoint', () => {
  it('gives a key a short-lived token, by HTTP Basic or in the body [V9.2.4] [V10.4.10]', async () => {
    const inBody = await ask({ grant_type: 'client_credentials', ...credentials(key) });
    expect(inBody.status).toBe(200);
    expect(inBody.headers.get('cache-control')).toBe('no-store');
    expect(inBody.headers.get('pragma')).toBe('no-cache');
    expect(inBody.body).toEqual({
      access_token: expect.any(String) as string,
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'members:read organization:manage',
    });
    const [header, claims] = partsOf(inBody.body.access_token);
    expect(header).toEqual({ alg: 'HS256', typ: 'at+jwt', kid: 'oauth' });
    expect(claims).toMatchObject({
      aud: 'divan:api:integrations',
      sub: key.id,
      client_id: key.id,
      scope: inBody.body.scope,
    });
    expect(JSON.stringify(claims)).not.toContain(key.key);
    const byHeader = await ask({ grant_type: 'client_credentials' }, basic(key.id, key.key));
    expect([byHeader.status, await use(byHeader.body.access_token)]).toEqual([200, 200]);
    const kinds = await test.ownerQuery(`SELECT FROM audit_events WHERE kind = 'auth.token-issued' AND actor_id = $1`, [
      key.id,
    ]);
    expect(kinds).toHaveLength(2);
  });

  it('gives no more scopes than the key has, and those that are asked for decide [V10.3.2] [V10.4.11]', async () => {
    const less = await grant(key, { scope: 'members:read' });
    expect(less.scope).toBe('members:read');
    expect([await use(less.access_token), await use(less.access_token, '/v1/security-policy')]).toEqual([200, 403]);
    for (const scope of ['audit:read', 'members:read audit:read', '*', 'members:read,organization:manage', ' ']) {
      const { status, body } = await ask({ grant_type: 'client_credentials', ...credentials(key), scope });
      expect([scope, status, body.error]).toEqual([scope, 400, 'invalid_scope']);
    }
  });

  it('offers client credentials and no other grant [V10.4.4]', async () => {
    for (const grantType of [
      'password',
      'authorization_code',
      'refresh_token',
      'implicit',
      'CLIENT_CREDENTIALS',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ]) {
      const { status, body } = await ask({ grant_type: grantType, ...credentials(key), username: 'a', password: 'b' });
      expect([grantType, status, body.error]).toEqual([grantType, 400, 'unsupported_grant_type']);
    }
    expect((await ask(credentials(key))).body.error).toBe('invalid_request');
  });

  it('wants both the client and its secret, in one place [V10.4.10]', async () => {
    const other = await make();
    const asked = { grant_type: 'client_credentials' };
    for (const [parameters, headers] of [
      [{}, {}],
      [{ client_id: key.id }, {}],
      [{ client_secret: key.key }, {}],
      [{ client_id: key.id, client_secret: 'wrong' }, {}],
      [{ client_id: other.id, client_secret: key.key }, {}],
      [{ client_id: newId(), client_secret: key.key }, {}],
      [{}, basic(key.id, other.key)],
      [{}, basic(key.id, '')],
      [{}, { Authorization: 'Basic !' }],
      [{}, { Authorization: `Basic ${Buffer.from('%:%').toString('base64')}` }],
      [{}, { Authorization: `Bearer ${key.key}` }],
    ] as [Record<string, string>, Record<string, string>][]) {
      const { status, headers: answer, body } = await ask({ ...asked, ...parameters }, headers);
      expect([parameters, status, body.error]).toEqual([parameters, 401, 'invalid_client']);
      expect(answer.get('www-authenticate')).toMatch(/^Basic /);
    }
    // In the address it would be in every log on the way.
    const query = `?${new URLSearchParams({ ...asked, ...credentials(key) }).toString()}`;
    expect((await ask({}, {}, query)).body.error).toBe('invalid_client');
    expect((await ask({ ...asked, ...credentials(key) }, basic(key.id, key.key))).body.error).toBe('invalid_request');
    const twice = `grant_type=client_credentials&client_id=${key.id}&client_secret=${key.key}&client_secret=x`;
    expect((await ask(twice)).body.error).toBe('invalid_request');
    const json = await fetch(`${test.address}/v1/oauth/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...asked, ...credentials(key) }),
    });
    expect([json.status, ((await json.json()) as Granted).error]).toEqual([400, 'invalid_request']);
  });

  it('is found where RFC 8414 says', async () => {
    const metadata = (await (await fetch(`${test.address}/.well-known/oauth-authorization-server`)).json()) as Claims;
    expect(metadata).toMatchObject({
      token_endpoint: `${metadata['issuer'] as string}/v1/oauth/token`,
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    });
    expect(metadata['scopes_supported']).not.toContain('approvals:decide');
  });
});

describe('a token', () => {
  it('counts only unchanged, under its own key and algorithm [V9.1.1] [V9.1.2] [V9.1.3]', async () => {
    const { access_token: token } = await grant();
    const [header, claims] = partsOf(token);
    const keys = test.app.get(TokenKeys, { strict: false });
    const own = keys.of('oauth-token');
    const [head, , signature] = token.split('.');
    expect(await use(signed(header, claims, own))).toBe(200);
    const widened = Buffer.from(JSON.stringify({ ...claims, scope: 'audit:read' })).toString('base64url');
    for (const [what, forged] of Object.entries({
      'other claims': `${head}.${widened}.${signature}`,
      'no signature': `${token.split('.').slice(0, 2).join('.')}.`,
      'alg none': signed({ ...header, alg: 'none' }, claims, own).replace(/[^.]*$/, ''),
      'alg none, signed': signed({ ...header, alg: 'none' }, claims, own),
      'another algorithm': signed({ ...header, alg: 'HS512' }, claims, own, 'sha512'),
      'a key of its own': signed(header, claims, randomBytes(32)),
      'the key of sessions': signed(header, claims, keys.of('access-token')),
      'a key in the header': signed(
        { ...header, jwk: { kty: 'oct', k: 'AAAA' } },
        claims,
        Buffer.from('AAAA', 'base64url'),
      ),
      'a key from elsewhere': signed({ ...header, jku: 'https://evil.example/jwks' }, claims, randomBytes(32)),
    }))
      expect([what, await use(forged)]).toEqual([what, 401]);
  });

  it('counts for its purpose, audience and time only [V9.2.1] [V9.2.2] [V9.2.3] [V10.3.1]', async () => {
    const { access_token: token } = await grant();
    const [header, claims] = partsOf(token);
    const keys = test.app.get(TokenKeys, { strict: false });
    const [sessionHeader, sessionClaims] = partsOf(administrator.accessToken);
    const now = Math.floor(Date.now() / 1000);
    for (const [what, changed] of Object.entries({
      audience: { aud: 'divan:api' },
      'no audience': { aud: undefined },
      issuer: { iss: 'elsewhere' },
      purpose: { purpose: 'access' },
      'no purpose': { purpose: undefined },
      subject: { sub: administrator.memberId },
      client: { client_id: newId() },
      secret: { sec: newId() },
      expired: { exp: now - 1 },
      future: { nbf: now + 60 },
    } as Record<string, Claims>))
      expect([what, await use(signed(header, { ...claims, ...changed }, keys.of('oauth-token')))]).toEqual([what, 401]);
    // Neither kind of token passes for the other, whatever header it wears.
    for (const forged of [
      signed(header, sessionClaims, keys.of('oauth-token')),
      signed(header, sessionClaims, keys.of('access-token')),
      signed(sessionHeader, claims, keys.of('access-token')),
      signed(sessionHeader, claims, keys.of('oauth-token')),
    ])
      expect(await use(forged, '/v1/me')).toBe(401);
    expect(await use(token, '/v1/me')).toBe(403);
    offset = 601_000;
    expect(await use(token)).toBe(401);
  });

  it('is of one key, whatever else has its name [V10.3.3]', async () => {
    const [one, two] = [await make({ name: 'Twin' }), await make({ name: 'Twin' })];
    const { access_token: token } = await grant(one);
    const [header, claims] = partsOf(token);
    const { sec } = partsOf((await grant(two)).access_token)[1];
    const own = test.app.get(TokenKeys, { strict: false }).of('oauth-token');
    expect(await use(signed(header, { ...claims, sec }, own))).toBe(401);
    const team = await new Rest(test.address, { accessToken: (await grant(one)).access_token }).get('/v1/teams');
    expect(team.status).toBe(200);
    const use_ = await test.ownerQuery<{ id: string }>(
      `SELECT id FROM api_keys WHERE id = ANY($1) AND last_used_at IS NOT NULL`,
      [[one.id, two.id]],
    );
    expect(use_.map(({ id }) => id).sort()).toEqual([one.id, two.id].sort());
  });

  it('ends with its key: taken back, rotated, expired, or without its role [V10.4.9]', async () => {
    const ended = await make();
    const token = (await grant(ended)).access_token;
    expect(await use(token)).toBe(200);
    await admin.send('DELETE', `/v1/api-keys/${ended.id}`);
    await eventually('ended', async () => (await use(token)) === 401, 10_000);
    expect((await ask({ grant_type: 'client_credentials', ...credentials(ended) })).body.error).toBe('invalid_client');

    const rotated = await make();
    const old = (await grant(rotated)).access_token;
    const { body: next } = await admin.post<Key>(`/v1/api-keys/${rotated.id}/rotations`, { overlapHours: 0 });
    await eventually('rotated', async () => (await use(old)) === 401, 10_000);
    expect(await use((await grant(next)).access_token)).toBe(200);

    const short = await make({ expiresAt: new Date(Date.now() + 120_000).toISOString() });
    const granted = await grant(short);
    expect(granted.expires_in).toBeLessThanOrEqual(120);
    offset = 121_000;
    expect(await use(granted.access_token)).toBe(401);
    offset = 0;

    const mighty = (await grant()).access_token;
    expect(await use(mighty, '/v1/security-policy')).toBe(200);
    await admin.send('PATCH', `/v1/service-members/${serviceId}`, { roles: ['read-only'] }, { 'If-Match': '*' });
    await eventually('without its role', async () => (await use(mighty, '/v1/security-policy')) === 403, 10_000);
    await admin.send('PATCH', `/v1/service-members/${serviceId}`, { roles: ['administrator'] }, { 'If-Match': '*' });
    await eventually('with it', async () => (await use(mighty, '/v1/security-policy')) === 200, 10_000);
  });

  it('is good where its key is, and issued nowhere else', async () => {
    const here = await make({ allowedNetworks: ['192.0.2.0/24'] });
    const asked = { grant_type: 'client_credentials', ...credentials(here) };
    expect((await ask(asked)).body.error).toBe('invalid_client');
    const { body } = await ask(asked, { 'X-Forwarded-For': '192.0.2.7' });
    expect([await use(body.access_token, '/v1/members', '192.0.2.8'), await use(body.access_token)]).toEqual([
      200, 403,
    ]);
  });
});
