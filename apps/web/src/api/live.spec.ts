import { beforeEach, describe, expect, it, vi } from 'vitest';
import { followEvents, type LiveEvent } from './live';
import { beginSession } from './session';

function stream(text: string): Response {
  return new Response(text, { status: 200, headers: { 'content-type': 'text/event-stream' } });
}

describe('followEvents', () => {
  beforeEach(() => {
    beginSession({ accessToken: 'token', expiresAt: new Date(Date.now() + 600_000).toISOString() });
  });

  it('reads events with the token, and after a loss goes on where it was', async () => {
    const seen: Headers[] = [];
    const answers = [
      stream('id: 7\nevent: message.created\ndata: {"id":"m","conversationId":"c"}\n\n'),
      stream('id: 8\nevent: post.changed\ndata: {"id":"p"}\n\n'),
    ];
    globalThis.fetch = vi.fn((_url, init?: RequestInit) => {
      seen.push(new Headers(init?.headers));
      const answer = answers.shift();
      return answer ? Promise.resolve(answer) : new Promise<Response>(() => undefined);
    });
    const events: LiveEvent[] = [];
    const states: string[] = [];
    const onResume = vi.fn();
    const stop = followEvents({
      onEvent: (event) => events.push(event),
      onState: (state) => states.push(state),
      onResume,
    });
    await vi.waitFor(() => expect(states).toContain('lost'));
    window.dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(events).toHaveLength(2));
    stop();

    expect(events[0]).toEqual({ type: 'message.created', data: { id: 'm', conversationId: 'c' } });
    expect(seen[0]?.get('authorization')).toBe('Bearer token');
    expect(seen[0]?.get('last-event-id')).toBeNull();
    expect(seen[1]?.get('last-event-id')).toBe('7');
    expect(onResume).toHaveBeenCalledTimes(1);
  });
});
