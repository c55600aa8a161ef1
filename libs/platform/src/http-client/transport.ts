import type { Agent, Dispatcher } from 'undici';
import { guardedLookup, RefusedAddressError, type ResolveAll } from './address-guard';
import { HttpClientError } from './http-client.errors';
import type { OutgoingRequest } from './redirect-policy';

export interface TransportOptions {
  connectTimeoutMs: number;
  headersTimeoutMs: number;
  totalTimeoutMs: number;
  resolve?: ResolveAll;
}

/** One request under way. */
export interface Call {
  answer: Promise<Dispatcher.ResponseData>;
  /** Says what a failure means; `sentBefore` when an earlier hop already reached someone. */
  explain(error: unknown, sentBefore: boolean): HttpClientError;
}

interface CallOptions {
  /** Skips the address check: the host is on the allow list. */
  open: boolean;
  totalMs: number | undefined;
  signal: AbortSignal | undefined;
}

interface StartHandler {
  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void;
}
type DecoratorConstructor = new (handler: Dispatcher.DispatchHandler) => StartHandler;

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Connection pools. undici is loaded at the first request: a process that makes none does not pay for it. */
export class Transport {
  private readonly agents = new Map<string, Agent>();

  constructor(private readonly options: TransportOptions) {}

  async open(request: OutgoingRequest, { open, totalMs, signal }: CallOptions): Promise<Call> {
    const undici = await import('undici');
    const agent = this.agentFor(undici, open, SAFE_METHODS.has(request.method));
    let sent = false;
    // The typings leave out the methods that the class has.
    const Base = undici.DecoratorHandler as unknown as DecoratorConstructor;
    class SentMarker extends Base {
      override onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
        sent = true;
        super.onRequestStart(controller, context);
      }
    }
    const marked = agent.compose((dispatch) => (opts, handler) => dispatch(opts, new SentMarker(handler)));
    const timer = totalMs === undefined ? undefined : AbortSignal.timeout(totalMs);
    const signals = [timer, signal].filter((one) => one !== undefined);
    const answer = marked.request({
      origin: request.url.origin,
      path: request.url.pathname + request.url.search,
      method: request.method as Dispatcher.HttpMethod,
      headers: Object.fromEntries(request.headers),
      body: request.body,
      headersTimeout: this.options.headersTimeoutMs,
      bodyTimeout: totalMs === undefined ? 0 : this.options.totalTimeoutMs,
      signal: signals.length > 0 ? AbortSignal.any(signals) : undefined,
    });
    return {
      answer,
      explain: (error, sentBefore) => explain(error, sent || sentBefore, timer, signal),
    };
  }

  async close(): Promise<void> {
    const agents = [...this.agents.values()];
    this.agents.clear();
    await Promise.all(agents.map((agent) => agent.destroy()));
  }

  private agentFor(undici: typeof import('undici'), open: boolean, reuse: boolean): Agent {
    const key = `${open}/${reuse}`;
    const existing = this.agents.get(key);
    if (existing) return existing;
    const agent = new undici.Agent({
      connect: {
        timeout: this.options.connectTimeoutMs,
        ...(open ? {} : { lookup: guardedLookup(this.options.resolve) }),
      },
      // A kept connection may be closed by the other side just as we write, which leaves it unknown whether the request
      // arrived. Harmless when reading; anything else gets a fresh connection (pipelining 0 keeps none).
      pipelining: reuse ? 1 : 0,
      keepAliveTimeout: 4_000,
    });
    this.agents.set(key, agent);
    return agent;
  }
}

function explain(
  error: unknown,
  sent: boolean,
  timer: AbortSignal | undefined,
  signal: AbortSignal | undefined,
): HttpClientError {
  if (error instanceof HttpClientError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const make = (kind: HttpClientError['code'], message: string) =>
    new HttpClientError(kind, sent, message, { cause: error });
  if (error instanceof RefusedAddressError) return make('refused', error.message);
  if (timer?.aborted) return make('timeout', 'The answer did not arrive in time.');
  if (signal?.aborted) return make('aborted', 'The request was given up.');
  if (typeof code === 'string' && code.endsWith('_TIMEOUT'))
    return make('timeout', 'The answer did not arrive in time.');
  return sent
    ? make('broken', 'The connection ended before the answer.')
    : make('unreachable', 'No connection could be made.');
}
