import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { problem } from '../../test/fake-api';
import { renderScreen } from '../../test/render';
import { InboxPage } from './inbox-page';

const PATH = '/inbox/:conversationId?';

function press(key: string): void {
  act(() => {
    document.documentElement.dispatchEvent(
      new KeyboardEvent('keydown', { key, code: `Key${key.toUpperCase()}`, bubbles: true }),
    );
  });
}

async function openInbox(at = '/inbox/v-1') {
  const rendered = await renderScreen(<InboxPage />, { at, path: PATH });
  await screen.findByRole('list', { name: 'Conversations' });
  return rendered;
}

describe('the inbox', () => {
  it('lists what is open and opens the next one by key', async () => {
    await openInbox('/inbox');
    const list = screen.getByRole('list', { name: 'Conversations' });
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(5));
    press('j');
    await screen.findByRole('region', { name: 'Conversation with Maya Thompson' });
  });

  it('says each delivery state, and sends a failed reply again', async () => {
    const { api } = await openInbox();
    await screen.findByText('Not known whether it was sent');
    expect(screen.getByText('The author has blocked replies.')).toBeTruthy();
    expect(screen.getByText(/Maya Thompson.* likes this/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Send again' }));
    await waitFor(() => expect(api.requests.some(({ path }) => path === '/messages/x-8/retry')).toBe(true));
  });

  it('shows a reply at once and keeps its key when the answer was lost', async () => {
    const { api } = await openInbox();
    const box = await screen.findByRole('textbox', { name: 'Reply to Maya Thompson' });
    api.overrides.set('POST /conversations/v-1/messages', () => problem(503, 'http.503'));
    fireEvent.change(box, { target: { value: 'On its way.' } });
    fireEvent.keyDown(box, { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect((box as HTMLTextAreaElement).value).toBe('On its way.'));
    api.overrides.clear();
    fireEvent.keyDown(box, { key: 'Enter', ctrlKey: true });
    await screen.findByText('On its way.', { selector: 'p' });
    const keys = api.requests
      .filter(({ method, path }) => method === 'POST' && path === '/conversations/v-1/messages')
      .map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  it('takes the key for a reply before the box is there', async () => {
    await renderScreen(<InboxPage />, { at: '/inbox/v-1', path: PATH });
    press('r');
    expect(screen.queryByRole('textbox', { name: 'Reply to Maya Thompson' })).toBeNull();
    const box = await screen.findByRole('textbox', { name: 'Reply to Maya Thompson' });
    await waitFor(() => expect(document.activeElement).toBe(box));
  });

  it('counts as the network counts and sends nothing that is too long', async () => {
    const { api } = await openInbox();
    const box = await screen.findByRole('textbox', { name: 'Reply to Maya Thompson' });
    fireEvent.change(box, { target: { value: 'x'.repeat(501) } });
    await screen.findByText('1 character too long');
    fireEvent.keyDown(box, { key: 'Enter', ctrlKey: true });
    expect(api.requests.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('says why a reply is not possible', async () => {
    await openInbox('/inbox/v-3');
    await screen.findByText('The author allows no replies to this post.');
    expect(screen.queryByRole('textbox', { name: /Reply to/ })).toBeNull();
  });

  it('resolves at once with the version it saw, and takes it back', async () => {
    const { api } = await openInbox();
    await screen.findByRole('button', { name: 'Resolve' });
    press('e');
    await screen.findByRole('region', { name: 'Conversation with رضا کریمی' });
    const list = screen.getByRole('list', { name: 'Conversations' });
    await waitFor(() => expect(within(list).queryByText('Maya Thompson')).toBeNull());
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await within(list).findByText('Maya Thompson');
    const changes = api.requests.filter(({ method }) => method === 'PATCH');
    expect(changes.map(({ body }) => body)).toEqual([{ status: 'resolved' }, { status: 'open' }]);
    expect(changes.map(({ headers }) => headers['if-match'])).toEqual(['"1"', '"2"']);
  });

  it('takes a change back on screen when somebody else was faster', async () => {
    const { api } = await openInbox();
    api.overrides.set('PATCH /conversations/v-1', () => problem(412, 'platform.version_conflict'));
    await screen.findByRole('button', { name: 'Resolve' });
    press('e');
    await screen.findByText('Somebody was faster');
    await within(screen.getByRole('list', { name: 'Conversations' })).findByText('Maya Thompson');
  });
});
