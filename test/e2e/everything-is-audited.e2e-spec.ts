import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditKinds } from '@divan/audit';
import { ConnectorRegistry } from '@divan/connectors';
import { LedgerIntegrator } from '@divan/ledger';
import { openApiDocument } from '@divan/platform';
import { generate } from 'otplib';
import sharp from 'sharp';
import { TxtResolver } from '../../libs/federation/src/providers/txt-resolver';
import { SoftwareAuthenticator } from '../../libs/auth/src/passkeys/authenticator.fake';
import { createTestApp, type TestApp } from '../support/app';
import { startPracticeNetwork, type PracticeNetwork } from '../support/practice-network';
import { eventually, Rest } from '../support/rest';
import { cookieOf, newAdministrator, newMember, TEST_PASSWORD, type SignedIn } from '../support/sign-in';

/** Routes that leave no event, or that cannot be walked here, each with its reason. */
const EXCEPTIONS: Record<string, string> = {
  'POST /v1/post-checks': 'looks at a text and keeps nothing',
  'POST /v1/auth/sign-in': 'the first of two steps: its failure and the whole sign-in are events',
  'POST /v1/auth/totp-enrolment': 'shows a secret that means nothing until it is confirmed, which is an event',
  'POST /v1/auth/passkey-options': 'asks a browser to sign; nothing is kept until it has',
  'POST /v1/auth/passkey-enrolment': 'asks a browser to sign; nothing is kept until it has',
  'POST /v1/auth/step-up/passkey-options': 'asks a browser to sign; nothing is kept until it has',
  'POST /v1/me/passkeys/options': 'asks a browser to sign; nothing is kept until it has',
  'POST /v1/me/totp': 'shows a secret that means nothing until it is confirmed, which is an event',
  'POST /v1/auth/refresh': 'goes on with a session that is in the log; a token used twice is an event',
  'POST /v1/auth/sso': 'says which providers speak for a domain',
  'POST /v1/auth/sso/{providerId}': 'leads to the provider: its answer, refused or not, is an event',
  'POST /v1/auth/sso/{providerId}/acs':
    'needs a provider that signs: libs/federation walks it, and looks for its events',
  'POST /v1/auth/sso/complete': 'needs a provider that answers: libs/federation walks it, and looks for its events',
  'POST /v1/auth/step-up/sso': 'leads to the provider: its answer, refused or not, is an event',
  'POST /v1/auth/step-up/sso/complete':
    'needs a provider that answers: libs/federation walks it, and looks for its events',
  'POST /v1/channels': 'writes what POST /v1/channel-authorizations/complete does, for a network with a password',
  'POST /v1/log/fork-acknowledgements': 'needs a log that lost leaves: libs/ledger attacks it, libs/audit writes it',
};

interface Version {
  id: string;
  version: number;
}

let network: PracticeNetwork;
let test: TestApp;
let administrator: SignedIn;
let admin: Rest;
/** `METHOD /path` of the API document → request ids. */
const done = new Map<string, string[]>();
const changing: string[] = [];

beforeAll(async () => {
  network = await startPracticeNetwork('audited');
  test = await createTestApp({ worker: true, env: { HTTP_ALLOWED_HOSTS: network.host, INBOX_POLL_SECONDS: '1' } });
  administrator = await newAdministrator(test);
  admin = new Rest(test.address, administrator);
  for (const [path, item] of Object.entries(openApiDocument(test.app).paths))
    for (const method of Object.keys(item)) if (method !== 'get') changing.push(`${method.toUpperCase()} ${path}`);
}, 60_000);
afterAll(async () => {
  await test.close();
  await network.close();
});

/** Does it and expects that it is done. `route` is its name in the document; `{…}` are filled from `ids`. */
async function act<T>(
  route: string,
  ids: Record<string, string> = {},
  body?: unknown,
  { version, by = admin, headers = {} }: { version?: number; by?: Rest; headers?: Record<string, string> } = {},
): Promise<T> {
  const [method, path] = route.split(' ') as [string, string];
  const requestId = randomUUID();
  const answer = await by.send<T>(
    method,
    path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name),
    body,
    {
      'X-Request-Id': requestId,
      ...(version === undefined ? {} : { 'If-Match': `"${version}"` }),
      ...headers,
    },
  );
  if (answer.status >= 300) throw new Error(`${route}: ${answer.status} ${JSON.stringify(answer.body)}`);
  done.set(route, [...(done.get(route) ?? []), requestId]);
  return answer.body;
}

/** What a directory comes with. */
async function directoryKey(): Promise<Rest> {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const settings = { name: 'Directory', scopes: ['scim:manage'], channelIds: null, allowedNetworks: null, expiresAt };
  const service = { name: 'Directory', roles: ['administrator'], teamIds: [] };
  const { id } = await act<{ id: string }>('POST /v1/service-members', {}, service);
  const { key } = await act<{ key: string }>('POST /v1/api-keys', {}, { serviceMemberId: id, ...settings });
  return new Rest(test.address, { accessToken: key });
}

const nobody = (): Rest => new Rest(test.address, { accessToken: '' });
const kindsOf = async (requestId: string): Promise<string[]> =>
  (
    await test.ownerQuery<{ kind: string }>(
      'SELECT kind FROM audit_events WHERE request_id = $1 ORDER BY occurred_at',
      [requestId],
    )
  ).map(({ kind }) => kind);

describe('everything that is done', () => {
  it('by members and administrators', async () => {
    await act('PATCH /v1/me', {}, { locale: 'fa' });
    const team = await act<Version>('POST /v1/teams', {}, { name: 'Water' });
    const invited = await act<{ link: string }>(
      'POST /v1/invitations',
      {},
      {
        email: 'new@rivertown.example',
        name: 'New',
        roles: ['agent'],
        teamIds: [team.id],
      },
    );
    const token = invited.link.split('/').at(-1)!;
    const { challenge } = await act<{ challenge: string }>(
      'POST /v1/auth/invitations/{token}',
      { token },
      { name: 'New', password: TEST_PASSWORD },
      { by: nobody() },
    );
    const { secret } = await act<{ secret: string }>(
      'POST /v1/auth/totp-enrolment',
      {},
      { challenge },
      { by: nobody() },
    );
    const code = (): Promise<string> => generate({ secret, epoch: Math.floor(Date.now() / 1000) });
    await act('POST /v1/auth/totp-enrolment/confirm', {}, { challenge, code: await code() }, { by: nobody() });
    const { items } = (await admin.get<{ items: (Version & { email: string })[] }>('/v1/members')).body;
    const member = items.find(({ email }) => email === 'new@rivertown.example')!;
    await act('PATCH /v1/members/{id}', { id: member.id }, { roles: ['agent', 'analyst'] }, member);
    await act('POST /v1/ownership-transfers', {}, { toMemberId: member.id, keepRole: true });
    const unwanted = { email: 'unwanted@rivertown.example', name: 'U', roles: [], teamIds: [] };
    const { id } = await act<{ id: string }>('POST /v1/invitations', {}, unwanted);
    await act('DELETE /v1/invitations/{id}', { id });
    const renamed = await act<Version>('PATCH /v1/teams/{id}', { id: team.id }, { name: 'Waterworks' }, team);
    await act('DELETE /v1/teams/{id}', { id: team.id }, undefined, renamed);
    const role = await act<Version>('POST /v1/roles', {}, { name: 'Night duty', permissions: ['inbox:read'] });
    const changed = await act<Version>('PATCH /v1/roles/{id}', { id: role.id }, { name: 'Day duty' }, role);
    await act('DELETE /v1/roles/{id}', { id: role.id }, undefined, changed);
    const organization = (await admin.get<Version>('/v1/organization')).body;
    await act('PATCH /v1/organization', {}, { name: 'City of Rivertown' }, organization);
    await act('POST /v1/organization/setup-done');
  });

  it('to sign in and out [V16.3.1]', async () => {
    const member = await newMember(test, administrator, 'second@rivertown.example', ['read-only']);
    const first = await act<{ challenge: string }>(
      'POST /v1/auth/sign-in',
      {},
      { email: member.email, password: member.password },
      { by: nobody() },
    );
    const recovered = await fetch(`${test.address}/v1/auth/totp`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Request-Id': 'totp-request-id-1' },
      body: JSON.stringify({ challenge: first.challenge, recoveryCode: member.recoveryCodes[0] }),
    });
    expect(recovered.status).toBe(200);
    done.set('POST /v1/auth/totp', ['totp-request-id-1']);
    const cookie = cookieOf({ headers: { 'set-cookie': recovered.headers.getSetCookie() } } as never);
    const session = (await recovered.json()) as { accessToken: string };
    const own = new Rest(test.address, session);
    const web = { 'X-Divan-Client': 'web' };
    const sessions = (await own.get<{ items: { id: string; current: boolean }[] }>('/v1/auth/sessions')).body.items;
    await act('DELETE /v1/auth/sessions/{id}', { id: sessions.find(({ current }) => !current)!.id }, undefined, {
      by: own,
    });
    await act('POST /v1/auth/refresh', {}, undefined, { by: nobody(), headers: { Cookie: cookie, ...web } });
    const signedOut = new Rest(test.address, session);
    await act('POST /v1/auth/sign-out', {}, undefined, { by: signedOut, headers: { Cookie: cookie, ...web } });
    for (const [path, body] of [
      ['/v1/auth/sign-in', { email: member.email, password: 'wrong wrong wrong' }],
    ] as const) {
      const requestId = randomUUID();
      expect((await nobody().send('POST', path, body, { 'X-Request-Id': requestId })).status).toBe(401);
      expect(await kindsOf(requestId)).toEqual(['auth.sign-in-failed']);
    }
  });

  it('with their own passkeys, password, authenticator and sessions [V16.3.1]', async () => {
    const member = await newMember(test, administrator, 'keys@rivertown.example', ['read-only']);
    const own = new Rest(test.address, member);
    const key = new SoftwareAuthenticator('http://127.0.0.1:8080');
    const begin = async (path: string, by = own, body: object = {}): Promise<{ ceremony: string; options: object }> =>
      (await by.post<{ ceremony: string; options: object }>(path, body)).body;
    const added = await begin('/v1/me/passkeys/options');
    const made = { ceremony: added.ceremony, response: key.create(added.options), name: 'Key' };
    const { id } = await act<{ id: string }>('POST /v1/me/passkeys', {}, made, { by: own });
    await act('PATCH /v1/me/passkeys/{id}', { id }, { name: 'Blue key' }, { by: own });
    const fresh = await begin('/v1/auth/step-up/passkey-options');
    const stepUp = { ceremony: fresh.ceremony, response: key.get(fresh.options) };
    await act('POST /v1/auth/step-up', {}, stepUp, { by: own });
    await act('POST /v1/me/recovery-codes', {}, undefined, { by: own });
    const { secret } = (await own.post<{ secret: string }>('/v1/me/totp')).body;
    await act('POST /v1/me/totp/confirm', {}, { code: await generate({ secret }) }, { by: own });
    const change = { currentPassword: TEST_PASSWORD, newPassword: 'eleven purple lanterns' };
    await act('POST /v1/me/password', {}, change, { by: own });
    const asked = await begin('/v1/auth/passkey-options', nobody());
    const answer = { ceremony: asked.ceremony, response: key.get(asked.options) };
    const again = new Rest(
      test.address,
      await act<{ accessToken: string }>('POST /v1/auth/passkey', {}, answer, { by: nobody() }),
    );
    await act('DELETE /v1/auth/sessions', {}, undefined, { by: again });
    const policy = (await admin.get<Version>('/v1/security-policy')).body;
    await act('PATCH /v1/security-policy', {}, { signInNotice: 'Use is monitored.' }, policy);
    await act('POST /v1/me/sign-in-notice/acknowledgement', {}, undefined, { by: again });
    await act('DELETE /v1/me/passkeys/{id}', { id }, undefined, { by: again });
    await act('DELETE /v1/members/{id}/sessions', { id: member.memberId });
    await act('DELETE /v1/members/{id}/second-factors', { id: member.memberId });

    await act('POST /v1/auth/password-resets', {}, { email: member.email }, { by: nobody() });
    const token = 'r'.repeat(43);
    await test.ownerQuery(
      `UPDATE password_resets SET token_hash = sha256($2) WHERE account_id = (SELECT id FROM accounts WHERE email = $1)`,
      [member.email, Buffer.from(token)],
    );
    const reset = { password: 'twelve orange lanterns' };
    await act('POST /v1/auth/password-resets/{token}', { token }, reset, { by: nobody() });
  });

  it('with a required passkey, and to another organization', async () => {
    const join = async <T>(by: Rest, email: string, role: string): Promise<T> => {
      const invitation = { email, name: 'N', roles: [role], teamIds: [] };
      const { link } = (await by.post<{ link: string }>('/v1/invitations', invitation)).body;
      const accept = { name: 'N', password: TEST_PASSWORD };
      return (await nobody().post<T>(`/v1/auth/invitations/${link.split('/').at(-1)}`, accept)).body;
    };
    const policy = (await admin.get<Version>('/v1/security-policy')).body;
    await act('PATCH /v1/security-policy', {}, { phishingResistantRoles: ['analyst'] }, policy);
    const { challenge } = await join<{ challenge: string }>(admin, 'required@rivertown.example', 'analyst');
    const { body } = await nobody().post<{ ceremony: string; options: { challenge: string } }>(
      '/v1/auth/passkey-enrolment',
      {
        challenge,
      },
    );
    const authenticator = new SoftwareAuthenticator('http://127.0.0.1:8080');
    const response = authenticator.create(body.options);
    const confirm = { challenge, ceremony: body.ceremony, response, name: 'Key' };
    const session = await act<{ accessToken: string }>('POST /v1/auth/passkey-enrolment/confirm', {}, confirm, {
      by: nobody(),
    });
    const hilltown = await newAdministrator(test, 'admin@hilltown.example');
    // As of somebody who came from a mail to the address.
    await test.ownerQuery('UPDATE accounts SET address_proven_at = now() WHERE email = $1', [
      'required@rivertown.example',
    ]);
    const also = await join<{ challenge: string }>(
      new Rest(test.address, hilltown),
      'required@rivertown.example',
      'agent',
    );
    const asked = await nobody().post<{ ceremony: string; options: { challenge: string } }>(
      '/v1/auth/passkey-options',
      { challenge: also.challenge },
    );
    await act(
      'POST /v1/auth/passkey',
      {},
      { ceremony: asked.body.ceremony, response: authenticator.get(asked.body.options) },
      { by: nobody() },
    );
    const { organizationId } = hilltown;
    await act('POST /v1/auth/switch', {}, { organizationId }, { by: new Rest(test.address, session) });
  });

  it('with service members and API keys', async () => {
    const service = await act<Version>('POST /v1/service-members', {}, { name: 'Form', roles: ['agent'], teamIds: [] });
    await act('PATCH /v1/service-members/{id}', { id: service.id }, { roles: ['read-only'] }, service);
    const rights = { scopes: ['inbox:read'], channelIds: null, allowedNetworks: null };
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const request = { serviceMemberId: service.id, name: 'Form', ...rights, expiresAt };
    const { id } = await act<{ id: string }>('POST /v1/api-keys', {}, request);
    const { key } = await act<{ key: string }>('POST /v1/api-keys/{id}/rotations', { id }, { overlapHours: 1 });
    const issued = await fetch(`${test.address}/v1/oauth/token`, {
      method: 'POST',
      headers: { 'X-Request-Id': 'token-request-id-1' },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: key }),
    });
    expect(issued.status).toBe(200);
    done.set('POST /v1/oauth/token', ['token-request-id-1']);
    await act('DELETE /v1/api-keys/{id}', { id });
    await act('DELETE /v1/service-members/{id}', { id: service.id });
  });

  it('with identity providers and a directory', async () => {
    const oidc = { issuer: 'https://idp.example', clientId: 'divan', authentication: 'private_key_jwt' };
    const settings = { kind: 'oidc', name: 'County', oidc, domains: ['rivertown.example'] };
    const { id, version } = await act<Version>('POST /v1/identity-providers', {}, settings);
    await act('PATCH /v1/identity-providers/{id}', { id }, { name: 'State' }, { version });
    const found = (await admin.get<{ domains: { dnsValue: string }[] }>(`/v1/identity-providers/${id}`)).body;
    const dns = vi.spyOn(test.app.get(TxtResolver, { strict: false }), 'resolve');
    dns.mockResolvedValue([found.domains[0]!.dnsValue]);
    await act('POST /v1/identity-providers/{id}/domains/{name}/verify', { id, name: 'rivertown.example' });
    dns.mockRestore();
    await act('POST /v1/identity-providers/{id}/test', { id });
    await act('DELETE /v1/identity-providers/{id}', { id }, undefined, { version: version + 2 });

    const by = await directoryKey();
    const user = await act<{ id: string }>(
      'POST /v1/scim/v2/Users',
      {},
      { userName: 'scim@rivertown.example' },
      { by },
    );
    await act('PUT /v1/scim/v2/Users/{id}', user, { userName: 'scim@rivertown.example', displayName: 'Scim' }, { by });
    const off = { op: 'replace', path: 'active', value: false };
    await act('PATCH /v1/scim/v2/Users/{id}', user, { Operations: [off] }, { by });
    const group = await act<{ id: string }>('POST /v1/scim/v2/Groups', {}, { displayName: 'Press' }, { by });
    await act('PUT /v1/scim/v2/Groups/{id}', group, { displayName: 'Press office' }, { by });
    const add = { op: 'add', path: 'members', value: [{ value: user.id }] };
    await act('PATCH /v1/scim/v2/Groups/{id}', group, { Operations: [add] }, { by });
    await act('DELETE /v1/scim/v2/Groups/{id}', group, undefined, { by });
    await act('DELETE /v1/scim/v2/Users/{id}', user, undefined, { by });
  });

  it('with channels, conversations and replies', async () => {
    const begun = await act<{ authorizationUrl: string }>(
      'POST /v1/channel-authorizations',
      {},
      { network: 'mastodon', settings: { instance: network.url } },
    );
    const channel = await act<Version>(
      'POST /v1/channel-authorizations/complete',
      {},
      await network.authorize(begun.authorizationUrl),
    );
    const team = await act<Version>('POST /v1/teams', {}, { name: 'Pool' });
    await act('PATCH /v1/channels/{id}', { id: channel.id }, { teamIds: [team.id] }, channel);
    await act('PATCH /v1/channels/{id}', { id: channel.id }, { teamIds: [] }, { version: channel.version + 1 });
    const citizen = await network.asCitizen('maria_lopez');
    await citizen('POST', '/api/v1/statuses', { status: '@rivertown Is the library open?' });
    const conversation = await eventually('the mention', async () => {
      const { body } = await admin.get<{ items: (Version & { lastMessage: { text: string } })[] }>(
        '/v1/conversations?limit=200',
      );
      return body.items.find(({ lastMessage }) => lastMessage.text.includes('library open'));
    });
    await act('PATCH /v1/conversations/{id}', { id: conversation.id }, { status: 'pending' }, conversation);
    const reply = await act<{ id: string }>(
      'POST /v1/conversations/{id}/messages',
      { id: conversation.id },
      { text: 'Yes.' },
    );
    await eventually('the delivery', async () => {
      const rows = await test.ownerQuery(`SELECT FROM reply_deliveries WHERE message_id = $1 AND state = 'sent'`, [
        reply.id,
      ]);
      return rows.length > 0;
    });
    expect(
      await test.ownerQuery(
        `SELECT FROM audit_events e JOIN audit_details d ON d.event_id = e.id WHERE e.kind = 'inbox.reply-outcome' AND e.object_id = $1 AND d.detail::json->'onBehalfOf'->>'id' = $2`,
        [reply.id, administrator.memberId],
      ),
    ).toHaveLength(1);
    await test.ownerQuery(
      `UPDATE reply_deliveries SET state = 'failed', lease_until = '-infinity' WHERE message_id = $1`,
      [reply.id],
    );
    await act('POST /v1/messages/{id}/retry', { id: reply.id });
  }, 60_000);

  it('with media, posts, approvals and publications', async () => {
    const approver = new Rest(
      test.address,
      await newMember(test, administrator, 'approver@rivertown.example', ['approver', 'publisher']),
    );
    const form = new FormData();
    const image = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    form.append('file', new Blob([new Uint8Array(image)], { type: 'image/png' }), 'red.png');
    const media = await act<Version>('POST /v1/media', {}, form);
    await act('PATCH /v1/media/{id}', { id: media.id }, { altText: 'A red square' }, media);
    const channelId = (await admin.get<{ items: { id: string }[] }>('/v1/channels')).body.items[0]!.id;
    await act('POST /v1/post-checks', {}, { variants: [{ channelId, text: 'x', mediaIds: [] }] });
    const draft = (): Promise<Version> =>
      act<Version>('POST /v1/posts', {}, { text: `Bridge ${randomUUID()}`, mediaIds: [], variants: [{ channelId }] });
    const thrown = await draft();
    await act('DELETE /v1/posts/{id}', { id: thrown.id }, undefined, thrown);
    const written = await draft();
    const post = await act<Version>('PATCH /v1/posts/{id}', { id: written.id }, { text: 'Bridge closed.' }, written);
    const submitted = await act<Version>('POST /v1/posts/{id}/submit', { id: post.id }, undefined, post);
    const withdrawn = await act<Version>('POST /v1/posts/{id}/withdraw', { id: post.id }, undefined, submitted);
    await act('POST /v1/posts/{id}/submit', { id: post.id }, undefined, withdrawn);
    const { items } = (
      await approver.get<{ items: { id: string; contentHash: string }[] }>('/v1/approval-requests?state=pending')
    ).body;
    await act(
      'POST /v1/approval-requests/{id}/decisions',
      { id: items[0]!.id },
      { decision: 'approve', contentHash: items[0]!.contentHash },
      { by: approver },
    );
    const publication = await eventually('the publication', async () => {
      const [found] = await test.ownerQuery<{ id: string }>(
        `SELECT id FROM publications WHERE post_id = $1 AND state = 'published'`,
        [post.id],
      );
      return found;
    });
    // As if its answer had been lost and the network did not have it, and then as if the network had refused it.
    const { publish } = test.app.get(ConnectorRegistry, { strict: false }).get('mastodon');
    const lost = vi.spyOn(publish!, 'reconcile').mockResolvedValue({ state: 'not_found', resendSafe: true });
    await test.ownerQuery(
      `UPDATE publications SET state = 'unknown', sending_since = now() - interval '1 hour' WHERE id = $1`,
      [publication.id],
    );
    await act('POST /v1/publications/{id}/reconcile', { id: publication.id });
    lost.mockRestore();
    await test.ownerQuery(`UPDATE publications SET state = 'rejected', sending_since = NULL WHERE id = $1`, [
      publication.id,
    ]);
    await act('POST /v1/publications/{id}/retry', { id: publication.id });
    // Approved after its time had passed.
    const late = await draft();
    await test.ownerQuery(
      `UPDATE posts SET state = 'approved', state_reason = '{"code":"publishing.approved_late"}' WHERE id = $1`,
      [late.id],
    );
    const { version } = (await admin.get<Version>(`/v1/posts/${late.id}`)).body;
    await act('POST /v1/posts/{id}/publish-now', { id: late.id }, undefined, { version });
  }, 60_000);

  it('with the audit log and the log itself', async () => {
    await test.app.get(LedgerIntegrator, { strict: false }).integrate(administrator.organizationId);
    const item = await act<{ id: string }>('POST /v1/audit-exports', {}, { format: 'csv', filter: { q: 'ada' } });
    await eventually(
      'the export',
      async () => (await admin.get<{ state: string }>(`/v1/audit-exports/${item.id}`)).body.state === 'done',
    );
    const content = await admin.get<string>(`/v1/audit-exports/${item.id}/content`);
    expect([content.status, content.headers.get('content-disposition')]).toEqual([
      200,
      expect.stringMatching(/^attachment; filename="audit-log-.*csv"$/),
    ]);
    await act('DELETE /v1/audit-exports/{id}', { id: item.id });
    const forwarder = await act<Version>(
      'POST /v1/audit-forwarders',
      {},
      { name: 'SIEM', url: 'https://siem.example/in', from: 'now', authorization: 'Bearer x' },
    );
    expect(JSON.stringify(forwarder)).not.toContain('Bearer');
    const paused = await act<Version>(
      'PATCH /v1/audit-forwarders/{id}',
      { id: forwarder.id },
      { state: 'paused' },
      forwarder,
    );
    await act('POST /v1/audit-forwarders/{id}/test', { id: forwarder.id });
    await act('DELETE /v1/audit-forwarders/{id}', { id: forwarder.id }, undefined, paused);
    const settings = (await admin.get<{ version: number }>('/v1/audit-settings')).body;
    await act('PATCH /v1/audit-settings', {}, { detailRetentionDays: 365 }, settings);
    expect((await admin.patch('/v1/audit-settings', { detailRetentionDays: 89 }, settings.version + 1)).status).toBe(
      400,
    );
    const log = (await admin.get<{ version: number }>('/v1/log')).body;
    await act('PATCH /v1/log', {}, { public: true }, log);
    await act('POST /v1/log/keys', {}, { reason: 'yearly' });
  }, 60_000);

  it('ends with what takes channels away', async () => {
    const { items } = (await admin.get<{ items: Version[] }>('/v1/channels')).body;
    await act('DELETE /v1/channels/{id}', { id: items[0]!.id }, undefined, items[0]!);
    await act('DELETE /v1/sessions');
  });

  it('has left an event under the id of its request, on every route that changes something [V16.3.3]', async () => {
    const missing = changing.filter((route) => !done.has(route) && !(route in EXCEPTIONS));
    expect(missing).toEqual([]);
    const silent: string[] = [];
    for (const [route, requestIds] of done)
      for (const requestId of requestIds)
        if (!(route in EXCEPTIONS) && (await kindsOf(requestId)).length === 0) silent.push(route);
    expect(silent).toEqual([]);
  });
});

describe('every kind', () => {
  it('that is declared is written by the feature that declares it', () => {
    const libs = join(__dirname, '..', '..', 'libs');
    const sources = readdirSync(libs, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.includes('/src/') && /^(?!.*(spec|fake)\.ts$).*\.ts$/.test(name),
    );
    const texts = new Map(sources.map((name) => [name, readFileSync(join(libs, name), 'utf8')]));
    const written = new Set<string>();
    for (const [file, text] of texts) {
      if (!file.endsWith('.events.ts')) continue;
      for (const [, constant, kind] of text.matchAll(/export const (\w+) = auditKind\(\s*'([^']+)'/g)) {
        const used = [...texts].some(([other, code]) => other !== file && new RegExp(`\\b${constant}\\b`).test(code));
        expect([kind, used]).toEqual([kind, true]);
        written.add(kind!);
      }
    }
    // Specs of the same process may have declared some of their own.
    const declared = auditKinds()
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('test.'));
    expect(declared.filter((name) => !written.has(name))).toEqual([]);
    expect(declared.length).toBeGreaterThan(50);
  });
});

describe('reading what is personal', () => {
  const seen = (kind: string): Promise<unknown[]> =>
    test.ownerQuery('SELECT FROM audit_events WHERE kind = $1', [kind]);

  it('leaves an event: a conversation, its messages, a person, records, the audit log, an export', async () => {
    const auditor = new Rest(
      test.address,
      await newMember(test, administrator, 'officer@rivertown.example', ['records-officer']),
    );
    const { items } = (
      await admin.get<{ items: { id: string; contact: { id: string } }[] }>('/v1/conversations?limit=1&status=pending')
    ).body;
    const [conversation] = items;
    for (const [path, kind] of [
      [`/v1/conversations/${conversation!.id}/messages`, 'contacts.contact-viewed'],
      ['/v1/records?after=-1&limit=5', 'archive.records-pulled'],
      ['/v1/audit-events?limit=1', 'audit.events-read'],
      ['/v1/audit-events?after=-1&limit=1', 'audit.events-pulled'],
    ] as const) {
      const before = (await seen(kind)).length;
      expect((await auditor.get(path)).status).toBe(200);
      expect([path, (await seen(kind)).length]).toEqual([path, before + 1]);
    }
    expect(await seen('audit.export-downloaded')).toHaveLength(1);
  });

  it('is refused to who may not, and that is an event, too', async () => {
    const reader = new Rest(
      test.address,
      await newMember(test, administrator, 'nobody@rivertown.example', ['read-only']),
    );
    const requestId = randomUUID();
    expect((await reader.send('GET', '/v1/audit-events', undefined, { 'X-Request-Id': requestId })).status).toBe(403);
    expect(await kindsOf(requestId)).toEqual(['auth.access-refused']);
  });
});
