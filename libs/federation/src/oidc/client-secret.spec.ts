import * as openid from 'openid-client';
import { ClientSecrets } from './client-secret';

const both = {
  issuer: 'https://idp.example',
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
};
const refused = Object.assign(new Error('no'), { error: 'invalid_client', status: 401 });

/** What is sent: the header decoded, or the body. */
function sent(secrets: ClientSecrets, server: openid.ServerMetadata, id: string, secret: string): string | null {
  const [body, headers] = [new URLSearchParams(), new Headers()];
  void secrets.authentication(openid, 'p', secret)(server, { client_id: id } as openid.ClientMetadata, body, headers);
  const basic = headers.get('authorization')?.slice('Basic '.length);
  return basic === undefined ? body.get('client_secret') : Buffer.from(basic, 'base64').toString();
}

describe('a client secret', () => {
  it('is escaped where it has to be, and nowhere else', () => {
    const id = '0199f3a2-7c1e_b.d~';
    expect(sent(new ClientSecrets(), both, id, id)).toBe(`${id}:${id}`);
    const written = sent(new ClientSecrets(), both, 'a:b', 'ü +&%=/')!;
    const [name, secret] = written.split(':').map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
    expect([written.split(':').length, name, secret]).toEqual([2, 'a:b', 'ü +&%=/']);
  });

  it('goes the way that is offered', () => {
    const only = (method: string): openid.ServerMetadata => ({
      ...both,
      token_endpoint_auth_methods_supported: [method],
    });
    expect(sent(new ClientSecrets(), only('client_secret_post'), 'a', 'b')).toBe('b');
    expect(sent(new ClientSecrets(), only('client_secret_basic'), 'a', 'b')).toBe('a:b');
    expect(sent(new ClientSecrets(), { issuer: both.issuer }, 'a', 'b')).toBe('a:b');
  });

  it('is tried the other way where it is refused, which is kept while it works', async () => {
    const secrets = new ClientSecrets();
    const tried: (string | null)[] = [];
    const accepting = (wanted: string) => (): Promise<string> => {
      tried.push(sent(secrets, both, 'a', 'b'));
      return tried.at(-1) === wanted ? Promise.resolve('tokens') : Promise.reject(refused);
    };
    expect(await secrets.grant('p', both, accepting('b'))).toBe('tokens');
    expect(await secrets.grant('p', both, accepting('b'))).toBe('tokens');
    expect(await secrets.grant('p', both, accepting('a:b'))).toBe('tokens');
    await expect(secrets.grant('p', both, accepting('neither'))).rejects.toBe(refused);
    expect(tried).toEqual(['a:b', 'b', 'b', 'b', 'a:b', 'a:b', 'b']);
    expect(sent(secrets, both, 'a', 'b')).toBe('a:b');
  });

  it('is not tried again for any other failure, nor where nothing else is offered', async () => {
    const ask = vi.fn().mockRejectedValue(new Error('down'));
    await expect(new ClientSecrets().grant('p', both, ask)).rejects.toThrow('down');
    ask.mockRejectedValue(refused);
    await expect(new ClientSecrets().grant('p', { issuer: both.issuer }, ask)).rejects.toBe(refused);
    expect(ask).toHaveBeenCalledTimes(2);
  });
});
