import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { sessionStatus } from '../../api/session';
import { renderScreen } from '../../test/render';
import { SignInPage } from './sign-in-page';

function type(label: string | RegExp, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

async function signInAs(email: string, password: string): Promise<void> {
  await screen.findByLabelText('E-mail address');
  type('E-mail address', email);
  type('Password', password);
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
}

describe('signing in', () => {
  it('asks for the second factor and takes Persian digits', async () => {
    const { api } = await renderScreen(<SignInPage />, { at: '/sign-in', path: '/sign-in', signedIn: false });
    await signInAs('sara@rivertown.example', 'correct horse');
    await screen.findByLabelText('Six-digit code');
    type('Six-digit code', '۱۲۳ ۴۵۶');
    await waitFor(() => expect(sessionStatus()).toBe('signed-in'));
    expect(api.requests.find(({ path }) => path === '/auth/totp')?.body).toEqual({ challenge: 'ch', code: '123456' });
    await screen.findByText('elsewhere');
  });

  it('ties a refused password and a refused code to their fields', async () => {
    await renderScreen(<SignInPage />, { at: '/sign-in', path: '/sign-in', signedIn: false });
    await signInAs('sara@rivertown.example', 'wrong');
    await screen.findByText('The e-mail address or the password is wrong.');
    expect(screen.getByLabelText('Password').getAttribute('aria-invalid')).toBe('true');
    type('Password', 'right');
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await screen.findByLabelText('Six-digit code');
    type('Six-digit code', '000000');
    await screen.findByText(/This code is wrong/);
    expect(screen.getByLabelText('Six-digit code').getAttribute('aria-invalid')).toBe('true');
  });

  it('shows the recovery codes once, and lets nobody in before they are stored', async () => {
    await renderScreen(<SignInPage />, { at: '/sign-in', path: '/sign-in', signedIn: false });
    await signInAs('new@rivertown.example', 'correct horse');
    await screen.findByLabelText('Enter the six digits that the app shows');
    await screen.findByRole('img', { name: /QR code/ });
    type('Enter the six digits that the app shows', '123456');
    const codes = await screen.findByRole('list', { name: 'Recovery codes' });
    expect(codes.children).toHaveLength(10);
    const go = screen.getByRole('button', { name: 'Go to Divan' });
    expect((go as HTMLButtonElement).disabled).toBe(true);
    expect(sessionStatus()).toBe('signed-out');
    fireEvent.click(screen.getByLabelText('I have stored them in a safe place'));
    fireEvent.click(go);
    await waitFor(() => expect(sessionStatus()).toBe('signed-in'));
  });

  it('hides the password, and lets password managers and the clipboard fill it in [V6.2.6] [V6.2.7]', async () => {
    await renderScreen(<SignInPage />, { at: '/sign-in', path: '/sign-in', signedIn: false });
    const email = await screen.findByLabelText<HTMLInputElement>('E-mail address');
    const password = screen.getByLabelText<HTMLInputElement>('Password');
    expect([password.type, password.autocomplete]).toEqual(['password', 'current-password']);
    expect(email.autocomplete).toMatch(/^username/);
    // True unless somebody prevented it.
    expect([fireEvent.paste(password), fireEvent.paste(email)]).toEqual([true, true]);
  });

  it('never follows an address outside this application', async () => {
    await renderScreen(<SignInPage />, { at: '/sign-in?next=//evil.example', path: '/sign-in' });
    await screen.findByText('elsewhere');
    expect(window.location.host).not.toContain('evil');
  });
});
