import { beforeEach, describe, expect, it } from 'vitest';
import { FakeApi, problem } from '../test/fake-api';
import { api } from './client';
import { ProblemError } from './problem';
import { beginSession, endSession, sessionStatus } from './session';

const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

describe('client', () => {
  let fake: FakeApi;
  const refreshes = () => fake.requests.filter(({ path }) => path === '/auth/refresh');

  beforeEach(() => {
    fake = new FakeApi();
    fake.install();
    beginSession({ accessToken: 'first', expiresAt: soon(600_000) });
  });

  it('sends the token, an idempotency key with each POST, and the version as an entity tag', async () => {
    await api.post('/teams', { name: 'A' });
    await api.patch('/members/m', {}, { ifMatch: 3 });
    const [post, patch] = fake.requests;
    expect(post?.headers.authorization).toBe('Bearer first');
    expect(post?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(patch?.headers['if-match']).toBe('"3"');
    expect(patch?.headers['idempotency-key']).toBeUndefined();
  });

  it('renews an expiring token once for calls made together', async () => {
    beginSession({ accessToken: 'old', expiresAt: soon(1000) });
    await Promise.all([api.get('/me'), api.get('/teams'), api.get('/roles')]);
    expect(refreshes()).toHaveLength(1);
    expect(refreshes()[0]?.headers['x-divan-client']).toBe('web');
    expect(fake.requests.filter(({ path }) => path === '/me')[0]?.headers.authorization).toBe('Bearer token');
  });

  it('repeats a call once after a 401', async () => {
    let calls = 0;
    fake.overrides.set('GET /me', () =>
      ++calls === 1 ? problem(401, 'auth.not_signed_in') : { status: 200, body: {} },
    );
    await api.get('/me');
    expect(calls).toBe(2);
  });

  it('sends a wrong code once: it is no reason to renew the token', async () => {
    fake.overrides.set('POST /auth/step-up', () => problem(401, 'auth.invalid_code'));
    await expect(api.post('/auth/step-up', { code: '000000' })).rejects.toMatchObject({ code: 'auth.invalid_code' });
    expect(fake.requests.map(({ path }) => path)).toEqual(['/auth/step-up']);
  });

  it('is signed out when the session cannot be renewed', async () => {
    fake.signedIn = false;
    fake.overrides.set('GET /me', () => problem(401, 'auth.session_ended'));
    await expect(api.get('/me')).rejects.toMatchObject({ status: 401 });
    expect(sessionStatus()).toBe('signed-out');
  });

  it('throws problems with their code and the errors of single fields', async () => {
    fake.overrides.set('POST /invitations', () => ({
      status: 422,
      body: { status: 422, code: 'platform.invalid_request', errors: [{ pointer: '/teamIds/0', detail: 'unknown' }] },
    }));
    const error = await api.post('/invitations', {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).code).toBe('platform.invalid_request');
    expect((error as ProblemError).fieldErrors()).toEqual({ 'teamIds.0': 'unknown' });
  });

  it('names an unreachable server and an answer that is no problem document', async () => {
    globalThis.fetch = () => Promise.reject(new TypeError('offline'));
    await expect(api.get('/me')).rejects.toMatchObject({ code: 'network.unreachable', status: 0 });
    globalThis.fetch = () => Promise.resolve(new Response('<html>', { status: 502 }));
    await expect(api.get('/me')).rejects.toMatchObject({ code: 'http.502' });
  });

  it('sends nothing with a token after sign-out', async () => {
    endSession(false);
    await api.get('/teams').catch(() => undefined);
    expect(fake.requests.at(-1)?.headers.authorization).toBeUndefined();
  });
});
