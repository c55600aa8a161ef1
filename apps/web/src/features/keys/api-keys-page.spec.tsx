import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { ApiKey, ServiceMember } from '../../api/types';
import { type FakeAnswer, type FakeRequest } from '../../test/fake-api';
import { me, roles } from '../../test/fixtures';
import { renderScreen } from '../../test/render';
import { ApiKeysPage } from './api-keys-page';

configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

const website: ServiceMember = {
  id: 's-1',
  name: 'Website form',
  roles: ['agent'],
  teamIds: [],
  state: 'active',
  lastActiveAt: null,
  openKeys: 1,
  version: 1,
};
const in100Days = new Date(Date.now() + 100 * 86_400_000).toISOString();
const shown: ApiKey = {
  id: 'k-1',
  name: 'Production',
  prefix: '7q2m9fzk4t',
  serviceMember: { id: 's-1', name: 'Website form' },
  scopes: ['inbox:read'],
  channelIds: null,
  expiresAt: in100Days,
  allowedNetworks: null,
  lastUsedAt: new Date().toISOString(),
  lastUsedFrom: '192.0.2.7',
  state: 'active',
  rotation: null,
  createdAt: new Date().toISOString(),
  createdBy: 'Sara Ahmadi',
};
const SECRET = 'dk_7q2m9fzk4t_Zx8vK2nQpR7sT1uW5yA9bC3dE6fG0hJ4kL8mN';

function answers(): Record<string, (request: FakeRequest) => FakeAnswer> {
  const ok = (body: unknown) => () => ({ status: 200, body });
  const permissions = ['inbox:read', 'inbox:reply', 'approvals:decide'].map((id) => ({ id, description: id }));
  return {
    'GET /me': ok({ ...me, permissions: [...me.permissions, 'keys:manage'] }),
    'GET /roles': ok({ items: roles, permissions }),
    'GET /service-members': ok({ items: [website], nextCursor: null }),
    'GET /api-keys': ok({ items: [shown], nextCursor: null }),
    'POST /api-keys': () => ({ status: 201, body: { ...shown, key: SECRET } }),
    'POST /api-keys/k-1/rotations': () => ({ status: 201, body: { ...shown, key: SECRET } }),
  };
}

const sent = (requests: FakeRequest[], method: string) => requests.filter((request) => request.method === method);

describe('API keys', () => {
  it('shows a new key once, and lets go of it only when it is stored', async () => {
    const { api } = await renderScreen(<ApiKeysPage />, { answers: answers() });
    fireEvent.click(await screen.findByRole('button', { name: 'New key' }));
    const form = await screen.findByRole('dialog', { name: 'New API key' });
    expect(within(form).queryByRole('checkbox', { name: 'Decide about posts' })).toBeNull();
    fireEvent.change(within(form).getByRole('textbox', { name: 'Name' }), { target: { value: ' Production ' } });
    fireEvent.change(within(form).getByRole('textbox', { name: 'Only from these networks' }), {
      target: { value: '192.0.2.0/24' },
    });
    fireEvent.click(within(form).getByRole('checkbox', { name: 'Read messages' }));
    fireEvent.click(within(form).getByRole('button', { name: 'Make the key' }));
    const dialog = await screen.findByRole('dialog', { name: 'The key “Production”' });
    within(dialog).getByText(SECRET);
    expect(sent(api.requests, 'POST')[0]?.body).toMatchObject({
      serviceMemberId: 's-1',
      name: 'Production',
      scopes: ['inbox:read'],
      channelIds: null,
      allowedNetworks: ['192.0.2.0/24'],
    });
    const done = within(dialog).getByRole('button', { name: 'Done' }) as HTMLButtonElement;
    expect(done.disabled).toBe(true);
    fireEvent.keyDown(dialog, { key: 'Escape' });
    within(dialog).getByText(SECRET);
    fireEvent.click(within(dialog).getByRole('checkbox', { name: 'I have put it in a safe place' }));
    fireEvent.click(done);
    await waitFor(() => expect(screen.queryByText(SECRET)).toBeNull());
  });

  it('rotates with an overlap, and ends for good only after asking', async () => {
    const { api } = await renderScreen(<ApiKeysPage />, { answers: answers() });
    fireEvent.click(await screen.findByText('Production'));
    fireEvent.click(await screen.findByRole('button', { name: 'Rotate' }));
    const rotate = await screen.findByRole('dialog', { name: 'Rotate “Production”' });
    fireEvent.click(within(rotate).getByRole('radio', { name: '72 hours' }));
    fireEvent.click(within(rotate).getByRole('button', { name: 'Rotate and show the new key' }));
    const dialog = await screen.findByRole('dialog', { name: 'The key “Production”' });
    expect(sent(api.requests, 'POST')[0]?.body).toEqual({ overlapHours: 72 });
    fireEvent.click(within(dialog).getByRole('checkbox', { name: 'I have put it in a safe place' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Done' }));
    fireEvent.click(await screen.findByText('Production'));
    fireEvent.click(await screen.findByRole('button', { name: 'End the key' }));
    expect(sent(api.requests, 'DELETE')).toHaveLength(0);
    const asking = await screen.findByRole('dialog', { name: 'End the key “Production”?' });
    fireEvent.click(within(asking).getByRole('button', { name: 'End the key' }));
    await waitFor(() => expect(sent(api.requests, 'DELETE')[0]?.path).toBe('/api-keys/k-1'));
  });

  it('asks the API for nothing when one may not', async () => {
    const { api } = await renderScreen(<ApiKeysPage />, {
      answers: { ...answers(), 'GET /me': () => ({ status: 200, body: me }) },
    });
    await screen.findByText('You may not see this');
    expect(api.requests.some(({ path }) => path === '/api-keys')).toBe(false);
  });
});
