import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { createTestApp, type TestApp } from '../../../../test/support/app';
import { Rest, type Answer } from '../../../../test/support/rest';
import { newAdministrator, newMember, type SignedIn } from '../../../../test/support/sign-in';
import { addProvider, type ProviderView } from '../../../../test/support/sign-on';
import { normalizeDomain } from './domain-record';
import { mappedRoles } from './mapped-roles';
import { selfSignedCertificate } from './self-signed-certificate';

interface Problem {
  code: string;
  errors?: { pointer: string }[];
}

const SECRET = 'a client secret that nobody may see again';
const OIDC = {
  issuer: 'https://idp.example',
  clientId: 'divan',
  authentication: 'client_secret',
  clientSecret: SECRET,
};

let test: TestApp;
let administrator: SignedIn;
let admin: Rest;

beforeAll(async () => {
  test = await createTestApp();
  administrator = await newAdministrator(test);
  admin = new Rest(test.address, administrator);
}, 60_000);
afterAll(() => test.close());

const add = (more: object = {}): Promise<Answer<ProviderView & Problem>> =>
  admin.post('/v1/identity-providers', { kind: 'oidc', name: 'County', oidc: OIDC, ...more });
const change = (provider: ProviderView, body: object): Promise<Answer<ProviderView & Problem>> =>
  admin.patch(`/v1/identity-providers/${provider.id}`, body, provider.version);
const remove = ({ id, version }: ProviderView): Promise<Answer<Problem>> =>
  admin.send('DELETE', `/v1/identity-providers/${id}`, undefined, { 'If-Match': `"${version}"` });

describe('identity providers', () => {
  it('keep their secrets sealed, out of answers, the log and the tables', async () => {
    const { body: provider } = await add();
    expect(provider.oidc).toMatchObject({ clientSecretSet: true });
    const changed = await change(provider, { oidc: { ...OIDC, clientSecret: `${SECRET} changed` } });
    const tables = await test.ownerQuery('SELECT * FROM identity_providers');
    const events = await test.ownerQuery('SELECT * FROM audit_details');
    for (const text of [provider, changed.body, tables, events].map((one) => JSON.stringify(one))) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain('PRIVATE KEY');
    }
    await remove(changed.body);
  });

  it('do not send a secret to another issuer or client than the one it was given for', async () => {
    const { body: provider } = await add();
    const { issuer, clientId, authentication } = OIDC;
    const kept = { issuer, clientId, authentication };
    for (const oidc of [
      { ...kept, issuer: 'https://evil.example' },
      { ...kept, clientId: 'other' },
    ]) {
      const { status, body } = await change(provider, { oidc });
      expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/oidc/clientSecret']);
    }
    const same = await change(provider, { oidc: { ...kept, requiredAcr: 'urn:loa:3' } });
    expect([same.status, same.body.oidc?.clientSecretSet]).toEqual([200, true]);
    expect((await change(provider, { name: 'Late' })).status).toBe(412);
    await remove(same.body);
  });

  it.each([
    ['/oidc/issuer', { oidc: { ...OIDC, issuer: 'http://idp.example' } }],
    ['/oidc/issuer', { oidc: { ...OIDC, issuer: 'https://169.254.169.254/latest' } }],
    ['/oidc/issuer', { oidc: { ...OIDC, issuer: 'javascript:alert(1)' } }],
    ['/oidc/issuer', { oidc: { ...OIDC, issuer: 'https://idp.example/?a=b' } }],
    ['/oidc', { oidc: undefined }],
    ['/saml', { kind: 'saml' }],
    ['/domains/1', { domains: ['rivertown.example', 'localhost'] }],
    ['/domains/0', { domains: ['10.0.0.1'] }],
    ['/defaultRoles', { defaultRoles: ['emperor'] }],
    ['/roleMapping', { roleMapping: [{ group: 'x', roleId: 'emperor' }] }],
    [
      '/saml/certificates/0',
      { kind: 'saml', saml: { entityId: 'x', ssoUrl: 'https://idp.example/sso', certificates: ['none'] } },
    ],
    ['/saml/ssoUrl', { kind: 'saml', saml: { entityId: 'x', ssoUrl: 'https://127.0.0.1/', certificates: ['none'] } }],
  ])('are refused at %s for %j', async (pointer, more) => {
    const { status, body } = await add(more);
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([422, 'federation.settings_invalid', pointer]);
  });

  it('are set up by who holds every permission: what they say is believed of administrators, too [V8.2.1]', async () => {
    const { body: role } = await admin.post<{ id: string }>('/v1/roles', {
      name: 'Owner',
      description: 'Runs the organization',
      permissions: ['organization:manage'],
    });
    const owner = new Rest(test.address, await newMember(test, administrator, 'owner@rivertown.example', [role.id]));
    const added = await owner.post<Problem>('/v1/identity-providers', { kind: 'oidc', name: 'Mine', oidc: OIDC });
    expect([added.status, added.body.code]).toEqual([403, 'federation.administrator_needed']);
    const { body: theirs } = await add({ roleMapping: [{ group: 'press', roleId: 'publisher' }] });
    for (const change of [{ oidc: { ...OIDC, issuer: 'https://mine.example' } }, { phishingResistant: true }]) {
      const changed = await owner.patch<Problem>(`/v1/identity-providers/${theirs.id}`, change, theirs.version);
      expect([changed.status, changed.body.code]).toEqual([403, 'federation.administrator_needed']);
    }
    await remove(theirs);
  });

  it('speak for a domain once DNS says so, and for none of its neighbours', async () => {
    const { body: provider } = await add({ domains: ['Rivertown.Example.', 'bücher.example'] });
    expect(provider.domains.map(({ name }) => name)).toEqual(['rivertown.example', 'xn--bcher-kva.example']);
    expect(provider.domains[0]!.dnsRecord).toMatch(
      /^_divan\.rivertown\.example\. IN TXT "divan-domain-verification=[\da-f]{32}"$/,
    );
    const missing = await admin.post<Problem>(`/v1/identity-providers/${provider.id}/domains/rivertown.example/verify`);
    expect([missing.status, missing.body.code]).toEqual([422, 'federation.domain_record_missing']);
    expect((await admin.post(`/v1/identity-providers/${provider.id}/domains/other.example/verify`)).status).toBe(404);
    await remove(provider);
    const verified = await addProvider(test, admin, {
      kind: 'oidc',
      name: 'County',
      oidc: OIDC,
      domains: ['rivertown.example'],
    });
    expect(verified.domains[0]!.verifiedAt).not.toBeNull();
    const more = await change(verified, { domains: ['rivertown.example', 'hilltown.example'] });
    expect(more.body.domains.map(({ verifiedAt }) => verifiedAt !== null)).toEqual([false, true]);
    // Taken out and put in again, it has to be shown again.
    const without = await change(more.body, { domains: [] });
    const again = await change(without.body, { domains: ['rivertown.example'] });
    expect(again.body.domains[0]).toMatchObject({ verifiedAt: null });
    expect(again.body.domains[0]!.dnsValue).not.toBe(verified.domains[0]!.dnsValue);
    await remove(again.body);
  });

  it('are one organization’s own', async () => {
    const { body: provider } = await add();
    const other = new Rest(test.address, await newAdministrator(test, 'admin@elsewhere.example'));
    const path = `/v1/identity-providers/${provider.id}`;
    expect((await other.get<{ items: unknown[] }>('/v1/identity-providers')).body.items).toEqual([]);
    for (const answer of [
      await other.get(path),
      await other.patch(path, { name: 'x' }, 1),
      await other.post(`${path}/test`),
    ])
      expect(answer.status).toBe(404);
    await remove(provider);
  });
});

describe('sign-in without passwords', () => {
  const policy = async (passwordSignIn: boolean): Promise<Answer<Problem>> => {
    const { version } = (await admin.get<{ version: number }>('/v1/security-policy')).body;
    return admin.patch('/v1/security-policy', { passwordSignIn, breakGlassMemberId: administrator.memberId }, version);
  };

  it('needs an enabled provider, and keeps the last one', async () => {
    expect((await policy(false)).body.code).toBe('federation.no_provider_enabled');
    const { body: provider } = await add({ enabled: false });
    expect((await policy(false)).status).toBe(422);
    const { body: enabled } = await change(provider, { enabled: true });
    expect((await policy(false)).status).toBe(200);
    for (const answer of [await change(enabled, { enabled: false }), await remove(enabled)])
      expect([answer.status, answer.body.code]).toEqual([409, 'federation.provider_needed']);
    const { body: second } = await add();
    expect((await remove(enabled)).status).toBe(204);
    expect((await policy(true)).status).toBe(200);
    expect((await remove(second)).status).toBe(204);
  });

  it('keeps one also where the policy and the providers change at once', async () => {
    for (let round = 0; round < 3; round++) {
      const { body: provider } = await add();
      await Promise.all([policy(false), remove(provider)]);
      const { items } = (await admin.get<{ items: ProviderView[] }>('/v1/identity-providers')).body;
      const { passwordSignIn } = (await admin.get<{ passwordSignIn: boolean }>('/v1/security-policy')).body;
      expect(passwordSignIn || items.length > 0).toBe(true);
      await policy(true);
      for (const one of items) await remove(one);
    }
  });
});

describe('parts', () => {
  it('make certificates that others read', () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    for (const until of ['2036-01-02T03:04:05Z', '2060-01-02T03:04:05Z']) {
      const pem = selfSignedCertificate(
        pair,
        'divan.rivertown.example',
        new Date('2026-01-02T03:04:05Z'),
        new Date(until),
      );
      const certificate = new X509Certificate(pem);
      expect(certificate.verify(pair.publicKey)).toBe(true);
      expect([certificate.subject, new Date(certificate.validTo).toISOString()]).toEqual([
        'CN=divan.rivertown.example',
        until.replace('Z', '.000Z'),
      ]);
    }
  });

  it('read domains as DNS does', () => {
    expect(['A.Example', 'a.example.', ' a.example '].map(normalizeDomain)).toEqual([
      'a.example',
      'a.example',
      'a.example',
    ]);
    for (const name of [
      '',
      'example',
      '1.2.3.4',
      '-a.example',
      'a..example',
      'a b.example',
      'a@b.example',
      '*.example',
    ])
      expect([name, normalizeDomain(name)]).toEqual([name, null]);
  });

  it('take and give mapped roles only', () => {
    const mapping = [
      { group: 'a', roleId: 'publisher' },
      { group: 'b', roleId: 'agent' },
    ];
    expect(mappedRoles(['agent', 'auditor'], mapping, ['a', 'z'])).toEqual(['auditor', 'publisher']);
    expect(mappedRoles(['auditor'], [], ['a'])).toEqual(['auditor']);
  });
});
