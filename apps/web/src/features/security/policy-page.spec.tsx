import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { SecurityPolicy } from '../../api/types';
import { type FakeAnswer, type FakeRequest } from '../../test/fake-api';
import { renderScreen } from '../../test/render';
import { SecurityPolicyPage } from './policy-page';

configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

const policy: SecurityPolicy = {
  phishingResistantRoles: ['administrator'],
  idleMinutes: 30,
  passwordSignIn: true,
  breakGlassMemberId: null,
  signInNotice: null,
  inactivityDays: 90,
  allowSwitching: false,
  version: 5,
};

function answers(over: Partial<SecurityPolicy> = {}): Record<string, (request: FakeRequest) => FakeAnswer> {
  const standing = { ...policy, ...over };
  return {
    'GET /security-policy': () => ({ status: 200, body: standing }),
    'PATCH /security-policy': ({ body }) => ({ status: 200, body: { ...standing, ...body, version: 6 } }),
  };
}

const changes = (requests: FakeRequest[]) => requests.filter(({ method }) => method === 'PATCH');

describe('the security policy', () => {
  it('sends only what was changed, for the version that was looked at', async () => {
    const { api } = await renderScreen(<SecurityPolicyPage />, { answers: answers() });
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Publisher' }));
    fireEvent.change(screen.getByRole('combobox', { name: 'Lock after idling for' }), { target: { value: '10' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(changes(api.requests)).toHaveLength(1));
    expect(changes(api.requests)[0]?.body).toEqual({
      phishingResistantRoles: ['administrator', 'publisher'],
      idleMinutes: 10,
    });
    expect(changes(api.requests)[0]?.headers['if-match']).toBe('"5"');
  });

  it('does not lock everybody out: passwords go off with a break-glass administrator, and after asking', async () => {
    const { api } = await renderScreen(<SecurityPolicyPage />, { answers: answers() });
    fireEvent.click(await screen.findByRole('switch', { name: /^Only single sign-on/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('Choose who can still get in.');
    expect(changes(api.requests)).toHaveLength(0);
  });

  it('asks before it turns passwords off', async () => {
    const { api } = await renderScreen(<SecurityPolicyPage />, { answers: answers({ breakGlassMemberId: 'm-sara' }) });
    fireEvent.click(await screen.findByRole('switch', { name: /^Only single sign-on/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    const dialog = await screen.findByRole('dialog', { name: 'Turn passwords off?' });
    expect(changes(api.requests)).toHaveLength(0);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Turn passwords off' }));
    await waitFor(() => expect(changes(api.requests)[0]?.body).toEqual({ passwordSignIn: false }));
  });
});
