import { createTestApp, type TestApp } from '../../../../test/support/app';
import {
  startLyingProvider,
  startOpenIdProvider,
  type LyingProvider,
  type OpenIdProvider,
} from '../../../../test/support/openid-provider';
import { Rest } from '../../../../test/support/rest';
import { requestOf, SamlIdentityProvider } from '../../../../test/support/saml-provider';
import { newAdministrator } from '../../../../test/support/sign-in';
import { addProvider, Browser, type ProviderView } from '../../../../test/support/sign-on';
import { Clock } from '@divan/platform';

const DOMAIN = 'rivertown.example';
const PAGE = '/sso/step-up';
const SECRET = 'a secret of at least thirty-two characters';
const MINUTE = 60_000;

interface Session {
  accessToken: string;
}
type Landing = { code?: string; error?: string };

let test: TestApp;
let peer: OpenIdProvider;
let liar: LyingProvider;
let idp: SamlIdentityProvider;
let admin: Rest;
let honest: ProviderView;
let lying: ProviderView;
let saml: ProviderView;

beforeAll(async () => {
  [peer, liar] = [await startOpenIdProvider(), await startLyingProvider('divan')];
  idp = new SamlIdentityProvider('https://idp.example/entity');
  test = await createTestApp({ env: { HTTP_ALLOWED_HOSTS: `${peer.host},${liar.host}` } });
  admin = new Rest(test.address, await newAdministrator(test));
  honest = await addProvider(test, admin, oidc(peer.issuer));
  lying = await addProvider(test, admin, oidc(liar.issuer));
  saml = await addProvider(test, admin, { ...common, kind: 'saml', saml: samlSettings() });
  peer.register([{ client_id: 'divan', client_secret: SECRET, redirect_uris: [honest.oidc!.redirectUri] }]);
}, 60_000);
afterAll(async () => {
  await test.close();
  await Promise.all([peer.close(), liar.close()]);
});
afterEach(() => {
  liar.lie = {};
  vi.restoreAllMocks();
});

const common = { name: 'County', domains: [DOMAIN], jit: true, defaultRoles: ['read-only'] };
const samlSettings = (): { entityId: string; ssoUrl: string; certificates: string[] } => ({
  entityId: idp.entityId,
  ssoUrl: 'https://idp.example/sso',
  certificates: [idp.certificate],
});
const oidc = (issuer: string, clientId = 'divan'): object => ({
  ...common,
  kind: 'oidc',
  oidc: { issuer, clientId, authentication: 'client_secret', clientSecret: SECRET },
});
const person = (name: string): void => {
  peer.person = { sub: `sub-of-${name}`, claims: { email: `${name}@${DOMAIN}`, email_verified: true, name } };
};
const lieAs = (name: string, more: Record<string, unknown> = {}): void => {
  const sub = `sub-of-${name}`;
  liar.lie = { claims: { sub, email: `${name}@${DOMAIN}`, ...more }, userinfo: { sub } };
};
const seconds = (): number => Math.floor(Date.now() / 1000);
const clockAt = (offset: number): void => {
  const clock = test.app.get(Clock, { strict: false });
  vi.spyOn(clock, 'now').mockImplementation(() => new Date(Date.now() + offset));
};

async function signedOn(browser: Browser, at: ProviderView): Promise<Session> {
  const { code, error } = await browser.backAt(await browser.atProvider(await browser.begin(at.id)));
  const { status, body } = await browser.complete(code);
  if (status !== 200) throw new Error(`${error} ${JSON.stringify(body)}`);
  return body;
}
async function sinceSaml(browser: Browser, url: string, name: string, page = '/sso'): Promise<Landing> {
  const { acsUrl: acs, serviceProviderEntityId: audience } = saml.saml!;
  const asked = { id: requestOf(url).id, audience, acs };
  const who = { nameId: `id-of-${name}`, attributes: { email: `${name}@${DOMAIN}`, displayName: name } };
  const xml = await idp.answer(who, asked, { lifetimeInSeconds: 3600 });
  const body = new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64') });
  return browser.backAt(acs, { method: 'POST', body }, page);
}
async function signedOnBySaml(browser: Browser, name: string): Promise<Session> {
  const { code } = await sinceSaml(browser, await browser.begin(saml.id), name);
  return (await browser.complete(code)).body;
}
/** A step-up by OpenID Connect up to the page. */
const landing = async (browser: Browser, session: Session): Promise<Landing> =>
  browser.backAt(await browser.atProvider(await browser.beginStepUp(session)), {}, PAGE);
/** Something that wants a fresh second factor of anybody. */
const dangerous = async ({ accessToken }: Session): Promise<{ status: number; code?: string; factors?: string[] }> => {
  const { status, body } = await new Rest(test.address, { accessToken }).post<object>('/v1/me/totp');
  return { status, ...body };
};
const members = async (): Promise<number> => (await test.ownerQuery('SELECT FROM members')).length;
const REQUIRED = { status: 403, code: 'auth.step_up_required', factors: ['sso'] };

describe('a step-up at an OpenID provider', () => {
  it('asks for the person anew, and takes the provider’s word for when [V6.8.4] [V7.5.1]', async () => {
    const browser = new Browser(test);
    person('maria');
    const session = await signedOn(browser, honest);
    expect(await dangerous(session)).toMatchObject(REQUIRED);
    const url = await browser.beginStepUp(session);
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({ max_age: '0', prompt: 'login' });
    const { code } = await browser.backAt(await browser.atProvider(url), {}, PAGE);
    expect(await browser.completeStepUp(session, code)).toBe('204');
    expect((await dangerous(session)).status).toBe(200);
    const [row] = await test.ownerQuery<{ late: boolean; early: boolean }>(
      `SELECT second_factor_at > now() AS late, second_factor_at < now() - interval '20 seconds' AS early
         FROM sessions WHERE provider_id = $1 ORDER BY created_at DESC LIMIT 1`,
      [honest.id],
    );
    expect(row).toEqual({ late: false, early: false });
    const kinds = await test.ownerQuery<{ outcome: string }>(
      `SELECT outcome FROM audit_events WHERE kind = 'auth.stepped-up' ORDER BY id`,
    );
    expect(kinds.at(-1)).toEqual({ outcome: 'success' });
    clockAt(5.5 * MINUTE);
    expect(await dangerous(session)).toMatchObject(REQUIRED);
  });

  it('is none by an old sign-in there, also where the browser left out what we asked for [V6.8.4]', async () => {
    const browser = new Browser(test);
    person('maria');
    const session = await signedOn(browser, honest);
    const url = new URL(await browser.beginStepUp(session));
    url.searchParams.delete('max_age');
    url.searchParams.delete('prompt');
    const back = await browser.atProvider(url.href);
    expect(await browser.backAt(back, {}, PAGE)).toEqual({ error: 'federation.not_anew' });
    expect(await dangerous(session)).toMatchObject(REQUIRED);
  });

  it('is none where the provider says another time, an unreadable one, or says it unsigned [V6.8.4]', async () => {
    const browser = new Browser(test);
    lieAs('old');
    const session = await signedOn(browser, lying);
    for (const auth_time of [undefined, seconds() - 3600, seconds() - 45]) {
      lieAs('old', { auth_time });
      expect([auth_time, await landing(browser, session)]).toEqual([auth_time, { error: 'federation.not_anew' }]);
    }
    lieAs('old', { auth_time: String(seconds()) });
    expect(await landing(browser, session)).toEqual({ error: 'federation.answer_refused' });
    lieAs('old');
    liar.lie.userinfo = { ...liar.lie.userinfo, auth_time: seconds() };
    expect(await landing(browser, session)).toEqual({ error: 'federation.not_anew' });
    expect(await dangerous(session)).toMatchObject(REQUIRED);
    // One from a clock that is ahead of ours counts from now on, and no longer.
    lieAs('old', { auth_time: seconds() + 3600 });
    expect(await browser.completeStepUp(session, (await landing(browser, session)).code)).toBe('204');
    expect((await dangerous(session)).status).toBe(200);
    clockAt(5.5 * MINUTE);
    expect(await dangerous(session)).toMatchObject(REQUIRED);
  });

  it('counts for the member of the session only: nobody else, and nobody new [V6.8.1] [V7.5.1]', async () => {
    const browser = new Browser(test);
    const auth_time = seconds();
    lieAs('colleague');
    await signedOn(new Browser(test), lying);
    lieAs('victim');
    const session = await signedOn(browser, lying);
    const before = await members();
    for (const name of ['colleague', 'stranger']) {
      lieAs(name, { auth_time });
      expect(await landing(browser, session)).toEqual({ error: 'federation.somebody_else' });
    }
    expect(await members()).toBe(before);
    expect(await dangerous(session)).toMatchObject(REQUIRED);
  });

  it('is a code that counts once, in its session and browser, and opens no session [V10.1.2]', async () => {
    const [browser, elsewhere] = [new Browser(test), new Browser(test)];
    lieAs('codes', { auth_time: seconds() - 600 });
    const [session, other] = [await signedOn(browser, lying), await signedOn(elsewhere, lying)];
    lieAs('codes', { auth_time: seconds() });
    const { code } = await landing(browser, session);
    const INVALID = '401 federation.sign_on_invalid';
    expect(await browser.completeStepUp(other, code)).toBe(INVALID);
    expect(await elsewhere.completeStepUp(session, code)).toBe(INVALID);
    expect((await browser.complete(code)).status).toBe(401);
    expect(await dangerous(session)).toMatchObject(REQUIRED);
    const all = await Promise.all(Array.from({ length: 10 }, () => browser.completeStepUp(session, code)));
    expect(all.filter((answer) => answer === '204')).toHaveLength(1);
    expect(await dangerous(other)).toMatchObject(REQUIRED);
    // And the code of a sign-on steps nothing up.
    const signOn = await browser.backAt(await browser.atProvider(await browser.begin(lying.id)));
    expect(await browser.completeStepUp(other, signOn.code)).toBe(INVALID);
    const failed = await test.ownerQuery(`SELECT FROM audit_events WHERE kind = 'auth.step-up-failed'`);
    expect(failed.length).toBeGreaterThanOrEqual(3);
  });

  it('is not for a session that came by a password', async () => {
    const { status, body } = await admin.post<{ code: string }>('/v1/auth/step-up/sso');
    expect([status, body.code]).toEqual([403, 'federation.not_signed_on']);
    const made = await admin.post<{ code: string }>('/v1/auth/step-up/sso/complete', { code: 'x'.repeat(43) });
    expect([made.status, made.body.code]).toEqual([401, 'federation.sign_on_invalid']);
  });
});

describe('a step-up at a SAML provider', () => {
  it('asks with ForceAuthn, and only then [V6.8.4] [V7.5.1]', async () => {
    const browser = new Browser(test);
    expect(requestOf(await browser.begin(saml.id)).xml).not.toContain('ForceAuthn');
    const session = await signedOnBySaml(browser, 'sam');
    // Signed in there just now, as it says itself.
    expect((await dangerous(session)).status).toBe(200);
    clockAt(6 * MINUTE);
    expect(await dangerous(session)).toMatchObject(REQUIRED);
    vi.restoreAllMocks();
    const url = await browser.beginStepUp(session);
    expect(requestOf(url).xml).toContain('ForceAuthn="true"');
    const { code } = await sinceSaml(browser, url, 'sam', PAGE);
    expect(await browser.completeStepUp(session, code)).toBe('204');
  });

  it('is none by an old sign-in there, or somebody else’s [V6.8.4] [V6.8.1]', async () => {
    const browser = new Browser(test);
    await signedOnBySaml(new Browser(test), 'colleague-of-pat');
    const session = await signedOnBySaml(browser, 'pat');
    for (const name of ['colleague-of-pat', 'nobody-yet'])
      expect(await sinceSaml(browser, await browser.beginStepUp(session), name, PAGE)).toEqual({
        error: 'federation.somebody_else',
      });
    // By our clock it is two minutes later than when the person signed in, and then asked.
    clockAt(2 * MINUTE);
    expect(await sinceSaml(browser, await browser.beginStepUp(session), 'pat', PAGE)).toEqual({
      error: 'federation.not_anew',
    });
  });

  it('is wanted after signing on by an old sign-in there', async () => {
    clockAt(6 * MINUTE);
    expect(await dangerous(await signedOnBySaml(new Browser(test), 'rip'))).toMatchObject(REQUIRED);
  });
});

describe('what a provider began', () => {
  const change = async (at: ProviderView, body: object): Promise<void> => {
    const { version } = (await admin.get<{ version: number }>(`/v1/identity-providers/${at.id}`)).body;
    const { status, body: said } = await admin.patch(`/v1/identity-providers/${at.id}`, body, version);
    expect([status, said]).toEqual([200, expect.anything()]);
  };
  const alive = async (session: Session): Promise<boolean> =>
    (await new Rest(test.address, session).get('/v1/me')).status === 200;
  const gone = async (session: Session): Promise<boolean> => {
    for (const deadline = Date.now() + 1000; Date.now() < deadline;) if (!(await alive(session))) return true;
    return false;
  };
  const own = async (): Promise<ProviderView> => addProvider(test, admin, oidc(liar.issuer));

  it.each<[string, object]>([
    ['disabled', { enabled: false }],
    ['given another client', oidc('', 'another')],
    ['given another authentication context', { requiredAcr: 'urn:test:loa:3' }],
    ['pointed at another issuer', { issuer: true }],
  ])('ends when it is %s: sessions, sign-ons and codes [V7.4.2] [V7.6.1]', async (_, how) => {
    const provider = await own();
    lieAs('ends', { auth_time: seconds() });
    const [browser, second, third] = [new Browser(test), new Browser(test), new Browser(test)];
    const session = await signedOn(browser, provider);
    const stays = await signedOn(new Browser(test), lying);
    const under = await second.atProvider(await second.begin(provider.id));
    const code = await third.backAt(await third.atProvider(await third.begin(provider.id)));
    const refreshed = async (): Promise<number> => {
      const headers = { 'X-Divan-Client': 'web' };
      return (await browser.send(`${test.address}/v1/auth/refresh`, { method: 'POST', headers })).status;
    };
    await change(provider, { name: 'Another name', jit: false });
    expect([await alive(session), await refreshed()]).toEqual([true, 200]);

    const settings = { issuer: liar.issuer, clientId: 'divan', authentication: 'client_secret', clientSecret: SECRET };
    if ('enabled' in how) await change(provider, how);
    else if ('issuer' in how) await change(provider, { oidc: { ...settings, issuer: peer.issuer } });
    else if ('requiredAcr' in how) await change(provider, { oidc: { ...settings, ...how } });
    else await change(provider, { oidc: { ...settings, clientId: 'another' } });

    expect(await gone(session)).toBe(true);
    expect(await refreshed()).toBe(401);
    expect(await alive(stays)).toBe(true);
    if ('enabled' in how) await change(provider, { enabled: true });
    expect(await second.backAt(under)).toEqual({ error: 'federation.sign_on_invalid' });
    expect((await third.complete(code.code)).status).toBe(401);
    const reasons = await test.ownerQuery<{ reason: string }>(
      'SELECT end_reason AS reason FROM sessions WHERE provider_id = $1',
      [provider.id],
    );
    expect(reasons).toEqual([{ reason: 'identity-provider' }]);
  });

  it('ends when it is removed, and its certificates or phishing resistance are taken back [V7.4.2]', async () => {
    const browser = new Browser(test);
    const session = await signedOnBySaml(browser, 'cert');
    const other = new SamlIdentityProvider(idp.entityId);
    await change(saml, { saml: { ...samlSettings(), certificates: [other.certificate] } });
    expect(await gone(session)).toBe(true);
    await change(saml, { saml: samlSettings() });

    lieAs('removed', { auth_time: seconds() });
    const provider = await own();
    await change(provider, { phishingResistant: true });
    const vouched = await signedOn(browser, provider);
    await change(provider, { phishingResistant: false });
    expect(await gone(vouched)).toBe(true);
    const last = await signedOn(browser, provider);
    const { version } = (await admin.get<{ version: number }>(`/v1/identity-providers/${provider.id}`)).body;
    const { status } = await admin.send('DELETE', `/v1/identity-providers/${provider.id}`, undefined, {
      'If-Match': `"${version}"`,
    });
    expect([status, await gone(last)]).toEqual([204, true]);
  });

  it('does not open a session that the change did not see', async () => {
    const provider = await own();
    lieAs('race');
    const browser = new Browser(test);
    const { code } = await browser.backAt(await browser.atProvider(await browser.begin(provider.id)));
    const [done] = await Promise.all([browser.complete(code), change(provider, { enabled: false })]);
    const session = done.body;
    expect(done.status !== 200 || (await gone(session))).toBe(true);
  });
});
