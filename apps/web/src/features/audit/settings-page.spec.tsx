import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { AuditForwarder } from '../../api/types';
import { problem, type FakeAnswer, type FakeRequest } from '../../test/fake-api';
import { me } from '../../test/fixtures';
import { renderScreen } from '../../test/render';
import { AuditSettingsPage } from './settings-page';

configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

const siem: AuditForwarder = {
  id: 'f-1',
  name: 'County SIEM',
  url: 'syslog+tls://siem.example.gov:6514',
  state: 'failing',
  lastForwardedAt: null,
  authorizationSet: false,
  caCertificateSet: false,
  leafIndex: 40,
  behind: 12,
  lastError: 'connect ECONNREFUSED 10.0.0.9:6514',
  failingSince: new Date(Date.now() - 600_000).toISOString(),
  version: 4,
};

function answers(forwarders: AuditForwarder[]): Record<string, (request: FakeRequest) => FakeAnswer> {
  return {
    'GET /audit-forwarders': () => ({ status: 200, body: { items: forwarders } }),
    'GET /audit-settings': () => ({ status: 200, body: { detailRetentionDays: null, version: 2 } }),
  };
}

const sent = (requests: FakeRequest[], method: string) => requests.filter((request) => request.method === method);

describe('forwarding', () => {
  it('says what is wrong with a new destination at its fields, the API’s words too', async () => {
    const { api } = await renderScreen(<AuditSettingsPage />, { answers: answers([]) });
    fireEvent.click(await screen.findByRole('button', { name: 'Add a destination' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add a destination' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
    await within(dialog).findByText('Fill this in.');
    const server = within(dialog).getByRole('textbox', { name: 'Server' });
    expect(server.getAttribute('aria-invalid')).toBe('true');
    expect(sent(api.requests, 'POST')).toHaveLength(0);
    fireEvent.change(within(dialog).getByRole('textbox', { name: 'Name' }), { target: { value: 'County SIEM' } });
    fireEvent.change(server, { target: { value: 'localhost' } });
    api.overrides.set('POST /audit-forwarders', () => {
      const refused = problem(422, 'platform.invalid_request');
      return {
        ...refused,
        body: { ...(refused.body as object), errors: [{ pointer: '/url', detail: 'This address is not allowed.' }] },
      };
    });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
    await within(dialog).findByText('This address is not allowed.');
    expect(server.getAttribute('aria-invalid')).toBe('true');
    expect(sent(api.requests, 'POST')[0]?.body).toEqual({
      name: 'County SIEM',
      url: 'syslog+tls://localhost:6514',
      from: 'now',
    });
  });

  it('warns of what is not encrypted', async () => {
    await renderScreen(<AuditSettingsPage />, { answers: answers([]) });
    fireEvent.click(await screen.findByRole('button', { name: 'Add a destination' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByRole('combobox', { name: 'How it is sent' }), { target: { value: 'udp' } });
    await within(dialog).findByText('This is not encrypted');
    expect((within(dialog).getByRole('textbox', { name: 'Port' }) as HTMLInputElement).value).toBe('514');
  });

  it('tells how a destination stands, and tests it', async () => {
    const { api } = await renderScreen(<AuditSettingsPage />, { answers: answers([siem]) });
    await screen.findByText('County SIEM');
    screen.getByText('Failing');
    screen.getByText(/12 entries behind/);
    screen.getByText(/ECONNREFUSED/);
    api.overrides.set('POST /audit-forwarders/f-1/test', () => ({
      status: 200,
      body: { ok: false, detail: 'The certificate is not trusted.' },
    }));
    fireEvent.click(screen.getByRole('button', { name: 'Test: County SIEM' }));
    await screen.findByText('The certificate is not trusted.');
    fireEvent.click(screen.getByRole('button', { name: 'Pause: County SIEM' }));
    await waitFor(() => expect(sent(api.requests, 'PATCH')).toHaveLength(1));
    expect(sent(api.requests, 'PATCH')[0]?.body).toEqual({ state: 'paused' });
    expect(sent(api.requests, 'PATCH')[0]?.headers['if-match']).toBe('"4"');
  });
});

describe('keeping details', () => {
  it('asks before it erases, and takes no less than 90 days', async () => {
    const { api } = await renderScreen(<AuditSettingsPage />, { answers: answers([]) });
    fireEvent.click(await screen.findByRole('radio', { name: 'For a number of days, then erase them' }));
    const days = await screen.findByRole('textbox', { name: 'Days' });
    fireEvent.change(days, { target: { value: '30' } });
    expect((screen.getByRole('button', { name: 'Save' }) as HTMLButtonElement).disabled).toBe(true);
    fireEvent.change(days, { target: { value: '400' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    const dialog = await screen.findByRole('dialog', { name: 'Erase older details?' });
    expect(sent(api.requests, 'PATCH')).toHaveLength(0);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Erase after this time' }));
    await waitFor(() => expect(sent(api.requests, 'PATCH')).toHaveLength(1));
    expect(sent(api.requests, 'PATCH')[0]?.body).toEqual({ detailRetentionDays: 400 });
  });

  it('is explained to who may not change it', async () => {
    const permissions = me.permissions.filter((permission) => permission !== 'organization:manage');
    const { api } = await renderScreen(<AuditSettingsPage />, {
      answers: { ...answers([]), 'GET /me': () => ({ status: 200, body: { ...me, permissions } }) },
    });
    await screen.findByText('Only an administrator of the organization can change these settings.');
    expect(api.requests.some(({ path }) => path.startsWith('/audit-'))).toBe(false);
  });
});
