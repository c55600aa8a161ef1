import { TxtResolver } from '../../libs/federation/src/providers/txt-resolver';
import type { TestApp } from './app';
import { Rest } from './rest';

export interface ProviderView {
  id: string;
  version: number;
  domains: { name: string; verifiedAt: string | null; dnsName: string; dnsValue: string; dnsRecord: string }[];
  oidc: { redirectUri: string; jwksUri: string; clientCertificate: string; clientSecretSet: boolean } | null;
  saml: { acsUrl: string; serviceProviderEntityId: string; metadataUrl: string } | null;
}

/** Adds a provider and shows that the domains are the organization's, by DNS as the spec tells it. */
export async function addProvider(test: TestApp, admin: Rest, input: object): Promise<ProviderView> {
  const added = await admin.post<ProviderView>('/v1/identity-providers', input);
  if (added.status !== 201) throw new Error(`${added.status} ${JSON.stringify(added.body)}`);
  let provider = added.body;
  for (const { name, dnsName, dnsValue } of provider.domains) {
    const dns = vi
      .spyOn(test.app.get(TxtResolver, { strict: false }), 'resolve')
      .mockImplementation((asked) => Promise.resolve(asked === dnsName ? ['v=spf1 -all', dnsValue] : []));
    const verified = await admin.post<ProviderView>(`/v1/identity-providers/${provider.id}/domains/${name}/verify`);
    dns.mockRestore();
    provider = verified.body;
  }
  return provider;
}

/** As much of a browser as a sign-on needs: cookies by origin, and redirects one at a time. */
export class Browser {
  readonly cookies = new Map<string, Map<string, string>>();

  constructor(private readonly test: TestApp) {}

  async send(url: string, init: RequestInit = {}): Promise<Response> {
    // What is open to the world as WEB_URL is the api of this test.
    const address = new URL(url.replace(/^http:\/\/127\.0\.0\.1:8080/, this.test.address));
    const jar = this.cookies.get(address.origin) ?? new Map<string, string>();
    this.cookies.set(address.origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string>), ...(cookie ? { Cookie: cookie } : {}) };
    const response = await fetch(address, { ...init, headers, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  post(path: string, body: object = {}, session?: { accessToken: string }): Promise<Response> {
    return this.send(this.test.address + path, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(session ? { Authorization: `Bearer ${session.accessToken}` } : {}),
      },
      body: JSON.stringify(body),
    });
  }

  async begin(providerId: string): Promise<string> {
    return this.redirectUrlOf(await this.post(`/v1/auth/sso/${providerId}`));
  }

  /** For a session that came by a provider: shows it anew who one is. */
  async beginStepUp(session: { accessToken: string }): Promise<string> {
    return this.redirectUrlOf(await this.post('/v1/auth/step-up/sso', {}, session));
  }

  private async redirectUrlOf(response: Response): Promise<string> {
    const body = (await response.json()) as { redirectUrl: string };
    if (response.status !== 200) throw new Error(JSON.stringify(body));
    return body.redirectUrl;
  }

  /** Follows redirects at the provider until one leads back to Divan. @returns that address, not yet visited */
  async atProvider(url: string): Promise<string> {
    for (let next = url, hop = 0; hop < 10; hop++) {
      const response = await this.send(next);
      const location = response.headers.get('location');
      if (!location) throw new Error(`${response.status} ${await response.text()}`);
      next = new URL(location, next).href;
      if (next.includes('/v1/auth/sso/')) return next;
    }
    throw new Error('The provider never sent the browser back.');
  }

  /** Visits our callback. @returns what the page finds in its fragment */
  async backAt(url: string, init?: RequestInit, page = '/sso'): Promise<{ code?: string; error?: string }> {
    const response = await this.send(url, init);
    const location = new URL(response.headers.get('location') ?? 'about:blank');
    if (response.status !== 303 || location.origin + location.pathname !== `http://127.0.0.1:8080${page}`)
      throw new Error(`${response.status} ${location.href} ${await response.text()}`);
    return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  }

  async complete(code: string | undefined): Promise<{ status: number; body: { accessToken: string; code: string } }> {
    const response = await this.post('/v1/auth/sso/complete', { code });
    return { status: response.status, body: (await response.json()) as { accessToken: string; code: string } };
  }

  /** @returns the status, and the code of what went wrong */
  async completeStepUp(session: { accessToken: string }, code: string | undefined): Promise<string> {
    const response = await this.post('/v1/auth/step-up/sso/complete', { code }, session);
    const text = await response.text();
    return text ? `${response.status} ${(JSON.parse(text) as { code: string }).code}` : String(response.status);
  }

  /** All of it. @returns the session's client, or the code of what went wrong */
  async signOn(providerId: string): Promise<{ rest: Rest; error?: undefined } | { rest?: undefined; error: string }> {
    const { code, error } = await this.backAt(await this.atProvider(await this.begin(providerId)));
    if (error !== undefined) return { error };
    const { status, body } = await this.complete(code);
    return status === 200 ? { rest: new Rest(this.test.address, body) } : { error: body.code };
  }
}
