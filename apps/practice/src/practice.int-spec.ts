import { createHash, randomBytes } from 'node:crypto';
import {
  createOAuthAPIClient,
  createRestAPIClient,
  createStreamingAPIClient,
  type mastodon,
  MastoHttpError,
} from 'masto';
import { Client } from 'pg';
import sharp from 'sharp';
import { startPractice, type RunningPractice } from './server';

const PASSWORD = 'river-practice-password';
const REDIRECT = 'http://127.0.0.1:9/authorized';
type Rest = mastodon.rest.Client;

const adminUrl = process.env.DIVAN_TEST_DATABASE_URL ?? '';
const databaseName = `divan_test_${process.env.DIVAN_TEST_RUN ?? process.pid}_practice`;
let databaseUrl = '';
let practice: RunningPractice;
let city: Rest;
let cityToken = '';
let citizen: Rest;

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const start = (): Promise<RunningPractice> =>
  startPractice({ databaseUrl, port: 0, publicUrl: null, seed: 'rivertown', password: PASSWORD, rateLimit: 5000 });

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(practice.url + path, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' });

interface SignedIn {
  clientId: string;
  clientSecret: string;
  accessToken: string;
}

/** Registers an application and signs in as a browser does, with PKCE. */
async function signIn(username: string, scopes = 'read write follow'): Promise<SignedIn> {
  const rest = createRestAPIClient({ url: practice.url });
  const application = await rest.v1.apps.create({ clientName: 'Spec', redirectUris: REDIRECT, scopes });
  const clientId = application.clientId ?? '';
  const clientSecret = application.clientSecret ?? '';
  const verifier = randomBytes(32).toString('base64url');
  const asked = {
    client_id: clientId,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: scopes,
    state: 'kept',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  const form = await fetch(`${practice.url}/oauth/authorize?${new URLSearchParams(asked).toString()}`);
  expect(await form.text()).toContain('City of Rivertown');
  const origin = { origin: practice.url };
  const refused = await post('/oauth/authorize', { ...asked, username, password: 'wrong' }, origin);
  expect(refused.status).toBe(422);
  const allowed = await post('/oauth/authorize', { ...asked, username, password: PASSWORD }, origin);
  const back = new URL(allowed.headers.get('location') ?? '');
  expect(back.searchParams.get('state')).toBe('kept');
  const grant = {
    grantType: 'authorization_code' as const,
    clientId,
    clientSecret,
    redirectUri: REDIRECT,
    code: back.searchParams.get('code') ?? '',
  };
  const oauth = createOAuthAPIClient({ url: practice.url });
  const token = await oauth.token.create({ ...grant, codeVerifier: verifier } as typeof grant);
  await expect(oauth.token.create({ ...grant, codeVerifier: verifier } as typeof grant)).rejects.toThrow(
    'invalid_grant',
  );
  return { clientId, clientSecret, accessToken: token.accessToken };
}

const as = (accessToken: string): Rest => createRestAPIClient({ url: practice.url, accessToken });

async function play(account: string): Promise<Rest> {
  const response = await fetch(`${practice.url}/page/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: practice.url },
    body: JSON.stringify({ account }),
  });
  const { access_token: accessToken } = (await response.json()) as { access_token: string };
  return as(accessToken);
}

const failure = async (promise: PromiseLike<unknown>): Promise<[number, string]> => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof MastoHttpError) return [error.statusCode, error.message];
    throw error;
  }
  throw new Error('did not fail');
};

const picture = async (): Promise<Buffer> =>
  sharp({ create: { width: 6, height: 4, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();

beforeAll(async () => {
  await onServer(`DROP DATABASE IF EXISTS ${databaseName} WITH (FORCE)`);
  await onServer(`CREATE DATABASE ${databaseName}`);
  const url = new URL(adminUrl);
  url.pathname = `/${databaseName}`;
  databaseUrl = url.toString();
  practice = await start();
  cityToken = (await signIn('rivertown')).accessToken;
  city = as(cityToken);
  citizen = await play('maria_lopez');
}, 60_000);

afterAll(async () => {
  await practice?.close();
  await onServer(`DROP DATABASE IF EXISTS ${databaseName} WITH (FORCE)`);
});

describe('the practice network, with masto as the client', () => {
  it('describes itself, its limits and its authorization server', async () => {
    const v2 = await citizen.v2.instance.fetch();
    expect(v2.configuration.statuses).toEqual({
      maxCharacters: 500,
      maxMediaAttachments: 4,
      charactersReservedPerUrl: 23,
    });
    expect(v2.version).toBe('4.4.0 (compatible; Divan practice network)');
    expect((await citizen.v1.instance.fetch()).uri).toBe(v2.domain);
    const discovery = await fetch(`${practice.url}/.well-known/oauth-authorization-server`);
    expect(await discovery.json()).toMatchObject({ code_challenge_methods_supported: ['S256'] });
    expect(await (await fetch(`${practice.url}/health`)).json()).toEqual({ status: 'ok' });
  });

  it('has a lively week: at least sixty inbound items over seven days', async () => {
    const items: mastodon.v1.Notification[] = [];
    for await (const page of city.v1.notifications.list({ limit: 40 })) items.push(...page);
    expect(items.length).toBeGreaterThanOrEqual(60);
    expect(new Set(items.map((item) => item.id)).size).toBe(items.length);
    const days = new Set(items.map((item) => item.createdAt.slice(0, 10)));
    expect(days.size).toBeGreaterThanOrEqual(6);
    expect(items.some((item) => item.status?.language === 'fa')).toBe(true);
    expect(items.every((item) => Date.parse(item.createdAt) <= Date.now())).toBe(true);
  });

  it('signs in by OAuth, keeps to scopes and revokes', async () => {
    const reader = await signIn('rivertown_parks', 'read');
    const parks = as(reader.accessToken);
    expect((await parks.v1.accounts.verifyCredentials()).acct).toBe('rivertown_parks');
    expect(await failure(parks.v1.statuses.create({ status: 'no' }))).toEqual([
      403,
      'This action is outside the authorized scopes',
    ]);
    const revoked = await post('/oauth/revoke', {
      client_id: reader.clientId,
      client_secret: reader.clientSecret,
      token: reader.accessToken,
    });
    expect(revoked.status).toBe(200);
    expect(await failure(parks.v1.accounts.verifyCredentials())).toEqual([401, 'The access token is invalid']);
  });

  it('registers an account with an application token', async () => {
    const application = await createRestAPIClient({ url: practice.url }).v1.apps.create({
      clientName: 'Spec',
      redirectUris: REDIRECT,
      scopes: 'read write',
    });
    const response = await post('/oauth/token', {
      grant_type: 'client_credentials',
      client_id: application.clientId ?? '',
      client_secret: application.clientSecret ?? '',
      scope: 'read write',
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    const registered = await as(token).v1.accounts.create({
      username: 'newcomer',
      email: 'newcomer@example.org',
      password: 'long enough',
      agreement: true,
      locale: 'en',
    });
    expect((await as(registered.accessToken).v1.accounts.verifyCredentials()).acct).toBe('newcomer');
  });

  it('notifies of a mention once, and never of what one does oneself', async () => {
    const domain = new URL(practice.url).host;
    const status = await citizen.v1.statuses.create({
      status: `@rivertown@${domain} hello <b> & @rivertown #Snow2026`,
    });
    expect(status.content).toContain('<span class="h-card" translate="no"><a href="');
    expect(status.content).toContain('&lt;b&gt; &amp;');
    expect(status.mentions.map((mention) => mention.acct)).toEqual(['rivertown']);
    expect(status.tags.map((tag) => tag.name)).toEqual(['snow2026']);
    const [newest, next] = await city.v1.notifications.list({ types: ['mention'], limit: 2 });
    expect(newest?.status?.id).toBe(status.id);
    expect(next?.status?.id).not.toBe(status.id);
    expect((await city.v1.notifications.$select(newest?.id ?? '').fetch()).id).toBe(newest?.id);
    await city.v1.statuses.create({ status: 'Talking of @rivertown' });
    const [still] = await city.v1.notifications.list({ limit: 1 });
    expect(still?.id).toBe(newest?.id);
  });

  it('pages notifications by since_id and min_id without loss', async () => {
    const [last] = await city.v1.notifications.list({ limit: 1 });
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      made.push((await citizen.v1.statuses.create({ status: `@rivertown number ${index}` })).id);
    }
    const upwards = await city.v1.notifications.list({ minId: last?.id, limit: 2 });
    expect(upwards.map((item) => item.status?.id)).toEqual([made[1], made[0]]);
    const newest = await city.v1.notifications.list({ sinceId: last?.id, limit: 3 });
    expect(newest.map((item) => item.status?.id)).toEqual([made[4], made[3], made[2]]);
    expect(await city.v1.notifications.list({ sinceId: last?.id, excludeTypes: ['mention'] })).toEqual([]);
  });

  it('publishes once for one idempotency key', async () => {
    const requestInit = { headers: new Headers({ 'Idempotency-Key': 'key-1' }) };
    const results = await Promise.all(
      Array.from({ length: 8 }, () => city.v1.statuses.create({ status: 'Only once' }, { requestInit })),
    );
    expect(new Set(results.map((status) => status.id)).size).toBe(1);
    const other = await citizen.v1.statuses.create({ status: 'Only once' }, { requestInit });
    expect(other.id).not.toBe(results[0]?.id);
  });

  it('refuses what Mastodon refuses, in its words', async () => {
    expect(await failure(city.v1.statuses.create({ status: ' ' }))).toEqual([
      422,
      "Validation failed: Text can't be blank",
    ]);
    expect((await failure(city.v1.statuses.create({ status: 'x'.repeat(501) })))[0]).toBe(422);
    const long = `${'x'.repeat(476)} https://example.org/${'y'.repeat(300)}`;
    expect((await city.v1.statuses.create({ status: long })).content).toContain('class="ellipsis"');
    expect(await failure(city.v1.statuses.$select('1').fetch())).toEqual([404, 'Record not found']);
    expect(await failure(city.v1.statuses.$select('nonsense').fetch())).toEqual([404, 'Record not found']);
    expect((await failure(as('nothing').v1.notifications.list()))[0]).toBe(401);
    const theirs = await citizen.v1.statuses.create({ status: 'Mine' });
    expect((await failure(city.v1.statuses.$select(theirs.id).remove()))[0]).toBe(404);
  });

  it('keeps direct messages between those they name, and offers them as conversations', async () => {
    const stranger = await play('dev_patel');
    const sent = await citizen.v1.statuses.create({ status: '@rivertown between us', visibility: 'direct' });
    expect((await failure(stranger.v1.statuses.$select(sent.id).fetch()))[0]).toBe(404);
    const [conversation] = await city.v1.conversations.list({ limit: 1 });
    expect(conversation?.lastStatus?.id).toBe(sent.id);
    expect(conversation?.unread).toBe(true);
    expect(conversation?.accounts.map((account) => account.acct)).toEqual(['maria_lopez']);
    expect((await city.v1.conversations.$select(conversation?.id ?? '').read()).unread).toBe(false);
    const answer = await city.v1.statuses.create({
      status: '@maria_lopez of course',
      visibility: 'direct',
      inReplyToId: sent.id,
    });
    const [theirs] = await citizen.v1.conversations.list({ limit: 1 });
    expect(theirs?.lastStatus?.id).toBe(answer.id);
    expect(theirs?.unread).toBe(true);
    const context = await citizen.v1.statuses.$select(answer.id).context.fetch();
    expect(context.ancestors.map((status) => status.id)).toEqual([sent.id]);
    const timeline = await citizen.v1.timelines.public.list({ limit: 40 });
    expect(timeline.some((status) => status.visibility === 'direct')).toBe(false);
  });

  it('edits, keeps the history, reads the source and deletes', async () => {
    const { id } = await city.v1.statuses.create({ status: 'Open until 5' });
    const edited = await city.v1.statuses.$select(id).update({ status: 'Open until 6' });
    expect(edited.editedAt).not.toBeNull();
    const history = await city.v1.statuses.$select(id).history.list();
    expect(history.map((version) => version.content)).toEqual(['<p>Open until 5</p>', '<p>Open until 6</p>']);
    expect((await city.v1.statuses.$select(id).source.fetch()).text).toBe('Open until 6');
    const gone = await city.v1.statuses.$select(id).remove();
    expect(gone.text).toBe('Open until 6');
    expect((await failure(city.v1.statuses.$select(id).fetch()))[0]).toBe(404);
  });

  it('favourites and boosts, tells the author, and takes both back', async () => {
    const { id } = await city.v1.statuses.create({ status: 'New playground' });
    expect((await citizen.v1.statuses.$select(id).favourite()).favourited).toBe(true);
    const boost = await citizen.v1.statuses.$select(id).reblog({ visibility: 'public' });
    expect(boost.reblog?.id).toBe(id);
    const news = await city.v1.notifications.list({ types: ['favourite', 'reblog'], limit: 2 });
    expect(news.map((item) => item.type)).toEqual(['reblog', 'favourite']);
    const [fan] = await city.v1.statuses.$select(id).favouritedBy.list();
    expect(fan?.acct).toBe('maria_lopez');
    expect(await city.v1.statuses.$select(id).rebloggedBy.list()).toHaveLength(1);
    expect((await citizen.v1.statuses.$select(id).unfavourite()).favouritesCount).toBe(0);
    expect((await citizen.v1.statuses.$select(id).unreblog()).reblogsCount).toBe(0);
  });

  it('takes pictures with descriptions and serves the very bytes', async () => {
    const bytes = await picture();
    const file = new Blob([new Uint8Array(bytes)], { type: 'image/png' });
    const media = await city.v2.media.create({ file, description: 'A teal field', skipPolling: true });
    expect(media.description).toBe('A teal field');
    const changed = await city.v1.media.$select(media.id).update({ description: 'A small teal field' });
    expect(changed.description).toBe('A small teal field');
    const status = await city.v1.statuses.create({ status: 'Look', mediaIds: [media.id] });
    expect(status.mediaAttachments[0]).toMatchObject({ type: 'image', description: 'A small teal field' });
    const served = await fetch(media.url ?? '');
    expect(served.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
    const text = new Blob(['not a picture'], { type: 'image/png' });
    expect((await failure(city.v2.media.create({ file: text, skipPolling: true })))[0]).toBe(422);
    const huge = new Blob([new Uint8Array(17 * 1024 * 1024)], { type: 'image/png' });
    expect((await failure(city.v2.media.create({ file: huge, skipPolling: true })))[0]).toBe(413);
    expect((await failure(citizen.v1.statuses.create({ status: 'x', mediaIds: [media.id] })))[0]).toBe(422);
  });

  it('finds accounts and pages through their statuses by Link', async () => {
    const found = await citizen.v1.accounts.lookup({ acct: 'rivertown' });
    expect((await citizen.v1.accounts.search.list({ q: 'rivertown_tr' }))[0]?.acct).toBe('rivertown_transit');
    const ids: string[] = [];
    for await (const page of citizen.v1.accounts.$select(found.id).statuses.list({ limit: 4 })) {
      ids.push(...page.map((status) => status.id));
    }
    expect(ids.length).toBeGreaterThan(8);
    expect(ids).toEqual([...ids].sort((a, b) => (BigInt(a) > BigInt(b) ? -1 : 1)));
    expect((await citizen.v1.timelines.home.list({ limit: 5 })).length).toBe(5);
  });

  it('says how many requests are left', async () => {
    const response = await fetch(`${practice.url}/api/v1/instance`);
    expect(response.headers.get('x-ratelimit-limit')).toBe('5000');
    expect(Number(response.headers.get('x-ratelimit-remaining'))).toBeLessThan(5000);
    expect(Date.parse(response.headers.get('x-ratelimit-reset') ?? '')).toBeGreaterThan(Date.now());
  });

  it('streams notifications and conversations over WebSocket', async () => {
    const streaming = createStreamingAPIClient({
      streamingApiUrl: practice.url.replace('http', 'ws'),
      accessToken: cityToken,
    });
    await streaming.prepare();
    const events = streaming.user.subscribe().values();
    const conversations = streaming.direct.subscribe().values();
    const next = [events.next(), conversations.next()] as const;
    await new Promise((resolve) => setTimeout(resolve, 300));
    const status = await citizen.v1.statuses.create({ status: '@rivertown live' });
    expect((await next[0]).value).toMatchObject({ event: 'notification', payload: { status: { id: status.id } } });
    await citizen.v1.statuses.$select(status.id).remove();
    expect((await events.next()).value).toMatchObject({ event: 'delete', payload: status.id });
    await citizen.v1.statuses.create({ status: '@rivertown live and direct', visibility: 'direct' });
    expect((await next[1]).value).toMatchObject({ event: 'conversation', payload: { unread: true } });
    streaming.close();
  });

  it('streams public posts as server-sent events', async () => {
    expect(await (await fetch(`${practice.url}/api/v1/streaming/health`)).text()).toBe('OK');
    const stop = new AbortController();
    const response = await fetch(`${practice.url}/api/v1/streaming/public`, { signal: stop.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const status = await city.v1.statuses.create({ status: 'To everyone' });
    let text = '';
    while (!text.includes('\n\n')) text += (await reader?.read())?.value ?? '';
    expect(text).toContain('event: update\ndata: {');
    expect(text).toContain(status.id);
    stop.abort();
  });

  it('lets the page play citizens only, and only from the page itself', async () => {
    const body = JSON.stringify({ account: 'maria_lopez' });
    const json = { 'content-type': 'application/json' };
    const foreign = await fetch(`${practice.url}/page/sign-in`, {
      method: 'POST',
      body,
      headers: { ...json, origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
    const asCity = await fetch(`${practice.url}/page/sign-in`, {
      method: 'POST',
      body: JSON.stringify({ account: 'rivertown' }),
      headers: { ...json, origin: practice.url },
    });
    expect(asCity.status).toBe(403);
    const page = await fetch(`${practice.url}/`, { headers: { 'accept-language': 'fa' } });
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(await page.text()).toContain('<html lang="fa" dir="rtl">');
  });

  it('keeps everything over a restart, and does not seed twice', async () => {
    const before = (await citizen.v1.instance.fetch()).stats;
    await practice.close();
    practice = await start();
    const after = await as(cityToken).v1.instance.fetch();
    expect(after.stats).toEqual(before);
    expect((await as(cityToken).v1.accounts.verifyCredentials()).acct).toBe('rivertown');
  });
});
