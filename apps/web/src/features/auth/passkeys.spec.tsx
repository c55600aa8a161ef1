import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sessionStatus } from '../../api/session';
import { problem, type FakeAnswer, type FakeRequest } from '../../test/fake-api';
import { renderScreen } from '../../test/render';
import { SignInPage } from './sign-in-page';

const browser = vi.hoisted(() => ({
  startAuthentication: vi.fn(),
  startRegistration: vi.fn(),
  browserSupportsWebAuthnAutofill: vi.fn(async () => false),
  WebAuthnAbortService: { cancelCeremony: vi.fn() },
}));
vi.mock('@simplewebauthn/browser', () => browser);

const session = () => ({ accessToken: 'token', expiresAt: new Date(Date.now() + 600_000).toISOString() });
const ok = (body: unknown): FakeAnswer => ({ status: 200, body });
type Answers = Record<string, (request: FakeRequest) => FakeAnswer>;

const passkeyAnswers: Answers = {
  'POST /auth/passkey-options': ({ body }) =>
    ok({ ceremony: `of ${String(body.challenge)}`, options: { challenge: 'q' } }),
  'POST /auth/passkey': () => ok(session()),
};

async function openSignIn(answers: Answers) {
  const rendered = await renderScreen(<SignInPage />, {
    at: '/sign-in',
    path: '/sign-in',
    signedIn: false,
    answers: { ...passkeyAnswers, ...answers },
  });
  await screen.findByLabelText('E-mail address');
  return rendered;
}

async function givePassword(): Promise<void> {
  fireEvent.change(screen.getByLabelText('E-mail address'), { target: { value: 'sara@rivertown.example' } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'correct horse' } });
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
}

const step = (name: string, factors: string[]) => () => ok({ step: name, challenge: 'ch', factors });

beforeEach(() => {
  vi.stubGlobal('PublicKeyCredential', class {});
  browser.startAuthentication.mockReset().mockResolvedValue({ id: 'credential' });
  browser.startRegistration.mockReset().mockResolvedValue({ id: 'credential' });
  browser.browserSupportsWebAuthnAutofill.mockResolvedValue(false);
});

describe('signing in with a passkey', () => {
  it('needs nothing else', async () => {
    const { api } = await openSignIn({});
    fireEvent.click(screen.getByRole('button', { name: 'Sign in with a passkey' }));
    await waitFor(() => expect(sessionStatus()).toBe('signed-in'));
    expect(api.requests.find(({ path }) => path === '/auth/passkey')?.body).toEqual({
      ceremony: 'of undefined',
      response: { id: 'credential' },
    });
  });

  it('says in words when it was closed, and lets somebody try again', async () => {
    browser.startAuthentication.mockRejectedValueOnce(Object.assign(new Error('x'), { name: 'NotAllowedError' }));
    await openSignIn({});
    fireEvent.click(screen.getByRole('button', { name: 'Sign in with a passkey' }));
    await screen.findByText(/Nothing was confirmed/);
    fireEvent.click(screen.getByRole('button', { name: 'Sign in with a passkey' }));
    await waitFor(() => expect(sessionStatus()).toBe('signed-in'));
  });

  it('takes one that is chosen in the list under the e-mail field', async () => {
    browser.browserSupportsWebAuthnAutofill.mockResolvedValue(true);
    await openSignIn({});
    await waitFor(() => expect(sessionStatus()).toBe('signed-in'));
    expect(browser.startAuthentication).toHaveBeenCalledWith(expect.objectContaining({ useBrowserAutofill: true }));
  });

  it('is offered only where the browser knows passkeys', async () => {
    vi.stubGlobal('PublicKeyCredential', undefined);
    await openSignIn({});
    expect(screen.queryByRole('button', { name: 'Sign in with a passkey' })).toBeNull();
  });

  it('confirms the password with it where a code does not do', async () => {
    const { api } = await openSignIn({ 'POST /auth/sign-in': step('passkey', ['passkey', 'recovery-code']) });
    await givePassword();
    fireEvent.click(await screen.findByRole('button', { name: 'Continue with the passkey' }));
    await waitFor(() => expect(sessionStatus()).toBe('signed-in'));
    expect(screen.queryByText(/authenticator app instead/)).toBeNull();
    expect(api.requests.find(({ path }) => path === '/auth/passkey')?.body.ceremony).toBe('of ch');
  });
});

describe('a role that requires a passkey', () => {
  const enrolment: Answers = {
    'POST /auth/passkey-enrolment': () => ok({ ceremony: 'c', options: { challenge: 'q' } }),
    'POST /auth/passkey-enrolment/confirm': () => ok({ ...session(), recoveryCodes: ['K7QM-2XWR-9HFD-V4TB'] }),
  };

  it('lets nobody in before there is one, and shows the recovery codes', async () => {
    const { api } = await openSignIn({ ...enrolment, 'POST /auth/sign-in': step('passkey-enrolment', []) });
    await givePassword();
    fireEvent.change(await screen.findByLabelText('Name of this passkey'), { target: { value: 'Blue key' } });
    fireEvent.click(screen.getByRole('button', { name: 'Create the passkey' }));
    await screen.findByText('K7QM-2XWR-9HFD-V4TB');
    expect(sessionStatus()).toBe('signed-out');
    fireEvent.click(screen.getByLabelText('I have stored them in a safe place'));
    fireEvent.click(screen.getByRole('button', { name: 'Go to Divan' }));
    await waitFor(() => expect(sessionStatus()).toBe('signed-in'));
    const confirmed = api.requests.find(({ path }) => path === '/auth/passkey-enrolment/confirm')?.body;
    expect(confirmed).toEqual({ challenge: 'ch', ceremony: 'c', response: { id: 'credential' }, name: 'Blue key' });
  });

  it('lets whoever has lost theirs in by a recovery code, to make another', async () => {
    await openSignIn({
      ...enrolment,
      'POST /auth/sign-in': step('passkey', ['passkey', 'recovery-code']),
      'POST /auth/totp': ({ body }) =>
        body.recoveryCode === 'K7QM-2XWR-9HFD-V4TA'
          ? ok({ step: 'passkey-enrolment', challenge: 'next' })
          : problem(401, 'auth.invalid_code'),
    });
    await givePassword();
    fireEvent.click(await screen.findByRole('button', { name: 'Use a recovery code instead' }));
    fireEvent.change(screen.getByLabelText('Recovery code'), { target: { value: 'wrong-wrong-wrong' } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByText(/This recovery code is wrong/);
    fireEvent.change(screen.getByLabelText('Recovery code'), { target: { value: ' k7qm-2xwr-9hfd-v4ta ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('button', { name: 'Create the passkey' });
  });

  it('begins again when it took too long', async () => {
    await openSignIn({
      'POST /auth/sign-in': step('passkey-enrolment', []),
      'POST /auth/passkey-enrolment': () => problem(401, 'auth.challenge_invalid'),
    });
    await givePassword();
    fireEvent.click(await screen.findByRole('button', { name: 'Create the passkey' }));
    await screen.findByText(/That took too long/);
  });
});
