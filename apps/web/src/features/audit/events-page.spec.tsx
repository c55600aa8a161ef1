import { act, configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { useLocation } from 'react-router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { tellLive } from '../../app/use-live-updates';
import type { AuditEvent } from '../../api/types';
import type { FakeAnswer, FakeRequest } from '../../test/fake-api';
import { auditEvent } from '../../test/fixtures-audit';
import { renderScreen } from '../../test/render';
import { EventsPage } from './events-page';

// A whole screen with its lists, on a machine that has other work too.
configure({ asyncUtilTimeout: 8000 });
vi.setConfig({ testTimeout: 20_000 });

let log: AuditEvent[] = [];
const kinds = ['inbox.message-received', 'inbox.reply-requested', 'accounts.member-changed'];

function answers(): Record<string, (request: FakeRequest) => FakeAnswer> {
  return {
    'GET /audit-events': ({ query }) => ({
      status: 200,
      body: { items: log.slice(0, Number(query.get('limit'))), nextCursor: null },
    }),
    'GET /audit-kinds': () => ({ status: 200, body: { items: kinds.map((name) => ({ name, versions: [1] })) } }),
  };
}

function Address() {
  const { pathname, search } = useLocation();
  return <p data-testid="address">{pathname + search}</p>;
}

async function openLog(at = '/audit', event?: AuditEvent) {
  const more = event ? { [`GET /audit-events/${event.id}`]: () => ({ status: 200, body: event }) } : {};
  const rendered = await renderScreen(
    <>
      <EventsPage />
      <Address />
    </>,
    { at, answers: { ...answers(), ...more } },
  );
  await screen.findByRole('table', { name: 'Audit' });
  return rendered;
}

const address = () => screen.getByTestId('address').textContent ?? '';
const rows = () =>
  within(screen.getByRole('table', { name: 'Audit' }))
    .getAllByRole('row')
    .slice(1);
const newest = (requests: FakeRequest[]) => requests.filter(({ path }) => path === '/audit-events').at(-1);

function checkpoint(): void {
  act(() => {
    tellLive({ type: 'checkpoint.created', data: { size: 9 } });
  });
}

function scrollTo(top: number): void {
  const table = screen.getByRole('table', { name: 'Audit' });
  Object.defineProperty(table, 'scrollTop', { value: top, writable: true, configurable: true });
  fireEvent.scroll(table);
}

beforeEach(() => {
  log = [auditEvent(2), auditEvent(1)];
});

describe('the filters', () => {
  it('come from the address: asked for, and shown as chips in words', async () => {
    const { api } = await openLog('/audit?kind=inbox.&outcome=refused&actorId=m-daniel&requestId=r-7');
    const chips = await screen.findByRole('list', { name: 'Active filters' });
    await within(chips).findByText('Inbox: everything');
    await within(chips).findByText('Daniel Okafor');
    expect(within(chips).getByText('Refused')).toBeTruthy();
    expect(Object.fromEntries(newest(api.requests)?.query ?? [])).toMatchObject({
      kind: 'inbox.',
      outcome: 'refused',
      actorId: 'm-daniel',
      requestId: 'r-7',
    });
  });

  it('go into the address, one by one, and out again by their chip', async () => {
    const { api } = await openLog();
    fireEvent.change(screen.getByRole('combobox', { name: 'Outcome' }), { target: { value: 'failure' } });
    fireEvent.change(screen.getByRole('combobox', { name: 'Time' }), { target: { value: '24h' } });
    await waitFor(() => expect(address()).toBe('/audit?outcome=failure&range=24h'));
    await waitFor(() => expect(newest(api.requests)?.query.get('outcome')).toBe('failure'));
    expect(Date.parse(newest(api.requests)?.query.get('from') ?? '')).toBeGreaterThan(Date.now() - 86_500_000);
    fireEvent.click(await screen.findByRole('button', { name: 'Remove the filter Outcome: Failed' }));
    await waitFor(() => expect(address()).toBe('/audit?range=24h'));
    fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    await waitFor(() => expect(address()).toBe('/audit'));
  });

  it('search in the text when the typing pauses', async () => {
    const { api } = await openLog();
    fireEvent.change(screen.getByRole('searchbox', { name: 'Search in events' }), { target: { value: 'flood' } });
    await waitFor(() => expect(address()).toBe('/audit?q=flood'));
    await waitFor(() => expect(newest(api.requests)?.query.get('q')).toBe('flood'));
  });

  it('say what to do when nothing matches', async () => {
    log = [];
    await renderScreen(<EventsPage />, { at: '/audit?outcome=failure', answers: answers() });
    await screen.findByText('No event matches the filters');
    expect(screen.getAllByRole('button', { name: 'Clear filters' }).length).toBeGreaterThan(0);
  });
});

describe('the live tail', () => {
  it('brings new events to the top, each once', async () => {
    await openLog();
    expect(rows()).toHaveLength(2);
    log = [auditEvent(3, { actor: { kind: 'system', id: 'divan', name: 'divan' } }), ...log];
    checkpoint();
    await waitFor(() => expect(rows()).toHaveLength(3));
    expect(within(rows()[0] as HTMLElement).getAllByText('System').length).toBeGreaterThan(0);
    checkpoint();
    await new Promise((done) => setTimeout(done, 1000));
    expect(rows()).toHaveLength(3);
  });

  it('lets who reads further down stay there, and counts', async () => {
    await openLog();
    scrollTo(400);
    log = [auditEvent(4), auditEvent(3), ...log];
    checkpoint();
    const pill = await screen.findByRole('button', { name: '2 new events' });
    expect(rows()).toHaveLength(2);
    fireEvent.click(pill);
    await waitFor(() => expect(rows()).toHaveLength(4));
    expect(screen.queryByRole('button', { name: /new event/ })).toBeNull();
  });

  it('stands still when it is switched off', async () => {
    const { api } = await openLog();
    fireEvent.click(screen.getByRole('switch', { name: 'Live' }));
    const before = api.requests.length;
    log = [auditEvent(3), ...log];
    checkpoint();
    await new Promise((done) => setTimeout(done, 1000));
    expect(api.requests).toHaveLength(before);
    expect(rows()).toHaveLength(2);
  });
});

describe('an event', () => {
  const changed = auditEvent(3, {
    kind: 'accounts.member-changed',
    object: { type: 'member', id: 'm-daniel' },
    detail: {
      before: { roles: ['agent', 'publisher'], state: 'active', teamIds: ['t-1'] },
      after: { roles: ['publisher', 'approver'], state: 'disabled', teamIds: ['t-1'] },
    },
    salt: 'AAAA',
    entry: null,
    leafIndex: 3,
  });

  it('tells its change field by field and leads further', async () => {
    await openLog(`/audit?event=${changed.id}`, changed);
    const drawer = await screen.findByRole('dialog', { name: 'Member changed' });
    const changes = await within(drawer).findByRole('table', { name: 'Changes' });
    const state = within(changes).getByRole('row', { name: /State/ });
    expect(state.textContent).toContain('Changed');
    expect(state.textContent).toMatch(/Before: Active.*After: Disabled/);
    const roles = within(changes).getByRole('row', { name: /Roles/ });
    expect(roles.textContent).toContain('Removed Agent');
    expect(roles.textContent).toContain('Added Approver');
    expect(within(changes).queryByText('Teams')).toBeNull();
    fireEvent.click(within(drawer).getByRole('button', { name: 'Show 1 unchanged field' }));
    within(changes).getByText('Teams');
    const link = within(drawer).getByRole('link', { name: 'Everything about this object' });
    expect(link.getAttribute('href')).toBe('/audit?objectType=member&objectId=m-daniel');
    expect(within(drawer).getByRole('link', { name: 'This request' }).getAttribute('href')).toBe(
      '/audit?requestId=r-3',
    );
  });

  it('says honestly what was erased', async () => {
    const erased = auditEvent(4, {
      actor: { kind: 'member', id: 'm-x', name: null },
      detail: null,
      address: null,
      userAgent: null,
      salt: null,
      entry: null,
    });
    await openLog(`/audit?event=${erased.id}`, erased);
    const drawer = await screen.findByRole('dialog', { name: 'Message received' });
    await within(drawer).findByText('The personal part was erased');
    within(drawer).getByText('Erased');
    expect(within(drawer).queryByText('With program')).toBeNull();
    within(drawer).getByRole('link', { name: 'Everything by this person' });
  });
});
