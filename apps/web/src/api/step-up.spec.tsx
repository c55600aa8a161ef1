import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { StepUpHost } from '../features/auth/step-up/step-up-host';
import { problem, type FakeAnswer, type FakeRequest } from '../test/fake-api';
import { renderScreen } from '../test/render';
import { api } from './client';
import { STEP_UP_CANCELLED } from './step-up';

const refusal = (factors: string[]): FakeAnswer => {
  const { status, body } = problem(403, 'auth.step_up_required');
  return { status, body: { ...(body as object), factors, maxAgeSeconds: 300 } };
};

/** An API that does what is dangerous only after the second factor was shown. */
function guarded(factors = ['totp']) {
  let fresh = false;
  const confirm = ({ body }: FakeRequest): FakeAnswer => {
    if (body.code !== '123456') return problem(401, 'auth.invalid_code');
    fresh = true;
    return { status: 204 };
  };
  const dangerous = (): FakeAnswer => (fresh ? { status: 201, body: { id: 'k' } } : refusal(factors));
  return { 'POST /auth/step-up': confirm, 'POST /teams': dangerous, 'POST /invitations': dangerous };
}

async function typeCode(code: string): Promise<void> {
  fireEvent.change(await screen.findByLabelText(/Six-digit code/), { target: { value: code } });
}

describe('what needs a fresh second factor', () => {
  it('asks for it and repeats the very same request', async () => {
    const fake = (await renderScreen(<StepUpHost />, { answers: guarded() })).api;
    const made = api.post('/teams', { name: 'A' });
    await screen.findByRole('dialog', { name: 'Is it you?' });
    await typeCode('۱۲۳۴۵۶');
    expect(await made).toEqual({ id: 'k' });
    const [first, second, ...more] = fake.requests.filter(({ path }) => path === '/teams');
    expect(more).toEqual([]);
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    expect(second?.body).toEqual({ name: 'A' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('puts one question for several calls at once', async () => {
    const fake = (await renderScreen(<StepUpHost />, { answers: guarded() })).api;
    const made = Promise.all([api.post('/teams', {}), api.post('/invitations', {}), api.post('/teams', {})]);
    await screen.findByRole('dialog');
    expect(screen.getAllByRole('dialog')).toHaveLength(1);
    await typeCode('123456');
    expect(await made).toHaveLength(3);
    expect(fake.requests.filter(({ path }) => path === '/auth/step-up')).toHaveLength(1);
  });

  it('ties a wrong code to its field and lets somebody try again', async () => {
    await renderScreen(<StepUpHost />, { answers: guarded() });
    const made = api.post('/teams', {});
    await typeCode('000000');
    await screen.findByText(/This code is wrong/);
    await typeCode('123456');
    expect(await made).toEqual({ id: 'k' });
  });

  it('says that nothing was done when somebody thinks better of it', async () => {
    const fake = (await renderScreen(<StepUpHost />, { answers: guarded() })).api;
    const made = api.post('/teams', {}).catch((error: unknown) => error);
    await screen.findByRole('dialog');
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(await made).toMatchObject({ code: STEP_UP_CANCELLED, status: 403 });
    expect(fake.requests.filter(({ path }) => path === '/teams')).toHaveLength(1);
    // The next time it asks again.
    const again = api.post('/teams', {});
    await typeCode('123456');
    expect(await again).toEqual({ id: 'k' });
  });

  it('sends whoever has no factor here back to where they signed in', async () => {
    await renderScreen(<StepUpHost />, { answers: guarded([]) });
    const made = api.post('/teams', {}).catch((error: unknown) => error);
    await screen.findByRole('button', { name: 'Sign in again' });
    expect(screen.queryByLabelText(/Six-digit code/)).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await made;
  });
});
