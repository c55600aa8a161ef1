import { X509Certificate } from 'node:crypto';
import { createTestApp, type TestApp } from '../../../../test/support/app';
import {
  challengeOf,
  startLyingProvider,
  startOpenIdProvider,
  type Lie,
  type LyingProvider,
  type OpenIdProvider,
} from '../../../../test/support/openid-provider';
import { Rest } from '../../../../test/support/rest';
import { newAdministrator, newMember, type SignedIn } from '../../../../test/support/sign-in';
import { addProvider, Browser, type ProviderView } from '../../../../test/support/sign-on';
import { OidcClient } from './oidc-client';

const DOMAIN = 'rivertown.example';
const LOA3 = 'urn:test:loa:3';
interface Me {
  member: { id: string; name: string; email: string };
}

let test: TestApp;
let peer: OpenIdProvider;
let liar: LyingProvider;
let administrator: SignedIn;
let admin: Rest;
let provider: ProviderView;
let strict: ProviderView;
let inBody: ProviderView;
let lying: ProviderView;

beforeAll(async () => {
  [peer, liar] = [await startOpenIdProvider(), await startLyingProvider('divan')];
  test = await createTestApp({ env: { HTTP_ALLOWED_HOSTS: `${peer.host},${liar.host}` } });
  administrator = await newAdministrator(test);
  admin = new Rest(test.address, administrator);
  provider = await addProvider(test, admin, settings('divan', {}));
  strict = await addProvider(
    test,
    admin,
    settings('divan-strict', { authentication: 'client_secret', clientSecret: SECRET, requiredAcr: LOA3 }),
  );
  inBody = await addProvider(
    test,
    admin,
    settings('divan-in_body', { authentication: 'client_secret', clientSecret: SECRET }),
  );
  const oidc = { issuer: liar.issuer, clientId: 'divan', authentication: 'client_secret', clientSecret: SECRET };
  lying = await addProvider(test, admin, { ...settings('divan', {}), oidc });
  peer.register([
    {
      client_id: 'divan',
      redirect_uris: [provider.oidc!.redirectUri],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: await (await new Browser(test).send(provider.oidc!.jwksUri)).json(),
    },
    { client_id: 'divan-strict', client_secret: SECRET, redirect_uris: [strict.oidc!.redirectUri] },
    {
      client_id: 'divan-in_body',
      client_secret: SECRET,
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [inBody.oidc!.redirectUri],
    },
  ]);
}, 60_000);
afterAll(async () => {
  await test.close();
  await Promise.all([peer.close(), liar.close()]);
});

const SECRET = 'a secret of at least thirty-two characters';
const settings = (clientId: string, oidc: object): object => ({
  kind: 'oidc',
  name: `County ${clientId}`,
  oidc: { issuer: peer.issuer, clientId, authentication: 'private_key_jwt', ...oidc },
  domains: [DOMAIN],
  jit: true,
  defaultRoles: ['read-only'],
  groupsClaim: 'groups',
  roleMapping: [{ group: 'press-office', roleId: 'publisher' }],
});
const person = (name: string, more: Record<string, unknown> = {}, acr?: string): void => {
  const claims = { email: `${name}@${DOMAIN}`, email_verified: true, name: `${name} of Rivertown`, ...more };
  peer.person = { sub: `sub-of-${name}`, claims, ...(acr ? { acr } : {}) };
};
const me = async (rest: Rest): Promise<Me['member']> => (await rest.get<Me>('/v1/me')).body.member;
const signOn = async (browser = new Browser(test), at = provider): Promise<string | Rest> => {
  const { rest, error } = await browser.signOn(at.id);
  return rest ?? error;
};
const rolesOf = async (id: string): Promise<string[]> =>
  (await admin.get<{ roles: string[] }>(`/v1/members/${id}`)).body.roles.toSorted();

describe('single sign-on with OpenID Connect', () => {
  it('brings a member by a verified address, and knows them by their subject from then on [V10.5.2]', async () => {
    person('maria', { groups: ['press-office', 'choir'] });
    const first = await me((await signOn()) as Rest);
    expect([peer.errors, first]).toEqual([
      [],
      expect.objectContaining({ name: 'maria of Rivertown', email: `maria@${DOMAIN}` }),
    ]);
    expect(await rolesOf(first.id)).toEqual(['publisher', 'read-only']);
    person('maria', { email: 'maria@married.example', groups: ['choir'] });
    expect((await me((await signOn()) as Rest)).id).toBe(first.id);
    expect(await rolesOf(first.id)).toEqual(['read-only']);
  });

  it('leaves roles alone where the provider left groups out, and where the last administrator would go', async () => {
    person('maria', { groups: ['press-office'] });
    const { id } = await me((await signOn()) as Rest);
    const said = vi.spyOn(test.app.get(OidcClient, { strict: false }), 'finish');
    said.mockResolvedValue({
      subject: 'sub-of-maria',
      email: null,
      emailVerified: false,
      name: null,
      groups: null,
      acr: null,
      authenticatedAt: null,
    });
    expect(await signOn()).toBeInstanceOf(Rest);
    said.mockRestore();
    expect(await rolesOf(id)).toEqual(['publisher', 'read-only']);
  });

  it('lets an invited and an active member in, and never a disabled one', async () => {
    const { body } = await admin.post<{ id: string }>('/v1/invitations', {
      email: `guest@${DOMAIN}`,
      name: 'Guest',
      roles: ['agent'],
      teamIds: [],
    });
    expect(body.id).toBeDefined();
    person('guest');
    const guest = await me((await signOn()) as Rest);
    expect(await rolesOf(guest.id)).toEqual(['agent']);
    const { version } = (await admin.get<{ version: number }>(`/v1/members/${guest.id}`)).body;
    await admin.patch(`/v1/members/${guest.id}`, { state: 'disabled' }, version);
    expect(await signOn()).toBe('federation.no_access');
  });

  it('believes verified addresses of its own domains only', async () => {
    person('a', { email_verified: false });
    expect(await signOn()).toBe('federation.address_not_verified');
    person('b', { email_verified: undefined });
    expect(await signOn()).toBe('federation.address_not_verified');
    person('c', { email: undefined });
    expect(await signOn()).toBe('federation.address_not_verified');
    for (const email of [
      'd@hilltown.example',
      `d@sub.${DOMAIN}`,
      `d@${DOMAIN}.evil.example`,
      `d@evil.example@x${DOMAIN}`,
    ]) {
      person('d', { email });
      expect([email, await signOn()]).toEqual([email, 'federation.domain_foreign']);
    }
  });

  it('gives the client secret as the provider wants it from this client, whatever else it offers', async () => {
    person('embodied');
    expect(await signOn(new Browser(test), inBody)).toBeInstanceOf(Rest);
  });

  it('asks for the authentication context and wants it back [V6.8.4]', async () => {
    const asked = new URL(await new Browser(test).begin(strict.id)).searchParams;
    expect(asked.get('acr_values')).toBe(LOA3);
    for (const acr of [undefined, 'urn:test:loa:1']) {
      person('weak', {}, acr);
      expect([acr, await signOn(new Browser(test), strict)]).toEqual([acr, 'federation.acr_missing']);
    }
    person('strong', {}, LOA3);
    expect(await signOn(new Browser(test), strict)).toBeInstanceOf(Rest);
  });

  it('uses PKCE with S256 and fresh secrets, asks for what it needs, and hands tokens to nobody [V10.1.1] [V10.2.1]', async () => {
    const browser = new Browser(test);
    const [one, two] = [await browser.begin(lying.id), await browser.begin(lying.id)].map(
      (url) => new URL(url).searchParams,
    );
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one!.get(name)!.length).toBeGreaterThanOrEqual(43);
      expect(one!.get(name)).not.toBe(two!.get(name));
    }
    expect([one!.get('code_challenge_method'), one!.get('response_type'), one!.get('scope')]).toEqual([
      'S256',
      'code',
      'openid email profile',
    ]);
    const url = await browser.begin(lying.id);
    liar.lie = {};
    const page = await browser.backAt(await browser.atProvider(url));
    const verifier = liar.tokenRequests.at(-1)!.get('code_verifier') ?? '';
    expect(challengeOf(verifier)).toBe(new URL(url).searchParams.get('code_challenge'));
    const { body } = await browser.complete(page.code);
    expect(Object.keys(body).toSorted()).toEqual(['accessToken', 'expiresAt']);
    expect(JSON.stringify(await test.ownerQuery('SELECT * FROM sso_flows'))).not.toContain(verifier);
  });
});

describe('an answer', () => {
  const begun = async (at = provider): Promise<{ browser: Browser; back: string }> => {
    person('maria');
    liar.lie = {};
    const browser = new Browser(test);
    return { browser, back: await browser.atProvider(await browser.begin(at.id)) };
  };
  const INVALID = { error: 'federation.sign_on_invalid' };

  it('counts in the browser that asked for it only [V10.1.2]', async () => {
    const { browser, back } = await begun();
    expect(await new Browser(test).backAt(back)).toEqual(INVALID);
    const victim = new Browser(test);
    await victim.begin(provider.id);
    expect(await victim.backAt(back)).toEqual(INVALID);
    expect((await browser.backAt(back)).code).toBeDefined();
  });

  it('counts once, also 20 at a time [V10.2.1]', async () => {
    const { browser, back } = await begun();
    const all = await Promise.all(Array.from({ length: 20 }, () => browser.backAt(back)));
    expect(all.filter(({ code }) => code !== undefined)).toHaveLength(1);
    expect(await browser.backAt(back)).toEqual(INVALID);
  });

  it('has to carry the state that was given out, and each parameter once', async () => {
    const { browser, back } = await begun();
    const without = (change: (url: URL) => void): string => {
      const url = new URL(back);
      change(url);
      return url.href;
    };
    expect(await browser.backAt(without((url) => url.searchParams.set('state', 'guessed')))).toEqual(INVALID);
    expect(await browser.backAt(without((url) => url.searchParams.delete('state')))).toEqual(INVALID);
    expect(await browser.backAt(without((url) => url.searchParams.append('code', 'second')))).toEqual(INVALID);
  });

  it('of one provider is nothing at another (mix-up) [V10.2.2]', async () => {
    const honest = await begun();
    const crossed = honest.back.replace(provider.id, lying.id);
    expect(await honest.browser.backAt(crossed)).toEqual(INVALID);
    const { browser, back } = await begun(lying);
    const url = new URL(back);
    url.searchParams.set('iss', peer.issuer);
    const before = liar.tokenRequests.length;
    expect(await browser.backAt(url.href)).toEqual({ error: 'federation.answer_refused' });
    const silent = await begun(lying);
    const missing = new URL(silent.back);
    missing.searchParams.delete('iss');
    expect(await silent.browser.backAt(missing.href)).toEqual({ error: 'federation.answer_refused' });
    // The code went to nobody.
    expect(liar.tokenRequests).toHaveLength(before);
  });

  it('leads to Divan’s own page and nowhere else', async () => {
    const { browser, back } = await begun();
    const url = new URL(back);
    for (const name of ['redirect_uri', 'RelayState', 'next', 'returnTo'])
      url.searchParams.set(name, 'https://evil.example/');
    expect((await browser.backAt(url.href)).code).toBeDefined();
  });

  it('that says no is told as no', async () => {
    const { browser, back } = await begun(lying);
    const url = new URL(back);
    url.searchParams.delete('code');
    url.searchParams.set('error', 'access_denied');
    expect(await browser.backAt(url.href)).toEqual({ error: 'federation.answer_refused' });
  });

  it('leads to a code that is good once, for a minute, in the same browser [V10.1.2]', async () => {
    const { browser, back } = await begun();
    const { code } = await browser.backAt(back);
    expect((await new Browser(test).complete(code)).status).toBe(401);
    const all = await Promise.all(Array.from({ length: 20 }, () => browser.complete(code)));
    expect(all.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    const late = await begun();
    const { code: old } = await late.browser.backAt(late.back);
    await test.ownerQuery(
      `UPDATE sso_flows SET code_expires_at = code_expires_at - interval '61 seconds' WHERE completed_at IS NULL`,
    );
    expect((await late.browser.complete(old)).body.code).toBe('federation.sign_on_invalid');
  });

  it('that takes more than ten minutes is too late', async () => {
    const { browser, back } = await begun();
    await test.ownerQuery(
      `UPDATE sso_flows SET expires_at = expires_at - interval '10 minutes' WHERE answered_at IS NULL`,
    );
    expect(await browser.backAt(back)).toEqual(INVALID);
  });

  const refused = async (...lies: Lie[]): Promise<void> => {
    for (const lie of lies) {
      const { browser, back } = await begun(lying);
      liar.lie = lie;
      expect([lie, await browser.backAt(back)]).toEqual([lie, { error: 'federation.answer_refused' }]);
    }
  };

  it('without a good signature, by the key and algorithm that are published, is refused [V6.8.2]', () =>
    refused({ signature: 'none' }, { signature: 'other' }, { signature: 'altered' }, { header: { alg: 'HS256' } }));

  it('for another client is refused [V10.5.4]', () =>
    refused({ claims: { aud: 'somebody-else' } }, { claims: { aud: ['divan', 'other'], azp: 'other' } }));

  it('of another sign-on is refused by its nonce [V10.5.1]', () =>
    refused({ claims: { nonce: 'other' } }, { claims: { nonce: undefined } }));

  it('of another issuer, out of time, without a subject or with two is refused', () =>
    refused(
      { claims: { iss: 'https://accounts.example' } },
      { claims: { exp: 1_000_000_000 } },
      { claims: { sub: '' } },
      { userinfo: { sub: 'somebody-else' } },
    ));

  it('names members of its own provider only, whatever subject it claims [V6.8.1]', async () => {
    await newMember(test, administrator, `target@${DOMAIN}`, ['agent']);
    person('target');
    const target = await me((await signOn()) as Rest);
    const { browser, back } = await begun(lying);
    const sub = 'sub-of-target';
    liar.lie = { claims: { sub, email: 'someone@hilltown.example' }, userinfo: { sub } };
    expect(await browser.backAt(back)).toEqual({ error: 'federation.domain_foreign' });
    liar.lie = { claims: { sub, email: 'jit@rivertown.example' }, userinfo: { sub } };
    const again = await browser.atProvider(await browser.begin(lying.id));
    const { body } = await browser.complete((await browser.backAt(again)).code);
    expect((await me(new Rest(test.address, body))).id).not.toBe(target.id);
  });

  it('is in the audit log when it is refused', async () => {
    const rows = await test.ownerQuery<{ code: string }>(
      `SELECT d.detail::json->>'code' AS code FROM audit_events e JOIN audit_details d ON d.event_id = e.id
        WHERE e.kind = 'federation.sign-on-refused' AND e.outcome = 'refused' AND e.object_id = $1 ORDER BY 1`,
      [provider.id],
    );
    // One for each reason: who repeats a refused answer does not fill the log.
    expect(rows.map(({ code }) => code)).toEqual([
      'federation.address_not_verified',
      'federation.domain_foreign',
      'federation.no_access',
      'federation.sign_on_invalid',
    ]);
  });
});

describe('a provider', () => {
  it('whose document names another issuer is not used [V10.5.3]', async () => {
    test.app.get(OidcClient, { strict: false })['known'].clear();
    liar.lie = { issuer: peer.issuer };
    const response = await new Browser(test).post(`/v1/auth/sso/${lying.id}`);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      502,
      'federation.provider_unusable',
    ]);
    const tested = await admin.post<{ ok: boolean }>(`/v1/identity-providers/${lying.id}/test`);
    expect(tested.body.ok).toBe(false);
    liar.lie = {};
  });

  it('is found by the domain of an address, which says nothing of the address', async () => {
    const find = async (email: string): Promise<string[]> => {
      const response = await new Browser(test).post('/v1/auth/sso', { email });
      return ((await response.json()) as { providers: { id: string }[] }).providers.map(({ id }) => id).toSorted();
    };
    const all = [provider.id, strict.id, inBody.id, lying.id].toSorted();
    expect([await find(`maria@${DOMAIN}`), await find(`nobody@${DOMAIN.toUpperCase()}`)]).toEqual([all, all]);
    expect(await find('maria@hilltown.example')).toEqual([]);
  });

  it('gets keys of its own, and says how it stands', async () => {
    const [a, b] = [provider, strict].map(({ oidc }) => new X509Certificate(oidc!.clientCertificate));
    expect(a!.verify(a!.publicKey)).toBe(true);
    expect(a!.fingerprint256).not.toBe(b!.fingerprint256);
    const { body } = await admin.post<{ ok: boolean; findings: string[] }>(`/v1/identity-providers/${strict.id}/test`);
    expect(body).toMatchObject({ ok: true, findings: [] });
    const mute = await admin.post<{ findings: string[] }>(`/v1/identity-providers/${lying.id}/test`);
    expect(mute.body.findings.join()).toMatch(/PKCE.*auth_time/);
  });
});
