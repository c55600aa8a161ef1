import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Role } from '../../../api/types';
import { type FakeAnswer, type FakeRequest } from '../../../test/fake-api';
import { me, roles } from '../../../test/fixtures';
import { renderScreen } from '../../../test/render';
import { RolesPage } from './roles-page';

configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

const own: Role = {
  id: '0199f3a2-7c1e-7b62-9d7a-3f6f0a4c1b22',
  name: 'Night duty',
  description: 'Answers at night; publishes nothing.',
  permissions: ['inbox:read', 'inbox:reply'],
  builtIn: false,
  memberCount: 2,
  version: 4,
};
const PERMISSIONS = ['inbox:read', 'inbox:reply', 'posts:read', 'keys:manage', 'scim:manage', 'audit:read'];

function answers(items: Role[] = [...roles, own]): Record<string, (request: FakeRequest) => FakeAnswer> {
  const permissions = PERMISSIONS.map((id) => ({ id, description: id }));
  return { 'GET /roles': () => ({ status: 200, body: { items, permissions } }) };
}

const sent = (requests: FakeRequest[], method: string) => requests.filter((request) => request.method === method);

describe('roles', () => {
  it('lets nobody change a built-in role, only copy it', async () => {
    await renderScreen(<RolesPage />, { answers: answers() });
    await screen.findByRole('button', { name: 'Copy: Administrator' });
    expect(screen.queryByRole('button', { name: 'Edit: Administrator' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Delete: Administrator' })).toBeNull();
    screen.getByRole('button', { name: 'Edit: Night duty' });
  });

  it('makes a role from a copy, and offers nothing that one does not hold', async () => {
    const { api } = await renderScreen(<RolesPage />, { answers: answers() });
    fireEvent.click(await screen.findByRole('button', { name: 'Copy: Night duty' }));
    const dialog = await screen.findByRole('dialog', { name: 'New role' });
    expect((within(dialog).getByRole('textbox', { name: 'Name' }) as HTMLInputElement).value).toBe('Night duty (copy)');
    // The fixture's administrator holds neither of these.
    expect(me.permissions).not.toContain('scim:manage');
    expect((within(dialog).getByRole('checkbox', { name: 'Provision members' }) as HTMLInputElement).disabled).toBe(
      true,
    );
    fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Answer the public' }));
    fireEvent.click(within(dialog).getByRole('checkbox', { name: 'See posts' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Make the role' }));
    await waitFor(() => expect(sent(api.requests, 'POST')).toHaveLength(1));
    expect(sent(api.requests, 'POST')[0]?.body).toEqual({
      name: 'Night duty (copy)',
      description: 'Answers at night; publishes nothing.',
      permissions: ['inbox:read', 'posts:read'],
    });
  });

  it('says why a role that is held cannot be deleted, and deletes one that is not', async () => {
    const { api } = await renderScreen(<RolesPage />, {
      answers: answers([own, { ...own, id: 'r-2', name: 'Unused', memberCount: 0, version: 7 }]),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Delete: Night duty' }));
    const held = await screen.findByRole('dialog', { name: 'Night duty cannot be deleted yet' });
    within(held).getByText('2 members hold it. Give them other roles first.');
    fireEvent.click(within(held).getByRole('button', { name: 'Understood' }));
    expect(sent(api.requests, 'DELETE')).toHaveLength(0);
    fireEvent.click(screen.getByRole('button', { name: 'Delete: Unused' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete the role Unused?' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Delete the role' }));
    await waitFor(() => expect(sent(api.requests, 'DELETE')).toHaveLength(1));
    expect(sent(api.requests, 'DELETE')[0]?.headers['if-match']).toBe('"7"');
  });
});
