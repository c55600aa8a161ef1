import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const DOMAIN = 'rivertown-sso.example';

/** Adds a provider to the town; its domain counts as shown to be the town's, which only the town's DNS can do. */
export async function addProvider(world, settings) {
  const { admin } = world.town;
  const provider = await admin.post('/v1/identity-providers', {
    name: 'County',
    domains: [DOMAIN],
    groupsClaim: null,
    roleMapping: [],
    defaultRoles: ['read-only'],
    jit: true,
    phishingResistant: false,
    enabled: true,
    ...settings,
  });
  await world.pool.query('UPDATE identity_provider_domains SET verified_at = now() WHERE provider_id = $1', [
    provider.id,
  ]);
  return provider;
}

export const oidcSettings = (issuer) => ({
  kind: 'oidc',
  oidc: { issuer, clientId: 'divan', authentication: 'client_secret', clientSecret: 's'.repeat(40) },
});

/** Made once: the evil provider, registered twice as two providers of the town, and once as a SAML one. */
export async function scene(world) {
  world.sso ??= (async () => {
    const evil = world.evil;
    const second = world.evilToo;
    const { certificate, key } = selfSigned();
    const first = await addProvider(world, oidcSettings(evil.issuer));
    const other = await addProvider(world, { ...oidcSettings(second.issuer), name: 'Another county' });
    const saml = await addProvider(world, {
      kind: 'saml',
      saml: { entityId: 'urn:evil:idp', ssoUrl: `${evil.issuer}/sso`, certificates: [certificate] },
    });
    return { evil, second, first, other, saml, certificate, key };
  })();
  return world.sso;
}

export function selfSigned() {
  const folder = mkdtempSync(join(tmpdir(), 'divan-idp-'));
  try {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=evil', '-days', '2', '-nodes', '-newkey', 'rsa:2048'];
    execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Begins a sign-on in a browser of its own. */
export async function begin(world, provider) {
  return begun(await world.ask('POST', `/v1/auth/sso/${provider.id}`, { body: {}, headers: world.elsewhere() }));
}

/** Begins a step-up of the token's session, in the browser of this cookie. */
export async function beginStepUp(world, token, cookie) {
  return begun(await world.ask('POST', '/v1/auth/step-up/sso', { token, body: {}, headers: { Cookie: cookie } }));
}

function begun(answer) {
  assert.equal(answer.status, 200, answer.text);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { cookie, parameters: new URL(answer.json.redirectUrl).searchParams };
}

/** Comes back to our callback. @returns what the page finds in its fragment */
export async function back(world, provider, query, cookie) {
  const path = `/v1/auth/sso/${provider.id}/callback?${new URLSearchParams(query)}`;
  return fragmentOf(world, await world.ask('GET', path, { headers: cookie ? { Cookie: cookie } : {} }));
}

export function fragmentOf(world, { status, headers, text }) {
  const location = headers.get('location');
  assert.ok(status === 303 || status >= 400, `${status} ${text}`);
  if (!location) return { error: `http.${status}` };
  const [page] = location.split('#');
  assert.ok(
    ['/sso', '/sso/step-up'].some((path) => page === world.installation.env.WEB_URL + path),
    `led to ${location}`,
  );
  return Object.fromEntries(new URLSearchParams(new URL(location).hash.slice(1)));
}

export const complete = (world, code, cookie) =>
  world.ask('POST', '/v1/auth/sso/complete', { body: { code }, headers: { Cookie: cookie, ...world.elsewhere() } });
