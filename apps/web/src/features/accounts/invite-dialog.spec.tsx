import { configure, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { renderScreen } from '../../test/render';
import { InviteDialog } from './invite-dialog';

configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

const sara = { email: 'sara@rivertown.example', name: 'Sara Ahmadi', roles: ['agent'], teamIds: [] };
const LINK = 'https://divan.rivertown.example/invitations/6yJ';

async function invited(link: string | null): Promise<void> {
  const body = { id: 'n', link, expiresAt: '2026-11-29T09:00:00.000Z' };
  const answers = { 'POST /invitations': () => ({ status: 201, body }) };
  await renderScreen(<InviteDialog again={sara} onClose={vi.fn()} />, { answers });
  fireEvent.click(await screen.findByRole('button', { name: 'Invite' }));
}

describe('an invitation', () => {
  it('that was mailed is nobody else’s to see', async () => {
    await invited(null);
    await screen.findByRole('dialog', { name: 'Sara Ahmadi is invited' });
    screen.getByText(/was mailed to sara@rivertown\.example, and to nobody else/);
    expect(screen.queryByLabelText('One-time link')).toBeNull();
  });

  it('is handed over where no mail goes out', async () => {
    await invited(LINK);
    await screen.findByRole('dialog', { name: 'The invitation for Sara Ahmadi' });
    screen.getByText(LINK);
  });
});
