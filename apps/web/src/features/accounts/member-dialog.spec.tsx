import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Member } from '../../api/types';
import { problem, type FakeAnswer } from '../../test/fake-api';
import { members } from '../../test/fixtures';
import { renderScreen } from '../../test/render';
import { StepUpHost } from '../auth/step-up/step-up-host';
import { MemberDialog } from './member-dialog';

configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

const daniel = members.find(({ id }) => id === 'm-daniel') as Member;
const PATH = '/members/m-daniel/second-factors';

async function show(answer: () => FakeAnswer, locale: 'en' | 'fa' = 'en') {
  const onClose = vi.fn();
  const { api } = await renderScreen(
    <>
      <MemberDialog member={daniel} canManage onClose={onClose} onInviteAgain={vi.fn()} onTransfer={vi.fn()} />
      <StepUpHost />
    </>,
    { locale, answers: { [`DELETE ${PATH}`]: answer, 'POST /auth/step-up': () => ({ status: 204 }) } },
  );
  return { onClose, resets: () => api.requests.filter(({ path }) => path === PATH) };
}

describe('a member who lost every second factor', () => {
  it('gets them reset after a warning and a fresh factor, and the result is told', async () => {
    let fresh = false;
    const { status, body } = problem(403, 'auth.step_up_required');
    const { onClose, resets } = await show(() => {
      if (fresh) return { status: 204 };
      fresh = true;
      return { status, body: { ...(body as object), factors: ['totp'], maxAgeSeconds: 300 } };
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Reset second factors' }));
    const dialog = await screen.findByRole('dialog', { name: 'Reset the second factors of Daniel Okafor?' });
    within(dialog).getByText(/passkeys and recovery codes stop working at once.*that it is Daniel Okafor who asks/);
    expect(resets()).toHaveLength(0);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Reset second factors' }));
    fireEvent.change(await screen.findByLabelText(/Six-digit code/), { target: { value: '123456' } });
    await screen.findByText(
      'The second factors of Daniel Okafor are removed. They set up a new one when they next sign in.',
    );
    expect(resets()).toHaveLength(2);
    await waitFor(() => expect(onClose).toHaveBeenCalled());
  });

  it('keeps them when the administrator thinks better of it', async () => {
    const { resets, onClose } = await show(() => ({ status: 204 }));
    fireEvent.click(await screen.findByRole('button', { name: 'Reset second factors' }));
    const dialog = await screen.findByRole('dialog', { name: /^Reset the second factors/ });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await screen.findByRole('dialog', { name: 'Daniel Okafor' });
    expect(resets()).toHaveLength(0);
    expect(onClose).not.toHaveBeenCalled();
  });

  it('says in Persian why it is refused for who belongs to another organization, too', async () => {
    const { resets } = await show(() => problem(409, 'auth.account_elsewhere'), 'fa');
    fireEvent.click(await screen.findByRole('button', { name: 'بازنشانی عامل‌های دوم' }));
    const dialog = await screen.findByRole('dialog', { name: /^عامل‌های دوم .*بازنشانی شود؟$/ });
    fireEvent.click(within(dialog).getByRole('button', { name: 'بازنشانی عامل‌های دوم' }));
    await screen.findByText(/این شخص در سازمان دیگری هم کار می‌کند/);
    expect(resets()).toHaveLength(1);
  });
});
