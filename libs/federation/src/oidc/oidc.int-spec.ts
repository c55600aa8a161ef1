import { createTestApp, type TestApp } from '../../../../test/support/app';
import { startOpenIdProvider, type OpenIdProvider } from '../../../../test/support/openid-provider';
import { Rest } from '../../../../test/support/rest';
import { newAdministrator, type SignedIn } from '../../../../test/support/sign-in';
import { addProvider, Browser, type ProviderView } from '../../../../test/support/sign-on';

const DOMAIN = 'rivertown.example';
interface Me {
  member: { id: string; name: string; email: string };
  roles: { id: string }[] | string[];
}

let test: TestApp;
let peer: OpenIdProvider;
let administrator: SignedIn;
let admin: Rest;
let provider: ProviderView;

beforeAll(async () => {
  peer = await startOpenIdProvider();
  test = await createTestApp({ env: { HTTP_ALLOWED_HOSTS: peer.host } });
  administrator = await newAdministrator(test);
  admin = new Rest(test.address, administrator);
  provider = await addProvider(test, admin, {
    kind: 'oidc',
    name: 'County sign-in',
    oidc: { issuer: peer.issuer, clientId: 'divan', authentication: 'private_key_jwt' },
    domains: [DOMAIN],
    jit: true,
    defaultRoles: ['read-only'],
    groupsClaim: 'groups',
    roleMapping: [{ group: 'press-office', roleId: 'publisher' }],
  });
  const jwks = await (await new Browser(test).send(provider.oidc!.jwksUri)).json();
  peer.register([
    {
      client_id: 'divan',
      redirect_uris: [provider.oidc!.redirectUri],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks,
    },
  ]);
}, 60_000);
afterAll(async () => {
  await test.close();
  await peer.close();
});

const person = (name: string, more: Record<string, unknown> = {}): void => {
  peer.person = {
    sub: `sub-of-${name}`,
    claims: { email: `${name}@${DOMAIN}`, email_verified: true, name: `${name} of Rivertown`, ...more },
  };
};

describe('single sign-on with OpenID Connect', () => {
  it('brings a member by a verified address and knows them by their subject from then on [V10.5.2]', async () => {
    person('maria', { groups: ['press-office', 'choir'] });
    const first = await new Browser(test).signOn(provider.id);
    expect([first.error, peer.errors]).toEqual([undefined, []]);
    const me = (await first.rest!.get<Me>('/v1/me')).body;
    expect(me.member).toMatchObject({ name: 'maria of Rivertown', email: `maria@${DOMAIN}` });
    expect(JSON.stringify(me.roles)).toContain('publisher');
  });
});
