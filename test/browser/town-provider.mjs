import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Provider from 'oidc-provider';

const HEADING = 'County sign-in';

/**
 * The county's identity provider: the real oidc-provider over TLS. Its page asks for nothing but an address, and knows
 * whoever is in `people`. @returns also the file of the certificate that Divan has to trust
 */
export async function openTownProvider() {
  const folder = mkdtempSync(join(tmpdir(), 'divan-county-'));
  const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=county', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2', '-nodes'];
  const files = ['-newkey', 'rsa:2048', '-keyout', keyFile, '-out', certificateFile];
  execFileSync('openssl', ['req', '-x509', ...subject, ...files], { stdio: 'ignore' });
  const tls = { key: readFileSync(keyFile), cert: readFileSync(certificateFile) };
  const server = createServer(tls, (request, response) => handle(request, response));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${server.address().port}`;
  const issuer = `https://${host}`;
  const people = new Map();
  let handle = (request, response) => void response.writeHead(503).end();

  return {
    host,
    issuer,
    certificateFile,
    people,
    heading: HEADING,
    /** What is known there of the client that Divan is. */
    register(client) {
      const provider = providerFor(issuer, client, people);
      const callback = provider.callback();
      handle = (request, response) =>
        request.url.startsWith('/interaction') ? askWho(provider, request, response) : callback(request, response);
    },
    close() {
      rmSync(folder, { recursive: true });
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

function providerFor(issuer, client, people) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [{ response_types: ['code'], grant_types: ['authorization_code'], ...client }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'county' }] },
    cookies: { keys: ['only a story is signed with this'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    clientAuthMethods: ['private_key_jwt'],
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/interaction' },
    findAccount: (_, email) => ({
      accountId: email,
      claims: () => ({ sub: email, email, email_verified: true, name: people.get(email) }),
    }),
    // Nobody is asked whether Divan may know their name: it is their employer's.
    async loadExistingGrant({ oidc }) {
      const grant = new provider.Grant({ accountId: oidc.account.accountId, clientId: oidc.client.clientId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  return provider;
}

const PAGE = `<!doctype html><html lang="en"><head><title>${HEADING}</title><link rel="icon" href="data:,"></head>
<body><h1>${HEADING}</h1><form method="post"><label>Address <input name="email" type="email"></label>
<button>Sign in</button></form></body></html>`;

function askWho(provider, request, response) {
  if (request.method !== 'POST') return response.writeHead(200, { 'Content-Type': 'text/html' }).end(PAGE);
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    const accountId = new URLSearchParams(body).get('email');
    provider.interactionFinished(request, response, { login: { accountId } }).catch((error) => {
      response.writeHead(500, { 'Content-Type': 'text/plain' }).end(String(error));
    });
  });
}
