import { InboxIngestion } from '@divan/inbox';
import { newId, openApiDocument, systemContext } from '@divan/platform';
import { createTestApp, type TestApp } from '../support/app';
import { eventually, Rest } from '../support/rest';
import { newAdministrator, newMember, type SignedIn } from '../support/sign-in';

interface Route {
  method: string;
  path: string;
  stepUp: boolean;
  access: { kind: 'permission' | 'authenticated' | 'public'; permission?: string; keys?: true };
}
interface Problem {
  code: string;
}
interface Items {
  items: { id: string; channel?: { id: string } }[];
}

/** What a key that is bound to channels may use at all. Whoever adds a route here has seen that it stays within them. */
const WITHIN_CHANNELS = [
  'GET /v1/channels',
  'GET /v1/channels/{id}',
  'GET /v1/networks',
  'GET /v1/conversations',
  'GET /v1/conversation-counts',
  'GET /v1/conversations/{id}',
  'PATCH /v1/conversations/{id}',
  'GET /v1/conversations/{id}/messages',
  'POST /v1/conversations/{id}/messages',
  'POST /v1/messages/{id}/retry',
  'POST /v1/media',
  'POST /v1/post-checks',
  'POST /v1/posts',
  'GET /v1/posts',
  'GET /v1/posts/{id}',
  'PATCH /v1/posts/{id}',
  'DELETE /v1/posts/{id}',
  'POST /v1/posts/{id}/submit',
  'POST /v1/posts/{id}/withdraw',
  'POST /v1/posts/{id}/publish-now',
  'POST /v1/publications/{id}/reconcile',
  'POST /v1/publications/{id}/retry',
];
const CHANNEL_SCOPES = [
  'inbox:read', 'inbox:reply', 'inbox:assign', 'inbox:resolve', 'posts:read', 'posts:write', 'posts:submit', 'media:write', 'channels:read',
]; // prettier-ignore

const LIMITS = {
  text: { max: 500, unit: 'characters' },
  media: { max: 4, types: ['image/png'], maxBytes: 1_000_000, altText: 'supported', altTextMax: 1500 },
  dataVersion: '1',
  expiresOn: '2999-01-01',
};

let test: TestApp;
let administrator: SignedIn;
let admin: Rest;
let serviceMemberId: string;
let routes: Route[];
const own = { channel: '', conversation: '', post: '' };
const other = { channel: '', conversation: '', post: '' };
let unbound: Rest;
let unboundKey: string;
let unboundId: string;
let bound: Rest;

const filled = (path: string): string =>
  path
    .replace('{leafIndex}', '0')
    .replace('{path}', '0/000')
    .replace(/\{\w+\}/g, '01a00000-0000-7000-8000-000000000000');
const named = ({ method, path }: Route): string => `${method} ${path}`;

async function keyWith(scopes: string[], channelIds: string[] | null): Promise<{ id: string; key: string }> {
  const { status, body } = await admin.post<{ id: string; key: string }>('/v1/api-keys', {
    serviceMemberId,
    name: 'Integration',
    scopes,
    channelIds,
    allowedNetworks: null,
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  });
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
}

async function channelWith(name: string, place: typeof own): Promise<void> {
  const { organizationId } = administrator;
  const channel = { id: newId(), network: 'mastodon', handle: `${name}@town.example`, remoteId: name };
  await test.ownerQuery(
    `INSERT INTO channels (id, organization_id, network, remote_id, handle, display_name, state, limits, connected_at)
     VALUES ($1, $2, 'mastodon', $3, $4, $3, 'active', $5, now())`,
    [channel.id, organizationId, channel.remoteId, channel.handle, JSON.stringify(LIMITS)],
  );
  await test.app.get(InboxIngestion, { strict: false }).receive(
    systemContext(organizationId),
    channel,
    [
      {
        remoteId: name,
        kind: 'mention',
        author: {
          remoteId: 'maria',
          handle: 'maria@town.example',
          displayName: 'Maria',
          avatarUrl: null,
          profileUrl: null,
        },
        text: `a word for ${name}`,
        language: 'en',
        sentAt: new Date().toISOString(),
        conversation: { remoteId: name, ref: { id: name } },
        remoteRef: { id: name },
        inReplyToRemoteId: null,
        reaction: null,
        media: [],
        url: null,
        payload: '{}',
      },
    ],
    '1',
    null,
  );
  const { items } = (await admin.get<Items>('/v1/conversations')).body;
  const post = await admin.post<{ id: string }>('/v1/posts', {
    text: `Only for ${name}.`,
    mediaIds: [],
    variants: [{ channelId: channel.id }],
  });
  expect(post.status).toBe(201);
  place.channel = channel.id;
  place.post = post.body.id;
  place.conversation = items.find((item) => item.channel?.id === channel.id)!.id;
}

beforeAll(async () => {
  test = await createTestApp();
  administrator = await newAdministrator(test);
  admin = new Rest(test.address, administrator);
  await channelWith('water', own);
  await channelWith('police', other);
  const service = await admin.post<{ id: string }>('/v1/service-members', {
    name: 'Integration',
    roles: ['administrator'],
    teamIds: [],
  });
  serviceMemberId = service.body.id;
  const document = openApiDocument(test.app);
  routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, { 'x-divan-access': Route['access']; 'x-divan-step-up'?: boolean }>).map(
      ([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        access: operation['x-divan-access'],
        stepUp: operation['x-divan-step-up'] === true,
      }),
    ),
  );
  const { permissions } = (await admin.get<{ permissions: string[] }>('/v1/me')).body;
  ({ id: unboundId, key: unboundKey } = await keyWith(
    permissions.filter((permission) => permission !== 'approvals:decide'),
    null,
  ));
  unbound = new Rest(test.address, { accessToken: unboundKey });
  bound = new Rest(test.address, { accessToken: (await keyWith(CHANNEL_SCOPES, [own.channel])).key });
}, 30_000);
afterAll(() => test.close());

describe('a key with everything that keys may have', () => {
  it('gets nowhere where a person must be, on any route, and fails nowhere on our side [V8.2.1]', async () => {
    for (const route of routes.filter(({ access, path }) => access.kind !== 'public' && path !== '/v1/events')) {
      const persons = route.stepUp || (route.access.kind === 'authenticated' && !route.access.keys);
      const body = route.method === 'GET' || route.method === 'DELETE' ? undefined : {};
      const answer = await unbound.send<Problem>(route.method, filled(route.path), body, { 'If-Match': '"1"' });
      if (persons) expect([named(route), answer.body.code]).toEqual([named(route), 'auth.person_required']);
      else if (route.access.permission === 'approvals:decide')
        expect([named(route), answer.body.code]).toEqual([named(route), 'auth.permission_missing']);
      else
        expect([named(route), answer.status < 500, answer.body.code]).not.toEqual([
          named(route),
          false,
          answer.body.code,
        ]);
    }
  });

  it('writes and resolves under its own name', async () => {
    const post = await unbound.post<{ id: string; author: { name: string } }>('/v1/posts', {
      text: 'Water will be off on Mill Street.',
      mediaIds: [],
      variants: [{ channelId: own.channel }],
    });
    expect([post.status, post.body.author.name]).toEqual([201, 'Integration']);
    const path = `/v1/conversations/${own.conversation}`;
    const changed = await unbound.send('PATCH', path, { status: 'resolved' }, { 'If-Match': '*' });
    expect(changed.status).toBe(200);
    const events = await test.ownerQuery(
      `SELECT FROM audit_events WHERE object_id = ANY($1) AND actor_kind = 'key' AND actor_id = $2`,
      [[post.body.id, own.conversation], unboundId],
    );
    expect(events).toHaveLength(2);
    await unbound.send('PATCH', path, { status: 'open' }, { 'If-Match': '*' });
  });
});

describe('whoever knows a key', () => {
  it('approves nothing that was written or submitted with it', async () => {
    const text = 'By a program.';
    const post = await unbound.post<{ id: string; version: number }>('/v1/posts', {
      text,
      mediaIds: [],
      variants: [{ channelId: own.channel }],
    });
    const submitted = await unbound.send('POST', `/v1/posts/${post.body.id}/submit`, undefined, { 'If-Match': '*' });
    expect([submitted.status, submitted.body]).toEqual([200, expect.objectContaining({ state: 'in_review' })]);
    const rotator = new Rest(
      test.address,
      await newMember(test, administrator, 'second@rivertown.example', ['administrator']),
    );
    expect((await rotator.post(`/v1/api-keys/${unboundId}/rotations`, { overlapHours: 72 })).status).toBe(201);
    const approver = new Rest(
      test.address,
      await newMember(test, administrator, 'third@rivertown.example', ['approver']),
    );
    const decide = async (by: Rest): Promise<string> => {
      const { items } = (await by.get<{ items: { id: string; contentHash: string }[] }>('/v1/approval-requests')).body;
      const [{ id, contentHash }] = items as [{ id: string; contentHash: string }];
      const { status, body } = await by.post<Problem>(`/v1/approval-requests/${id}/decisions`, {
        decision: 'approve',
        contentHash,
      });
      return `${status} ${body.code}`;
    };
    expect(await decide(admin)).toBe('403 approvals.own_post');
    expect(await decide(rotator)).toBe('403 approvals.own_post');
    expect(await decide(approver)).toMatch(/^20/);
  });
});

describe('a key that is bound to a channel', () => {
  it('is shut out of every route that does not say that it stays within channels [V8.2.1]', async () => {
    const asked = routes.filter(({ access, stepUp }) => access.kind !== 'public' && !stepUp);
    for (const route of asked.filter(({ access }) => access.kind === 'permission' || access.keys)) {
      const body = route.method === 'GET' || route.method === 'DELETE' ? undefined : {};
      const answer = await bound.send<Problem>(route.method, filled(route.path), body, { 'If-Match': '"1"' });
      const refused = answer.body.code === 'auth.channel_bound';
      expect([named(route), refused]).toEqual([named(route), !WITHIN_CHANNELS.includes(named(route))]);
    }
  });

  it('sees its own channel and nothing of the others [V8.2.2]', async () => {
    for (const path of [
      '/v1/channels',
      '/v1/conversations',
      '/v1/posts',
      '/v1/conversations?q=word',
      '/v1/posts?state=draft',
    ]) {
      const text = JSON.stringify((await bound.get(path)).body);
      for (const id of Object.values(other)) expect([path, text.includes(id)]).toEqual([path, false]);
    }
    expect((await bound.get<Items>('/v1/conversations')).body.items.map(({ id }) => id)).toEqual([own.conversation]);
    expect((await bound.get<{ open: number }>('/v1/conversation-counts')).body.open).toBe(1);
    expect((await bound.get<Items>(`/v1/conversations?channelId=${other.channel}`)).body.items).toEqual([]);
    for (const [method, path, body] of [
      ['GET', `/v1/channels/${other.channel}`],
      ['GET', `/v1/conversations/${other.conversation}`],
      ['PATCH', `/v1/conversations/${other.conversation}`, { status: 'resolved' }],
      ['GET', `/v1/conversations/${other.conversation}/messages`],
      ['POST', `/v1/conversations/${other.conversation}/messages`, { text: 'x' }],
      ['GET', `/v1/posts/${other.post}`],
      ['PATCH', `/v1/posts/${other.post}`, { text: 'x' }],
      ['DELETE', `/v1/posts/${other.post}`],
      ['POST', `/v1/posts/${other.post}/submit`],
    ] as [string, string, object?][]) {
      const { status } = await bound.send(method, path, body, { 'If-Match': '"1"' });
      expect([method, path, status]).toEqual([method, path, 404]);
    }
    for (const [method, path] of [
      ['GET', `/v1/conversations/${own.conversation}`],
      ['GET', `/v1/posts/${own.post}`],
      ['GET', `/v1/channels/${own.channel}`],
    ] as const)
      expect([path, (await bound.send(method, path)).status]).toEqual([path, 200]);
  });

  it('neither writes for other channels nor sees posts that have none yet', async () => {
    const elsewhere = { text: 'x', mediaIds: [], variants: [{ channelId: other.channel }] };
    expect((await bound.post('/v1/posts', elsewhere)).status).toBe(422);
    const moved = await bound.send(
      'PATCH',
      `/v1/posts/${own.post}`,
      { variants: elsewhere.variants },
      { 'If-Match': '*' },
    );
    expect(moved.status).toBe(422);
    const draft = await admin.post<{ id: string }>('/v1/posts', {
      text: 'Not yet decided.',
      mediaIds: [],
      variants: [],
    });
    expect((await bound.get(`/v1/posts/${draft.body.id}`)).status).toBe(404);
    expect(JSON.stringify((await bound.get('/v1/posts')).body)).not.toContain(draft.body.id);
    const both = await admin.post<{ id: string }>('/v1/posts', {
      text: 'For both.',
      mediaIds: [],
      variants: [{ channelId: own.channel }, { channelId: other.channel }],
    });
    expect((await bound.get(`/v1/posts/${both.body.id}`)).status).toBe(404);
  });

  it('is made for channels that exist, and with scopes that stay within them', async () => {
    const request = {
      serviceMemberId,
      name: 'x',
      allowedNetworks: null,
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    };
    for (const [body, pointer] of [
      [{ scopes: ['inbox:read'], channelIds: [own.channel, newId()] }, '/channelIds/1'],
      [{ scopes: ['inbox:read', 'records:read'], channelIds: [own.channel] }, '/scopes/1'],
      [{ scopes: ['contacts:read'], channelIds: [own.channel] }, '/scopes/0'],
    ] as const) {
      const answer = await admin.post<{ errors: { pointer: string }[] }>('/v1/api-keys', { ...request, ...body });
      expect([answer.status, answer.body.errors[0]?.pointer]).toEqual([422, pointer]);
    }
  });

  it('follows no stream, and an unbound one does', async () => {
    expect((await bound.get<Problem>('/v1/events')).body.code).toBe('auth.channel_bound');
    const aborted = new AbortController();
    const stream = await fetch(`${test.address}/v1/events`, {
      headers: { Authorization: `Bearer ${unboundKey}` },
      signal: aborted.signal,
    });
    expect(stream.status).toBe(200);
    const reader = stream.body!.getReader();
    await admin.send('PATCH', `/v1/conversations/${own.conversation}`, { status: 'pending' }, { 'If-Match': '*' });
    let heard = '';
    await eventually('the change', async () => {
      heard += Buffer.from((await reader.read()).value ?? []).toString();
      return heard.includes(own.conversation);
    });
    aborted.abort();
  });
});
