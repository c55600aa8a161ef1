import { createParser } from 'eventsource-parser';
import { apiUrl } from './config';
import { authorizedFetch } from './client';
import { sessionStatus } from './session';

export interface LiveEvent {
  type: string;
  data: Record<string, unknown>;
}

export type LiveState = 'connecting' | 'live' | 'lost';

interface LiveOptions {
  onEvent: (event: LiveEvent) => void;
  onState: (state: LiveState) => void;
  /** Called when the stream is back after a gap that Last-Event-ID may not have covered. */
  onResume: () => void;
}

const MAX_BACKOFF_MS = 30_000;

function parseData(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function waitBeforeRetry(attempt: number, signal: AbortSignal): Promise<void> {
  const backoff = Math.min(MAX_BACKOFF_MS, 1000 * 2 ** attempt);
  const delay = backoff / 2 + Math.random() * (backoff / 2);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delay);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}

/**
 * Follows GET /v1/events until the returned function is called. EventSource cannot send a bearer token,
 * hence fetch; resumes with Last-Event-ID and backs off while the API is away.
 */
export function followEvents(options: LiveOptions): () => void {
  const abort = new AbortController();
  let lastEventId: string | null = null;
  let attempt = 0;
  let hadStream = false;

  const readStream = async (): Promise<void> => {
    const headers = new Headers({ Accept: 'text/event-stream', 'X-Divan-Client': 'web' });
    if (lastEventId) headers.set('Last-Event-ID', lastEventId);
    const response = await authorizedFetch(apiUrl('/events'), {
      headers,
      signal: abort.signal,
      cache: 'no-store',
      credentials: 'include',
    });
    if (!response.ok || !response.body) throw new Error(`events: ${response.status}`);
    attempt = 0;
    options.onState('live');
    if (hadStream) options.onResume();
    hadStream = true;
    const parser = createParser({
      onEvent: (event) => {
        if (event.id) lastEventId = event.id;
        options.onEvent({ type: event.event ?? 'message', data: parseData(event.data) });
      },
    });
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
    }
  };

  const run = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      try {
        await readStream();
      } catch {
        // Any failure is the same here: say that it is lost, wait, try again.
      }
      if (abort.signal.aborted || sessionStatus() === 'signed-out') return;
      options.onState('lost');
      await waitBeforeRetry(attempt++, abort.signal);
    }
  };

  options.onState('connecting');
  void run();
  return () => abort.abort();
}
