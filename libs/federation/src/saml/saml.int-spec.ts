import { createVerify } from 'node:crypto';
import { Clock } from '@divan/platform';
import { createTestApp, type TestApp } from '../../../../test/support/app';
import { Rest } from '../../../../test/support/rest';
import { requestOf, SamlIdentityProvider, type SamlPerson } from '../../../../test/support/saml-provider';
import { newAdministrator, newMember, type SignedIn } from '../../../../test/support/sign-in';
import { addProvider, Browser, type ProviderView } from '../../../../test/support/sign-on';

const DOMAIN = 'rivertown.example';
const SSO_URL = 'https://idp.example/sso';
const REFUSED = { error: 'federation.answer_refused' };

let test: TestApp;
let administrator: SignedIn;
let admin: Rest;
let idp: SamlIdentityProvider;
let provider: ProviderView;

beforeAll(async () => {
  test = await createTestApp();
  administrator = await newAdministrator(test);
  admin = new Rest(test.address, administrator);
  idp = new SamlIdentityProvider('https://idp.example/entity');
  provider = await addProvider(test, admin, settings(idp));
}, 60_000);
afterAll(() => test.close());

const settings = ({ entityId, certificate }: SamlIdentityProvider, saml: object = {}): object => ({
  kind: 'saml',
  name: 'County SAML',
  saml: { entityId, ssoUrl: SSO_URL, certificates: [certificate], ...saml },
  domains: [DOMAIN],
  jit: true,
  defaultRoles: ['read-only'],
  groupsClaim: 'groups',
  roleMapping: [{ group: 'press-office', roleId: 'publisher' }],
});

const person = (name: string, attributes: Record<string, unknown> = {}): SamlPerson => ({
  nameId: `id-of-${name}`,
  attributes: { email: `${name}@${DOMAIN}`, displayName: name, ...attributes },
});

/** A sign-on up to the answer, which `tamper` may change. */
async function attempt(
  who: SamlPerson,
  options: {
    at?: ProviderView;
    by?: SamlIdentityProvider;
    asked?: object;
    more?: object;
    tamper?: (xml: string) => string;
    browser?: Browser;
  } = {},
): Promise<{
  code?: string;
  error?: string;
  browser: Browser;
  xml: string;
  post(xml: string): Promise<{ code?: string; error?: string }>;
}> {
  const { at = provider, by = idp, browser = new Browser(test) } = options;
  const { acsUrl: acs, serviceProviderEntityId: audience } = at.saml!;
  const { id } = requestOf(await browser.begin(at.id));
  const asked = { id, audience, acs, ...options.asked };
  const xml = (options.tamper ?? String)(await by.answer(who, asked, options.more));
  const post = (text: string): Promise<{ code?: string; error?: string }> =>
    browser.backAt(acs, {
      method: 'POST',
      body: new URLSearchParams({
        SAMLResponse: Buffer.from(text).toString('base64'),
        RelayState: 'https://evil.example',
      }),
    });
  return { ...(await post(xml)), browser, xml, post };
}

const outcome = async (...of: Parameters<typeof attempt>): Promise<{ code?: string; error?: string }> => {
  const { code, error } = await attempt(...of);
  return { ...(code === undefined ? {} : { code }), ...(error === undefined ? {} : { error }) };
};

describe('single sign-on with SAML', () => {
  it('asks with a signed request and publishes what the provider needs', async () => {
    const { xml, query } = requestOf(await new Browser(test).begin(provider.id));
    expect(xml).toContain(provider.saml!.acsUrl);
    const signed = ['SAMLRequest', 'SigAlg']
      .map((name) => `${name}=${encodeURIComponent(query.get(name) ?? '')}`)
      .join('&');
    const metadata = await (await new Browser(test).send(provider.saml!.metadataUrl)).text();
    const base64 = /X509Certificate>([^<]+)</.exec(metadata)?.[1]?.replace(/\s/g, '') ?? '';
    const certificate = `-----BEGIN CERTIFICATE-----\n${base64.replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----`;
    const signature = Buffer.from(query.get('Signature') ?? '', 'base64');
    expect(createVerify('RSA-SHA256').update(signed).verify(certificate, signature)).toBe(true);
    expect(metadata).toContain('WantAssertionsSigned="true"');
    expect(metadata).toMatch(/<EntityDescriptor [^>]*\bID="_[\w-]+"/);
  });

  it('brings a member, gives the roles of their groups, and takes them again', async () => {
    const first = await attempt(person('maria', { groups: ['press-office', 'choir'] }));
    const { status, body } = await first.browser.complete(first.code);
    expect([first.error, status]).toEqual([undefined, 200]);
    const rest = new Rest(test.address, body);
    const { body: me } = await rest.get<{ member: { id: string; email: string } }>('/v1/me');
    expect(me.member.email).toBe(`maria@${DOMAIN}`);
    const roles = async (): Promise<string[]> =>
      (await admin.get<{ roles: string[] }>(`/v1/members/${me.member.id}`)).body.roles.toSorted();
    expect(await roles()).toEqual(['publisher', 'read-only']);
    const later = await attempt(person('maria', { email: 'moved@elsewhere.example', groups: 'choir' }));
    expect([later.error, await roles()]).toEqual([undefined, ['read-only']]);
  });

  it('knows people by the names of attributes that other providers use', async () => {
    const email = 'urn:oid:1.2.840.113549.1.9.1';
    const who = {
      nameId: 'id-of-other-names',
      attributes: { [email]: `other-names@${DOMAIN}`, 'urn:oid:2.5.4.42': 'Ana', 'urn:oid:2.5.4.4': 'Silva' },
    };
    const { code, browser } = await attempt(who);
    const { body } = await browser.complete(code);
    const me = await new Rest(test.address, body).get<{ member: { name: string } }>('/v1/me');
    expect(me.body.member).toMatchObject({ name: 'Ana Silva', email: `other-names@${DOMAIN}` });
  });

  it('takes an assertion once, also 20 at a time, and a code once, in its browser only [V6.8.3]', async () => {
    const { code, browser, xml, post } = await attempt(person('once'));
    expect(await post(xml)).toEqual({ error: 'federation.sign_on_invalid' });
    expect((await new Browser(test).complete(code)).status).toBe(401);
    const all = await Promise.all(Array.from({ length: 20 }, () => browser.complete(code)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);

    const acs = provider.saml!.acsUrl;
    const fresh = new Browser(test);
    const { id } = requestOf(await fresh.begin(provider.id));
    const answer = await idp.answer(person('once'), { id, audience: provider.saml!.serviceProviderEntityId, acs });
    const body = (): URLSearchParams => new URLSearchParams({ SAMLResponse: Buffer.from(answer).toString('base64') });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fresh.backAt(acs, { method: 'POST', body: body() })),
    );
    expect(answers.filter((one) => one.code !== undefined)).toHaveLength(1);
  });

  it('refuses what nobody asked for, here or in another browser [V10.1.2]', async () => {
    expect(await outcome(person('x'), { asked: { id: '_made-up' } })).toEqual({ error: 'federation.sign_on_invalid' });
    expect(await outcome(person('x'), { asked: { id: undefined } })).toEqual(REFUSED);
    const victim = new Browser(test);
    await victim.begin(provider.id);
    const { xml } = await attempt(person('attacker'), { tamper: (text) => text });
    expect(
      await victim.backAt(provider.saml!.acsUrl, {
        method: 'POST',
        body: new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64') }),
      }),
    ).toEqual({ error: 'federation.sign_on_invalid' });
  });

  it.each<[string, Parameters<typeof attempt>[1]]>([
    ['no signature at all', { more: { signAssertion: false } }],
    ['a signature around an unsigned assertion only', { more: { signAssertion: false, signResponse: true } }],
    ['a signature with SHA-1', { more: { signatureAlgorithm: 'rsa-sha1' } }],
    ['a digest with SHA-1', { more: { digestAlgorithm: 'sha1' } }],
    ['an altered name', { tamper: (xml) => xml.replace('id-of-x', 'id-of-y') }],
    ['an altered address', { tamper: (xml) => xml.replace(`x@${DOMAIN}`, `y@${DOMAIN}`) }],
    [
      'an altered signature',
      {
        tamper: (xml) =>
          xml.replace(/SignatureValue>(.)/, (_, one: string) => `SignatureValue>${one === 'A' ? 'B' : 'A'}`),
      },
    ],
    ['a removed signature', { tamper: (xml) => xml.replace(/<Signature[\s\S]*<\/Signature>/, '') }],
    [
      'HMAC with the public key',
      { tamper: (xml) => xml.replace('2001/04/xmldsig-more#rsa-sha256', '2000/09/xmldsig#hmac-sha1') },
    ],
    ['a document type', { tamper: (xml) => `<!DOCTYPE x [<!ENTITY e "id-of-x">]>${xml}` }],
  ])('refuses %s [V6.8.2]', async (_, options) => {
    expect(await outcome(person('x'), options)).toEqual(REFUSED);
  });

  it('refuses an assertion signed by another key, or with another one’s certificate within [V6.8.2]', async () => {
    const impostor = new SamlIdentityProvider(idp.entityId);
    expect(await outcome(person('x'), { by: impostor })).toEqual(REFUSED);
  });

  it.each<[string, (signed: string, forged: string, response: string) => string]>([
    ['beside the signed one', (signed, forged, response) => response.replace(signed, forged + signed)],
    ['after the signed one', (signed, forged, response) => response.replace(signed, signed + forged)],
    [
      'around the signed one',
      (signed, forged, response) =>
        response.replace(signed, forged.replace('<saml:Subject>', `${signed}<saml:Subject>`)),
    ],
    [
      'with the signed one within its signature',
      (signed, forged, response) => {
        const signature = /<Signature[\s\S]*<\/Signature>/.exec(signed)?.[0] ?? '';
        const object = signature.replace(
          '</Signature>',
          `<Object>${signed.replace(signature, '')}</Object></Signature>`,
        );
        return response.replace(signed, forged.replace('<saml:Subject>', `${object}<saml:Subject>`));
      },
    ],
    [
      'with the signed one in an extension',
      (signed, forged, response) =>
        response
          .replace(signed, forged)
          .replace('<samlp:Status>', `<samlp:Extensions>${signed}</samlp:Extensions><samlp:Status>`),
    ],
    [
      'under the same id',
      (signed, forged, response) =>
        response.replace(signed, forged.replace(/ID="[^"]+"/, / ID="[^"]+"/.exec(signed)?.[0]?.trim() ?? '') + signed),
    ],
  ])('refuses a forged assertion %s (signature wrapping) [V6.8.2]', async (_, wrap) => {
    const tamper = (xml: string): string => {
      const signed = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(xml)?.[0] ?? '';
      const forged = signed
        .replace(/<Signature[\s\S]*<\/Signature>/, '')
        .replace(/ID="[^"]+"/, 'ID="_forged"')
        .replaceAll('id-of-x', 'id-of-maria')
        .replaceAll(`x@${DOMAIN}`, `maria@${DOMAIN}`);
      const wrapped = wrap(signed, forged, xml);
      expect([signed.length > 0, wrapped.includes('id-of-maria')]).toEqual([true, true]);
      return wrapped;
    };
    expect(await outcome(person('x'), { tamper })).toEqual(REFUSED);
  });

  it('reads a name with a comment in it as one, or not at all (comment injection) [V6.8.2]', async () => {
    const comment = (xml: string): string => xml.replaceAll('id-of-maria.evil', 'id-of-maria<!-- -->.evil');
    const evil = { ...person('evil'), nameId: 'id-of-maria.evil' };
    // Canonical XML has no comments, so the signature stays good: only refusing or reading all of it will do.
    expect(await outcome(evil, { tamper: comment })).toEqual(REFUSED);
  });

  it.each<[string, Parameters<typeof attempt>[1]]>([
    ['for another audience', { asked: { audience: 'https://other.example/metadata' } }],
    ['for another recipient', { asked: { acs: 'https://other.example/acs' } }],
    ['of another issuer', { more: { issuer: 'https://other.example/entity' } }],
    ['that has expired', { more: { lifetimeInSeconds: -120 } }],
  ])('refuses an assertion %s', async (_, options) => {
    expect(await outcome(person('x'), options)).toEqual(REFUSED);
  });

  it('refuses one that comes late, by our own clock', async () => {
    const { browser } = await attempt(person('late'));
    const { acsUrl: acs, serviceProviderEntityId: audience } = provider.saml!;
    const { id } = requestOf(await browser.begin(provider.id));
    const xml = await idp.answer(person('late'), { id, audience, acs });
    const clock = vi
      .spyOn(test.app.get(Clock, { strict: false }), 'now')
      .mockReturnValue(new Date(Date.now() + 7 * 60_000));
    const late = await browser.backAt(acs, {
      method: 'POST',
      body: new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64') }),
    });
    clock.mockRestore();
    expect(late).toEqual(REFUSED);
  });

  it('believes addresses of its own domains only, and names that last', async () => {
    expect(await outcome(person('f', { email: 'mayor@hilltown.example' }))).toEqual({
      error: 'federation.domain_foreign',
    });
    expect(await outcome(person('f', { email: `mayor@sub.${DOMAIN}` }))).toEqual({
      error: 'federation.domain_foreign',
    });
    expect(await outcome(person('f', { email: `mayor@hilltown.example@x.${DOMAIN}` }))).toEqual({
      error: 'federation.domain_foreign',
    });
    expect(await outcome({ nameId: 'nobody', attributes: { displayName: 'x' } })).toEqual({
      error: 'federation.address_not_verified',
    });
    const transient = { ...person('t'), format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' };
    expect(await outcome(transient)).toEqual(REFUSED);
  });

  it('keeps two providers apart, also with one key and the same names [V6.8.1]', async () => {
    const other = await addProvider(test, admin, { ...settings(idp), jit: false });
    await newMember(test, administrator, `shared@${DOMAIN}`, ['agent']);
    expect((await attempt(person('shared'))).error).toBeUndefined();
    // The same subject, from the other provider, with somebody else's address: nobody's.
    expect(await outcome({ ...person('stranger'), nameId: 'id-of-shared' }, { at: other })).toEqual({
      error: 'federation.no_access',
    });
    // An answer for one provider, handed in at the other.
    expect(
      await outcome(person('shared'), {
        asked: { acs: other.saml!.acsUrl, audience: other.saml!.serviceProviderEntityId },
      }),
    ).toEqual(REFUSED);
  });

  it('does not let somebody else with a member’s address be that member', async () => {
    expect((await attempt(person('pat'))).error).toBeUndefined();
    expect(await outcome({ ...person('pat'), nameId: 'id-of-new-pat' })).toEqual({
      error: 'federation.linked_to_another',
    });
  });

  it('wants the authentication context that the organization asks for [V6.8.4]', async () => {
    const strict = await addProvider(
      test,
      admin,
      settings(idp, { requiredAuthnContexts: ['urn:oasis:names:tc:SAML:2.0:ac:classes:X509'] }),
    );
    expect(requestOf(await new Browser(test).begin(strict.id)).xml).toContain('ac:classes:X509');
    expect(await outcome(person('weak'), { at: strict })).toEqual({ error: 'federation.acr_missing' });
    const more = { authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:X509' };
    expect((await attempt(person('strong'), { at: strict, more })).error).toBeUndefined();
  });

  it('puts refusals into the audit log', async () => {
    const rows = await test.ownerQuery(
      `SELECT FROM audit_events WHERE kind = 'federation.sign-on-refused' AND outcome = 'refused' AND object_id = $1`,
      [provider.id],
    );
    // One for each of five reasons, and one again seven minutes later: who repeats a refused answer does not fill the log.
    expect(rows).toHaveLength(6);
  });
});
