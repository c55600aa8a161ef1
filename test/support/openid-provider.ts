import { createHash, createSign, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Context } from 'oidc-provider';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Who signs in at the provider next, and what it says of them. */
export interface Person {
  sub: string;
  acr?: string;
  claims: Record<string, unknown>;
}

interface Listening {
  issuer: string;
  host: string;
  close(): Promise<void>;
}

export interface OpenIdProvider extends Listening {
  person: Person;
  /** Requests for tokens that were refused, as the provider explains them. */
  errors: string[];
  /** What is known of the client that Divan is there. */
  register(clients: object[]): void;
}

async function listen(handler: () => Handler | undefined): Promise<Listening> {
  const server: Server = createServer((request, response) => {
    const handle = handler();
    if (handle) handle(request, response);
    else response.writeHead(503).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    issuer: `http://${host}`,
    close: () => new Promise((done) => (server.closeAllConnections(), server.close(() => done()))),
  };
}

/** The real oidc-provider, where whoever comes is signed in as `person` at once. */
export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  let handler: Handler | undefined;
  const server = await listen(() => handler);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const peer: OpenIdProvider = { ...server, person: { sub: 'nobody', claims: {} }, errors: [], register };
  function register(clients: object[]): void {
    const provider = new Provider(server.issuer, {
      clients: clients.map((client) => ({ response_types: ['code'], grant_types: ['authorization_code'], ...client })),
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'peer' }] },
      cookies: { keys: ['only tests are signed with this'] },
      acrValues: ['urn:test:loa:1', 'urn:test:loa:3'],
      claims: { openid: ['sub', 'groups', 'acr'], email: ['email', 'email_verified'], profile: ['name'] },
      pkce: { required: () => true },
      clientAuthMethods: ['private_key_jwt', 'client_secret_basic', 'client_secret_post'],
      features: { devInteractions: { enabled: false } },
      ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
      interactions: { url: () => '/interaction' },
      findAccount: (_: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ ...peer.person.claims, sub: id }),
      }),
      async loadExistingGrant({ oidc }: Context) {
        const grant = new provider.Grant({ accountId: oidc.account.accountId, clientId: oidc.client.clientId });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    for (const event of ['grant.error', 'authorization.error', 'server_error'])
      provider.on(event, (...args) => peer.errors.push(args.map(String).join(' ')));
    const callback = provider.callback();
    handler = (request, response) => {
      if (!request.url?.startsWith('/interaction')) return callback(request, response);
      const { sub: accountId, acr } = peer.person;
      provider.interactionFinished(request, response, { login: { accountId, acr } }).catch((error: unknown) => {
        peer.errors.push(String(error));
        response.writeHead(500).end();
      });
    };
  }
  return peer;
}

/** What a lying provider says instead of the truth. */
export interface Lie {
  /** Changes of the ID Token's claims; undefined leaves one out. */
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  /** `none`: no signature; `other`: a key that is not published; `hmac`: HS256 under the published key. */
  signature?: 'none' | 'other' | 'altered';
  /** The issuer that the discovery document names. */
  issuer?: string;
  /** Changes of the answer that the browser carries. */
  answer?: Record<string, string | undefined>;
  userinfo?: Record<string, unknown>;
}

export interface LyingProvider extends Listening {
  lie: Lie;
  /** Bodies of the requests to the token endpoint. */
  tokenRequests: URLSearchParams[];
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A provider that follows the protocol except where it is told to lie; for what oidc-provider would never send. */
export async function startLyingProvider(clientId: string): Promise<LyingProvider> {
  const codes = new Map<string, URLSearchParams>();
  const [key, other] = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
  const peer = { lie: {} as Lie, tokenRequests: [] as URLSearchParams[] };
  const server = await listen(() => handle);

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', server.issuer);
    const json = (value: object): void =>
      void response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    if (url.pathname === '/.well-known/openid-configuration') return json(discovery());
    if (url.pathname === '/jwks')
      return json({ keys: [{ ...key!.publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'peer' }] });
    if (url.pathname === '/userinfo') return json({ sub: 'liar', ...peer.lie.userinfo });
    if (url.pathname === '/authorize') return authorize(url.searchParams, response);
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const parameters = new URLSearchParams(body);
      peer.tokenRequests.push(parameters);
      const asked = codes.get(parameters.get('code') ?? '');
      json({ access_token: 'at', token_type: 'Bearer', expires_in: 60, id_token: idToken(asked?.get('nonce') ?? '') });
    });
  }

  const discovery = (): object => ({
    issuer: peer.lie.issuer ?? server.issuer,
    authorization_endpoint: `${server.issuer}/authorize`,
    token_endpoint: `${server.issuer}/token`,
    userinfo_endpoint: `${server.issuer}/userinfo`,
    jwks_uri: `${server.issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    authorization_response_iss_parameter_supported: true,
    claims_supported: ['sub', 'email'],
  });

  function authorize(asked: URLSearchParams, response: ServerResponse): void {
    const code = randomUUID();
    codes.set(code, asked);
    const location = new URL(asked.get('redirect_uri') ?? '');
    const answer = { code, state: asked.get('state') ?? '', iss: server.issuer, ...peer.lie.answer };
    for (const [name, value] of Object.entries(answer)) if (value !== undefined) location.searchParams.set(name, value);
    response.writeHead(303, { Location: location.href }).end();
  }

  function idToken(nonce: string): string {
    const now = Math.floor(Date.now() / 1000);
    const truth = { iss: server.issuer, sub: 'liar', aud: clientId, iat: now, exp: now + 300, nonce };
    const claims = { ...truth, email: 'liar@rivertown.example', email_verified: true, ...peer.lie.claims };
    const none = peer.lie.signature === 'none';
    const header = { alg: none ? 'none' : 'RS256', kid: 'peer', ...peer.lie.header };
    const signed = `${base64url(header)}.${base64url(claims)}`;
    if (none) return `${signed}.`;
    const signing: KeyObject = (peer.lie.signature === 'other' ? other! : key!).privateKey;
    const signature = createSign('sha256').update(signed).sign(signing);
    if (peer.lie.signature === 'altered') signature[0]! ^= 1;
    return `${signed}.${signature.toString('base64url')}`;
  }

  return Object.assign(peer, server);
}

/** RFC 7636 §4.2, to see that the verifier is the one that was promised. */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
