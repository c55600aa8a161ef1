import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '../../../api/client';
import { problem, type FakeAnswer } from '../../../test/fake-api';
import { renderScreen } from '../../../test/render';
import { tellConfirmed } from './provider-window';
import { StepUpHost } from './step-up-host';
import { StepUpPage } from './step-up-page';

const AT_PROVIDER = 'https://login.rivertown.example/authorize?max_age=0';
const refusal = (code: string, factors: string[]): FakeAnswer => {
  const { status, body } = problem(403, code);
  return { status, body: { ...(body as object), factors } };
};

let fresh: boolean;
let beside: { location: { replace: ReturnType<typeof vi.fn> }; close: ReturnType<typeof vi.fn> };
// Loading it takes longer than a screen is waited for.
beforeAll(async () => void (await import('./step-up-dialog')));
beforeEach(() => {
  fresh = false;
  sessionStorage.clear();
  beside = { location: { replace: vi.fn() }, close: vi.fn() };
  vi.spyOn(window, 'open').mockReturnValue(beside as unknown as Window);
  vi.spyOn(window, 'close').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  window.history.replaceState(null, '', '/');
});

const guarded = (factors = ['sso']) => ({
  'POST /auth/step-up/sso': (): FakeAnswer => ({ status: 200, body: { redirectUrl: AT_PROVIDER } }),
  'POST /teams': (): FakeAnswer =>
    fresh ? { status: 201, body: { id: 'k' } } : refusal('auth.step_up_required', factors),
});

describe('a step-up at the organization’s own sign-in', () => {
  it('opens it beside the page, and goes on when it is confirmed there', async () => {
    const fake = (await renderScreen(<StepUpHost />, { answers: guarded() })).api;
    const made = api.post('/teams', { name: 'A' });
    fireEvent.click(await screen.findByRole('button', { name: 'Confirm with your organization’s sign-in' }));
    await waitFor(() => expect(beside.location.replace).toHaveBeenCalledWith(AT_PROVIDER));
    await screen.findByText(/A window has opened/);
    fresh = true;
    tellConfirmed();
    expect(await made).toEqual({ id: 'k' });
    const [first, second] = fake.requests.filter(({ path }) => path === '/teams');
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('is offered beside the factors of the account', async () => {
    await renderScreen(<StepUpHost />, { answers: guarded(['totp', 'sso']) });
    const made = api.post('/teams', {}).catch((error: unknown) => error);
    await screen.findByLabelText(/Six-digit code/);
    await screen.findByRole('button', { name: 'Confirm with your organization’s sign-in' });
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(await made).toMatchObject({ code: 'auth.step_up_cancelled' });
  });

  it('leaves no empty window behind when the provider cannot be reached', async () => {
    const answers = { ...guarded(), 'POST /auth/step-up/sso': () => problem(502, 'federation.provider_unusable') };
    await renderScreen(<StepUpHost />, { answers });
    const made = api.post('/teams', {}).catch((error: unknown) => error);
    fireEvent.click(await screen.findByRole('button', { name: 'Confirm with your organization’s sign-in' }));
    await screen.findByText(/does not answer as it should/);
    expect(beside.close).toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await made;
  });

  it('goes there and comes back where no window may open', async () => {
    vi.mocked(window.open).mockReturnValue(null);
    const assign = vi.fn();
    await renderScreen(<StepUpHost />, { answers: guarded() });
    vi.stubGlobal('location', { pathname: '/settings/api-keys', search: '?page=2', origin: 'https://x', assign });
    api.post('/teams', {}).catch(() => undefined);
    fireEvent.click(await screen.findByRole('button', { name: 'Confirm with your organization’s sign-in' }));
    await waitFor(() => expect(assign).toHaveBeenCalledWith(AT_PROVIDER));
    expect(sessionStorage.getItem('divan-step-up-return')).toBe('/settings/api-keys?page=2');
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  });

  it('asks for a factor of the account where the provider’s word is not enough', async () => {
    let own = false;
    const answers = {
      ...guarded(),
      'POST /auth/step-up': () => ((own = true), { status: 204 }),
      'POST /me/totp': () => {
        if (!fresh) return refusal('auth.step_up_required', ['sso']);
        return own ? { status: 200, body: {} } : refusal('auth.own_factor_required', ['totp']);
      },
    };
    await renderScreen(<StepUpHost />, { answers });
    const made = api.post('/me/totp', {});
    await screen.findByRole('button', { name: 'Confirm with your organization’s sign-in' });
    fresh = true;
    tellConfirmed();
    fireEvent.change(await screen.findByLabelText(/Six-digit code/), { target: { value: '123456' } });
    expect(screen.queryByRole('button', { name: 'Confirm with your organization’s sign-in' })).toBeNull();
    expect(await made).toEqual({});
  });
});

describe('the page to which the provider leads back', () => {
  const CODE = 'c'.repeat(43);
  const at = (fragment: string, answer: FakeAnswer = { status: 204 }) => {
    window.history.replaceState(null, '', `/sso/step-up#${fragment}`);
    return renderScreen(<StepUpPage />, { path: '/', answers: { 'POST /auth/step-up/sso/complete': () => answer } });
  };

  it('hands in the code once, tells the page that waits, and closes', async () => {
    const heard = vi.fn();
    const channel = new BroadcastChannel('divan-step-up');
    channel.addEventListener('message', heard);
    const fake = (await at(`code=${CODE}`)).api;
    await screen.findByText('Confirmed');
    expect(fake.requests.map(({ path, body }) => [path, body.code])).toEqual([['/auth/step-up/sso/complete', CODE]]);
    expect(window.close).toHaveBeenCalled();
    expect(window.location.hash).toBe('');
    await waitFor(() => expect(heard).toHaveBeenCalledTimes(1));
    channel.close();
  });

  it.each([
    ['/settings/api-keys?page=2', 'elsewhere'],
    ['//evil.example/', null],
    ['https://evil.example/', null],
  ])('goes back to %s only within Divan', async (path, shown) => {
    sessionStorage.setItem('divan-step-up-return', path);
    await at(`code=${CODE}`);
    if (shown) await screen.findByText(shown);
    await waitFor(() => expect(sessionStorage.getItem('divan-step-up-return')).toBeNull());
    expect(window.location.host).not.toContain('evil');
    expect(window.close).not.toHaveBeenCalled();
  });

  it('says what went wrong, and tells nobody', async () => {
    const fake = (await at('error=federation.not_anew')).api;
    await screen.findByText(/did not confirm that you signed in there just now/);
    expect(fake.requests).toEqual([]);
    expect(window.close).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: 'Close this window' }));
    expect(window.close).toHaveBeenCalled();
  });

  it('says so when the code does not count', async () => {
    await at(`code=${CODE}`, problem(401, 'federation.sign_on_invalid'));
    await screen.findByText(/took too long, was used/);
    expect(window.close).not.toHaveBeenCalled();
  });
});
