import { beforeEach, describe, expect, it } from 'vitest';
import { FakeApi, problem } from '../test/fake-api';
import { api } from './client';
import {
  beginSession,
  endSession,
  lockedMember,
  lockSession,
  rememberMember,
  resumeLock,
  sessionStatus,
  unlockSession,
} from './session';

const sara = { id: 'm-sara', organizationId: 'o-1', email: 'sara@rivertown.example', name: 'Sara Ahmadi' };
const session = (accessToken: string) => ({ accessToken, expiresAt: new Date(Date.now() + 600_000).toISOString() });

describe('a locked page', () => {
  let fake: FakeApi;

  beforeEach(() => {
    fake = new FakeApi();
    fake.install();
    endSession(false);
    beginSession(session('first'));
    rememberMember(sara);
  });

  it('has no token any more, and keeps what is asked for until its member is back', async () => {
    lockSession();
    const answer = api.get('/teams');
    await new Promise((done) => setTimeout(done, 10));
    expect(fake.requests).toEqual([]);
    unlockSession(session('second'));
    await answer;
    expect(fake.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/teams', 'Bearer second'],
    ]);
  });

  it('locks when the session turns out to have ended, and repeats the same request afterwards', async () => {
    fake.signedIn = false;
    let refused = false;
    fake.overrides.set('POST /teams', () => {
      if (refused) return { status: 201, body: { id: 't' } };
      refused = true;
      return problem(401, 'auth.session_ended');
    });
    const made = api.post('/teams', { name: 'A' });
    while (sessionStatus() !== 'locked') await new Promise((done) => setTimeout(done, 1));
    unlockSession(session('second'));
    expect(await made).toEqual({ id: 't' });
    const [first, second] = fake.requests.filter(({ path }) => path === '/teams');
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
  });

  it('fails what was asked for when somebody else signs in instead', async () => {
    lockSession();
    const answer = api.get('/teams').catch((error: unknown) => error);
    fake.overrides.set('GET /teams', ({ headers }) =>
      headers.authorization ? { status: 200, body: {} } : problem(401, 'auth.not_signed_in'),
    );
    endSession();
    expect(await answer).toMatchObject({ status: 401 });
  });

  it('lets a call go that nobody waits for any more', async () => {
    lockSession();
    const abort = new AbortController();
    const answer = api.get('/teams', { signal: abort.signal }).catch((error: unknown) => error);
    abort.abort();
    expect(await answer).toBe(abort.signal.reason);
  });

  it('is still locked after a reload, and not after signing out', () => {
    sessionStorage.setItem('divan-draft-1', 'half a sentence');
    lockSession();
    expect(resumeLock()).toBe(true);
    expect(lockedMember()).toEqual(sara);
    expect(sessionStorage.getItem('divan-draft-1')).toBe('half a sentence');
    endSession(false);
    expect(resumeLock()).toBe(false);
  });

  it('is no lock but the end where nobody is known to come back', () => {
    endSession(false);
    beginSession(session('first'));
    lockSession();
    expect(sessionStatus()).toBe('signed-out');
  });
});
