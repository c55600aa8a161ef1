import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { LogState } from '../../api/types';
import { keys, queryClient } from '../../api/queries';
import { problem, type FakeAnswer, type FakeRequest } from '../../test/fake-api';
import { me } from '../../test/fixtures';
import { logState, rolledBack } from '../../test/fixtures-audit';
import { renderScreen } from '../../test/render';
import { LogAlarmWatch } from './alarm-watch';
import { LogPage } from './log-page';

configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

const key = { keyId: '1f2e3d4c', origin: 'divan.example/rivertown', vkey: logState.vkey, createdAt: logState.keySince };
const checkpoint = {
  size: 1234,
  root: logState.root,
  signedAt: logState.signedAt,
  keyId: '1f2e3d4c',
  origin: logState.origin,
  note: 'note',
  witnesses: ['witness.example/w1'],
  timestampedAt: logState.signedAt,
};

type Answers = Record<string, (request: FakeRequest) => FakeAnswer>;

function answers(log: Partial<LogState> = {}, permissions = me.permissions): Answers {
  const ok = (body: unknown) => () => ({ status: 200, body });
  return {
    'GET /me': ok({ ...me, permissions }),
    'GET /log': ok({ ...logState, ...log }),
    'GET /log/keys': ok({
      items: [
        { ...key, activeSince: logState.keySince, retiredAt: null, reason: null, leafIndex: null, handover: null },
      ],
    }),
    'GET /log/checkpoints': ok({ items: [checkpoint], nextCursor: null }),
  };
}

const readOnly = me.permissions.filter((permission) => permission !== 'organization:manage');
const posts = (requests: FakeRequest[]) => requests.filter(({ method }) => method === 'POST');

describe('the alarm over every screen', () => {
  it('says what is wrong and leads to what to do', async () => {
    await renderScreen(<LogAlarmWatch />, { answers: answers({ alarms: [rolledBack] }) });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The log is shorter than a head that was already signed.');
    expect(within(alert).getByRole('link', { name: 'What to do' }).getAttribute('href')).toBe('/audit/log');
  });

  it('tells the worst first and how many more there are', async () => {
    const lagging = { ...rolledBack, kind: 'lagging' as const };
    const worst = { ...rolledBack, kind: 'inconsistent' as const };
    await renderScreen(<LogAlarmWatch />, { answers: answers({ alarms: [lagging, rolledBack, worst] }) });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('What is stored contradicts what was signed.');
    expect(alert.textContent).toContain('And 2 more alarms.');
  });

  it('comes and goes with the log', async () => {
    const { api } = await renderScreen(<LogAlarmWatch />, { answers: answers() });
    await waitFor(() => expect(api.requests.some(({ path }) => path === '/log')).toBe(true));
    expect(screen.queryByRole('alert')).toBeNull();
    for (const [route, answer] of Object.entries(answers({ alarms: [rolledBack] }))) api.overrides.set(route, answer);
    void queryClient.invalidateQueries({ queryKey: [keys.logAlarms] });
    await screen.findByRole('alert');
    for (const [route, answer] of Object.entries(answers())) api.overrides.set(route, answer);
    void queryClient.invalidateQueries({ queryKey: [keys.logAlarms] });
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('asks nothing for who may not read the audit log', async () => {
    const { api } = await renderScreen(<LogAlarmWatch />, {
      answers: answers({ alarms: [rolledBack] }, ['inbox:read']),
    });
    await waitFor(() => expect(api.requests.some(({ path }) => path === '/me')).toBe(true));
    await new Promise((done) => setTimeout(done, 100));
    expect(api.requests.some(({ path }) => path === '/log')).toBe(false);
  });
});

describe('the log status', () => {
  it('says that the log is in order, with what others vouch for', async () => {
    await renderScreen(<LogPage />, { answers: answers() });
    await screen.findByText(/The log is in order/);
    const list = await screen.findByRole('list', { name: 'Checkpoints' });
    within(list).getByText('1,234 entries');
    within(list).getByText('1 witness');
    within(list).getByRole('button', { name: 'Download the time-stamp of the checkpoint of 1,234 entries' });
    screen.getByText(/No witness is configured/);
  });

  it('changes the key only with a reason, once', async () => {
    const { api } = await renderScreen(<LogPage />, { answers: answers() });
    api.overrides.set('POST /log/keys', () => problem(503, 'http.503'));
    fireEvent.click(await screen.findByRole('button', { name: 'Change the key…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Change the signing key' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Change the key' }));
    await within(dialog).findByText('Write at least 10 characters: it is read years later.');
    expect(posts(api.requests)).toHaveLength(0);
    fireEvent.change(within(dialog).getByRole('textbox', { name: 'Reason' }), {
      target: { value: 'Yearly change of the key' },
    });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Change the key' }));
    await within(dialog).findByText('The server is not ready. Try again in a moment.');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Change the key' }));
    await waitFor(() => expect(posts(api.requests)).toHaveLength(2));
    const [first, second] = posts(api.requests);
    expect(first?.body).toEqual({ reason: 'Yearly change of the key' });
    expect(first?.headers['idempotency-key']).toBe(second?.headers['idempotency-key']);
  });

  it('lets the loss be acknowledged with the lost size typed, in Persian digits too', async () => {
    const { api } = await renderScreen(<LogPage />, { answers: answers({ alarms: [rolledBack] }) });
    api.overrides.set('POST /log/fork-acknowledgements', () =>
      problem(422, 'ledger.lost_size_wrong', 'Not that size.'),
    );
    await screen.findByText(/The newest head that was signed has 1500 leaves/);
    fireEvent.click(await screen.findByRole('button', { name: 'Acknowledge the loss…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Acknowledge that signed entries are lost' });
    const size = within(dialog).getByRole('textbox', { name: 'Size of the lost head' });
    fireEvent.change(size, { target: { value: 'many' } });
    fireEvent.change(within(dialog).getByRole('textbox', { name: 'Reason' }), {
      target: { value: 'Disk failure, restored.' },
    });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Acknowledge the loss' }));
    await within(dialog).findByText('Type the number of entries of the lost head.');
    expect(posts(api.requests)).toHaveLength(0);
    fireEvent.change(size, { target: { value: '۱٬۵۰۰' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Acknowledge the loss' }));
    await within(dialog).findByText('Not that size.');
    expect(posts(api.requests)[0]?.body).toEqual({ reason: 'Disk failure, restored.', lostSize: 1500 });
  });

  it('opens the log after a question, with the version that was seen', async () => {
    const { api } = await renderScreen(<LogPage />, { answers: answers() });
    const open = (await screen.findByRole('switch', { name: /^Everybody may read the log/ })) as HTMLInputElement;
    await waitFor(() => expect(open.disabled).toBe(false));
    fireEvent.click(open);
    const dialog = await screen.findByRole('dialog', { name: 'Open the log to everybody?' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Open the log' }));
    await waitFor(() => expect(api.requests.some(({ method }) => method === 'PATCH')).toBe(true));
    const patch = api.requests.find(({ method }) => method === 'PATCH');
    expect(patch?.body).toEqual({ public: true });
    expect(patch?.headers['if-match']).toBe('"3"');
  });

  it('explains to who may only read why they cannot change it', async () => {
    await renderScreen(<LogPage />, { answers: answers({ alarms: [rolledBack] }, readOnly) });
    await screen.findByText('Only an administrator of the organization can acknowledge the loss.');
    expect(screen.queryByRole('button', { name: 'Change the key…' })).toBeNull();
    expect((screen.getByRole('switch') as HTMLInputElement).disabled).toBe(true);
  });
});
