import { act, configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { tellLive } from '../../app/use-live-updates';
import type { AuditExport } from '../../api/types';
import { problem, type FakeAnswer, type FakeRequest } from '../../test/fake-api';
import { me } from '../../test/fixtures';
import { auditEvent } from '../../test/fixtures-audit';
import { renderScreen } from '../../test/render';
import { EventsPage } from './events-page';
import { ExportsPage } from './exports-page';

configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

function auditExport(over: Partial<AuditExport>): AuditExport {
  return {
    id: 'x-1',
    format: 'csv',
    filter: { outcome: 'refused' },
    state: 'running',
    done: 100,
    total: 400,
    result: null,
    error: null,
    createdBy: { id: 'm-sara', name: 'Sara Ahmadi' },
    createdAt: new Date().toISOString(),
    finishedAt: null,
    expiresAt: null,
    ...over,
  };
}

type Answers = Record<string, (request: FakeRequest) => FakeAnswer>;
const listed = (items: AuditExport[]): Answers => ({
  'GET /audit-exports': () => ({ status: 200, body: { items, nextCursor: null } }),
});

describe('exporting', () => {
  it('says in words what will be exported and asks once for it', async () => {
    const { api } = await renderScreen(<EventsPage />, {
      at: '/audit?outcome=refused&actorId=m-daniel',
      answers: {
        'GET /audit-events': () => ({ status: 200, body: { items: [auditEvent(2), auditEvent(1)], nextCursor: null } }),
        'POST /audit-exports': () => problem(503, 'http.503'),
      },
    });
    await screen.findByRole('table', { name: 'Audit' });
    fireEvent.click(await screen.findByRole('button', { name: 'Export' }));
    const dialog = await screen.findByRole('dialog', { name: 'Export audit events' });
    await within(dialog).findByText('Daniel Okafor');
    within(dialog).getByText('Refused');
    within(dialog).getByText('2 events.');
    fireEvent.click(within(dialog).getByRole('radio', { name: 'NDJSON' }));
    const start = within(dialog).getByRole('button', { name: 'Start the export' });
    fireEvent.click(start);
    await within(dialog).findByRole('alert');
    fireEvent.click(start);
    const posts = () => api.requests.filter(({ method }) => method === 'POST');
    await waitFor(() => expect(posts()).toHaveLength(2));
    expect(posts()[0]?.body).toEqual({ format: 'ndjson', filter: { actorId: 'm-daniel', outcome: 'refused' } });
    expect(posts()[0]?.headers['idempotency-key']).toBe(posts()[1]?.headers['idempotency-key']);
  });

  it('moves the bar with the events, cancels, and tells why one failed', async () => {
    const failed = auditExport({ id: 'x-2', state: 'failed', error: 'The disk is full.', filter: {} });
    const exports = [auditExport({}), failed];
    const { api } = await renderScreen(<ExportsPage />, {
      answers: {
        ...listed(exports),
        'DELETE /audit-exports/x-1': () => {
          exports[0] = auditExport({ state: 'cancelled' });
          return { status: 204 };
        },
      },
    });
    await screen.findByText('100 of 400 entries of the log read');
    screen.getByText('The disk is full.');
    act(() => {
      tellLive({ type: 'audit-export.changed', data: { id: 'x-1', state: 'running', done: 250, total: 400 } });
    });
    await screen.findByText('250 of 400 entries of the log read');
    const bar = screen.getByRole('progressbar', { name: 'Outcome: Refused' });
    expect(bar.getAttribute('aria-valuenow')).toBe('62.5');
    fireEvent.click(screen.getByRole('button', { name: 'Cancel: Outcome: Refused' }));
    await screen.findByText('Cancelled');
    await waitFor(() =>
      expect(api.requests.some(({ method, path }) => method === 'DELETE' && path === '/audit-exports/x-1')).toBe(true),
    );
  });

  it('offers what is ready until it expires', async () => {
    const result = { rows: 12, bytes: 3400, sha256: 'ab'.repeat(32), checkpointSize: 900 };
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const past = new Date(Date.now() - 1000).toISOString();
    const ready = auditExport({ state: 'done', result, expiresAt: soon });
    const expired = auditExport({ id: 'x-2', state: 'done', result, expiresAt: past, filter: {} });
    await renderScreen(<ExportsPage />, { answers: listed([ready, expired]) });
    await screen.findByRole('button', { name: 'Download: Outcome: Refused' });
    screen.getByText('Expires in 3 days');
    expect(screen.queryByRole('button', { name: 'Download: Every event' })).toBeNull();
  });

  it('explains itself when there is none, and to who may not', async () => {
    const { unmount } = await renderScreen(<ExportsPage />, { answers: listed([]) });
    await screen.findByText('Nothing has been exported');
    unmount();
    const permissions = me.permissions.filter((permission) => permission !== 'audit:export');
    await renderScreen(<ExportsPage />, {
      answers: { ...listed([]), 'GET /me': () => ({ status: 200, body: { ...me, permissions } }) },
    });
    await screen.findByText(/You may not export the audit log/);
  });
});
