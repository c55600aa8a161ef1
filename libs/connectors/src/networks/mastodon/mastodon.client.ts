import type { HttpClient } from '@divan/platform';
import type { z } from 'zod';
import { ConnectorError } from '../../kit/connector.errors';
import type { ChannelAccess } from '../../kit/contract';
import { retryAfterSeconds, toConnectorError } from '../../kit/network-failure';
import { decodeUtf8 } from '../../kit/raw-json';
import { credentialsSchema, errorSchema, settingsSchema } from './mastodon.schemas';

export interface MastodonRequest {
  method?: 'GET' | 'POST';
  path: string;
  query?: Record<string, string | undefined>;
  form?: Record<string, string>;
  json?: object;
  multipart?: FormData;
  headers?: Record<string, string>;
  /** The call that publishes: failures after sending are `unknown_outcome`. */
  irreversible?: boolean;
  totalTimeoutMs?: number;
}

export interface MastodonAnswer {
  status: number;
  text: string;
  json: unknown;
}

/** The calls to one instance. Throws ConnectorError only. */
export class MastodonClient {
  constructor(
    private readonly http: HttpClient,
    readonly instance: string,
    private readonly token?: string,
  ) {}

  static of(http: HttpClient, access: ChannelAccess): MastodonClient {
    const credentials = credentialsSchema.safeParse(access.credentials);
    const settings = settingsSchema.safeParse(access.settings);
    if (!credentials.success || !settings.success) {
      throw new ConnectorError('auth_expired', 'The stored credentials are incomplete: connect the account again.');
    }
    return new MastodonClient(http, settings.data.instance, credentials.data.accessToken);
  }

  get host(): string {
    return new URL(this.instance).host;
  }

  async request(request: MastodonRequest): Promise<MastodonAnswer> {
    try {
      const response = await this.http.fetch(this.urlOf(request), {
        ...this.initOf(request),
        totalTimeoutMs: request.totalTimeoutMs,
      });
      const text = decodeUtf8(new Uint8Array(await response.arrayBuffer()));
      if (!response.ok) throw failureOf(response, text, request);
      return { status: response.status, text, json: parseJson(text) };
    } catch (error) {
      throw toConnectorError(error, request);
    }
  }

  async read<T>(schema: z.ZodType<T>, request: MastodonRequest): Promise<T> {
    return readAnswer(schema, await this.request(request), request);
  }

  /** Opens an event stream; its body has no end of its own. */
  async openStream(url: URL, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    try {
      const headers = { accept: 'text/event-stream', ...this.authorization() };
      const response = await this.http.fetch(url, { headers, signal, streamed: true });
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
      if (response.ok && isStream && response.body) return response.body as ReadableStream<Uint8Array>;
      await response.body?.cancel();
      throw streamRefusal(response);
    } catch (error) {
      throw toConnectorError(error);
    }
  }

  private urlOf({ path, query = {} }: MastodonRequest): URL {
    const url = new URL(path, this.instance);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.append(name, value);
    return url;
  }

  private initOf({ method, form, json, multipart, headers }: MastodonRequest): RequestInit {
    const all: Record<string, string> = { accept: 'application/json', ...this.authorization(), ...headers };
    if (multipart) return { method: 'POST', headers: all, body: multipart };
    if (form) return { method: 'POST', headers: all, body: new URLSearchParams(form) };
    if (json)
      return { method: 'POST', headers: { ...all, 'content-type': 'application/json' }, body: JSON.stringify(json) };
    return { method: method ?? 'GET', headers: all };
  }

  private authorization(): Record<string, string> {
    return this.token ? { authorization: `Bearer ${this.token}` } : {};
  }
}

/** Reads an answer with a schema; an answer of another shape is `unavailable`, or unknown when it followed a publish. */
export function readAnswer<T>(schema: z.ZodType<T>, answer: MastodonAnswer, request: MastodonRequest): T {
  const read = schema.safeParse(answer.json);
  if (read.success) return read.data;
  const kind = request.irreversible ? 'unknown_outcome' : 'unavailable';
  throw new ConnectorError(kind, `The answer to ${request.path} is not understood.`, {
    payload: answer.text,
    cause: read.error,
  });
}

/** Whether an instance simply lacks a call, in any of the ways in which instances say so. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof ConnectorError &&
    ['http_404', 'http_405', 'http_410', 'http_418', 'http_501'].includes(error.code ?? '')
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureOf(response: Response, text: string, request: MastodonRequest): ConnectorError {
  const { status } = response;
  // The body may be empty, HTML or anything; only a JSON error says something worth showing.
  const said = errorSchema.safeParse(parseJson(text)).data;
  const detail = said?.error_description || said?.error || `The instance answered ${status}.`;
  const options = { code: `http_${status}`, payload: text };
  if (status === 429)
    return new ConnectorError('rate_limited', detail, {
      ...options,
      retryAfterSeconds: retryAfterSeconds(response.headers),
    });
  if (isLockedOut(status, detail)) {
    return new ConnectorError('auth_expired', detail, options);
  }
  if (status === 405 || status === 501) return new ConnectorError('unsupported', detail, options);
  if (status >= 500)
    return new ConnectorError(request.irreversible ? 'unknown_outcome' : 'unavailable', detail, options);
  return new ConnectorError('rejected', detail, options);
}

function isLockedOut(status: number, detail: string): boolean {
  return status === 401 || (status === 403 && /login is currently|suspended|disabled/i.test(detail));
}

function streamRefusal(response: Response): ConnectorError {
  if (response.status === 401) return new ConnectorError('auth_expired', 'The instance no longer accepts the token.');
  if (response.status === 429) {
    return new ConnectorError('rate_limited', 'Too many streams.', {
      retryAfterSeconds: retryAfterSeconds(response.headers),
    });
  }
  if (response.status >= 500 && response.status !== 501)
    return new ConnectorError('unavailable', `The stream answered ${response.status}.`);
  return new ConnectorError('unsupported', 'This instance does not offer streaming.', {
    code: `http_${response.status}`,
  });
}
