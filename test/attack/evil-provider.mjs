import { createHmac, createPublicKey, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { promisify } from 'node:util';

// The library by which samlp signs; it comes with it.
const besideSamlp = createRequire(createRequire(import.meta.url).resolve('samlp'));
const { Saml20 } = besideSamlp('saml');

const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const seconds = () => Math.floor(Date.now() / 1000);

/** An identity provider that says whatever an attack wants it to say, OpenID Connect and SAML, with real signatures. */
export async function openEvilProvider() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
  const answers = new Map();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, issuer);
    const send = (body, status = 200) => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    if (pathname === '/.well-known/openid-configuration') return send(metadata);
    if (pathname === '/jwks') return send({ keys: [jwk] });
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const code = new URLSearchParams(body).get('code');
      const answer = answers.get(code);
      if (!answer) return send({ error: 'invalid_grant' }, 400);
      send({ access_token: 'x', token_type: 'Bearer', expires_in: 60, id_token: answer });
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    authorization_response_iss_parameter_supported: true,
  };

  return {
    issuer,
    metadata,
    host: new URL(issuer).host,
    privateKey,
    /** @returns a code for an ID token with these claims over the right ones, signed as asked */
    codeFor({ nonce, claims = {}, header = {}, sign = 'right' }) {
      const head = { alg: 'RS256', kid: 'one', typ: 'JWT', ...header };
      const right = { iss: issuer, aud: 'divan', sub: randomUUID(), nonce, iat: seconds(), exp: seconds() + 300 };
      const input = `${b64(head)}.${b64({ ...right, ...claims })}`;
      const signatures = {
        right: () => createSign('sha256').update(input).sign(privateKey, 'base64url'),
        other: () => createSign('sha256').update(input).sign(other, 'base64url'),
        hmac: () =>
          createHmac('sha256', createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }))
            .update(input)
            .digest('base64url'),
        none: () => '',
      };
      const code = randomUUID();
      answers.set(code, `${input}.${signatures[sign]()}`);
      return code;
    },
    close: () => new Promise((done) => server.close(done)),
  };
}

/** A SAML response as a form posts it: an assertion with these options over the right ones, in a response of its own. */
export async function samlResponse({ key, certificate, issuer, acs, audience, requestId, email, options = {}, alter }) {
  const created = await promisify(Saml20.create)({
    cert: certificate,
    key,
    issuer,
    audiences: audience,
    recipient: acs,
    inResponseTo: requestId,
    lifetimeInSeconds: 300,
    nameIdentifier: email,
    nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    attributes: { 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress': email },
    signatureAlgorithm: 'rsa-sha256',
    digestAlgorithm: 'sha256',
    includeAttributeNameFormat: true,
    sessionIndex: `_${randomUUID()}`,
    ...options,
  });
  const now = new Date().toISOString();
  const inResponseTo =
    options.inResponseTo === undefined && 'inResponseTo' in options ? '' : ` InResponseTo="${requestId}"`;
  const response = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_${randomUUID()}" Version="2.0" IssueInstant="${now}" Destination="${acs}"${inResponseTo}><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${created}</samlp:Response>`;
  return Buffer.from(alter ? alter(response) : response).toString('base64');
}
