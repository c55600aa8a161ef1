import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/config';
import { literalAddress, isPublicAddress, type ResolveAll } from './address-guard';
import { httpClientConfig } from './http-client.config';
import { HttpClientError } from './http-client.errors';
import { nextHop, MAX_REDIRECTS, type OutgoingRequest } from './redirect-policy';
import { bodyForbidden, readBody, streamBody, toHeaders } from './response-body';
import { Transport, type Call } from './transport';

/** Sent with every request; kept equal to the version in package.json by a test. */
export const DIVAN_VERSION = '0.1.0';

export interface HttpClientOptions {
  /** `host:port`, or `host` for all its ports; lower case. */
  allowedHosts?: readonly string[];
  connectTimeoutMs?: number;
  headersTimeoutMs?: number;
  totalTimeoutMs?: number;
  maxResponseBytes?: number;
  /** Replaces DNS; for tests. */
  resolve?: ResolveAll;
}

export interface GuardedRequestInit extends RequestInit {
  /** From the first byte of the request to the last of the answer. Ignored for a streamed answer. */
  totalTimeoutMs?: number;
  maxResponseBytes?: number;
  /** Hands the body over as it arrives, without total timeout or size limit; for event streams. */
  streamed?: boolean;
}

/**
 * The only way out of Divan over HTTP. It reaches public addresses only, checked when the connection is made and again
 * on every redirect, and its errors say whether the request was sent.
 */
@Injectable()
export class HttpClient implements OnApplicationShutdown {
  private readonly logger = new Logger(HttpClient.name);
  private readonly options: Required<Omit<HttpClientOptions, 'resolve'>>;
  private readonly allowed: ReadonlySet<string>;
  private readonly transport: Transport;

  constructor(@Inject(Config) source: Config | HttpClientOptions) {
    const { resolve, ...options } = source instanceof Config ? fromConfig(source) : source;
    this.options = { ...DEFAULTS, ...options };
    this.allowed = new Set(this.options.allowedHosts);
    this.transport = new Transport({ ...this.options, resolve });
  }

  /**
   * Like the global `fetch`, except that a refused address, a broken connection, a timeout and an oversize answer are
   * HttpClientError. The answer's body is complete when the promise resolves, unless `streamed` is set.
   */
  async fetch(input: string | URL | Request, init: GuardedRequestInit = {}): Promise<Response> {
    let request = await toOutgoing(input, init);
    for (let hop = 0; ; hop++) {
      const response = await this.exchange(request, init, hop > 0);
      const next = nextHop(request, response);
      if (next === undefined) return response;
      if (hop === MAX_REDIRECTS) throw new HttpClientError('refused', true, `More than ${MAX_REDIRECTS} redirects.`);
      request = next;
    }
  }

  /** Whether this URL could be requested at all, judged without resolving its name. */
  permits(url: string | URL): boolean {
    return URL.canParse(String(url)) && this.refusalOf(new URL(url)) === undefined;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Ends every connection, also those in use. */
  async close(): Promise<void> {
    await this.transport.close();
  }

  private async exchange(request: OutgoingRequest, init: GuardedRequestInit, sentBefore: boolean): Promise<Response> {
    const refusal = this.refusalOf(request.url);
    if (refusal) throw new HttpClientError('refused', sentBefore, refusal);
    const started = Date.now();
    const totalMs = init.streamed ? undefined : (init.totalTimeoutMs ?? this.options.totalTimeoutMs);
    const call = await this.transport.open(request, {
      open: this.isAllowed(request.url),
      totalMs,
      signal: init.signal ?? undefined,
    });
    try {
      const answer = await call.answer;
      this.logger.debug(`${request.method} ${redactUrl(request.url)} ${answer.statusCode} ${Date.now() - started} ms`);
      return await this.toResponse(answer, request, init);
    } catch (error) {
      const failure = call.explain(error, sentBefore);
      this.logger.debug(`${request.method} ${redactUrl(request.url)} ${failure.code} ${Date.now() - started} ms`);
      throw failure;
    }
  }

  private async toResponse(
    answer: Awaited<Call['answer']>,
    request: OutgoingRequest,
    init: GuardedRequestInit,
  ): Promise<Response> {
    const headers = toHeaders(answer.headers);
    const limit = init.maxResponseBytes ?? this.options.maxResponseBytes;
    const empty = bodyForbidden(request.method, answer.statusCode);
    const body = init.streamed ? streamBody(answer.body) : await readBody(answer.body, headers, limit);
    const response = new Response(empty ? null : (body as BodyInit), { status: answer.statusCode, headers });
    Object.defineProperty(response, 'url', { value: request.url.href });
    return response;
  }

  private refusalOf(url: URL): string | undefined {
    if (url.username !== '' || url.password !== '') return 'An address must not carry a name or password.';
    if (this.isAllowed(url)) return undefined;
    if (url.protocol !== 'https:') return `${url.protocol}//${url.host} is refused: only https is allowed.`;
    const literal = literalAddress(url.hostname);
    return literal !== undefined && !isPublicAddress(literal)
      ? `The address ${url.hostname} is not a public one.`
      : undefined;
  }

  private isAllowed(url: URL): boolean {
    const port = url.port || (url.protocol === 'https:' ? '443' : url.protocol === 'http:' ? '80' : '');
    return port !== '' && (this.allowed.has(`${url.hostname}:${port}`) || this.allowed.has(url.hostname));
  }
}

const DEFAULTS: Required<Omit<HttpClientOptions, 'resolve'>> = {
  allowedHosts: [],
  connectTimeoutMs: 5_000,
  headersTimeoutMs: 15_000,
  totalTimeoutMs: 30_000,
  maxResponseBytes: 10 * 1024 * 1024,
};

function fromConfig(config: Config): HttpClientOptions {
  const section = config.get(httpClientConfig);
  return {
    allowedHosts: section.HTTP_ALLOWED_HOSTS,
    connectTimeoutMs: section.HTTP_CONNECT_TIMEOUT_MS,
    headersTimeoutMs: section.HTTP_HEADERS_TIMEOUT_MS,
    totalTimeoutMs: section.HTTP_TOTAL_TIMEOUT_MS,
    maxResponseBytes: section.HTTP_MAX_RESPONSE_BYTES,
  };
}

async function toOutgoing(input: string | URL | Request, init: GuardedRequestInit): Promise<OutgoingRequest> {
  let request: Request;
  try {
    request = new Request(input, init);
  } catch (cause) {
    throw new HttpClientError('refused', false, 'This is not a request that can be sent.', { cause });
  }
  // The body is read once here, so that its length is declared and a redirect can repeat it.
  const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
  const headers = new Headers(request.headers);
  if (!headers.has('user-agent')) headers.set('user-agent', `Divan/${DIVAN_VERSION}`);
  headers.set('accept-encoding', 'gzip, deflate');
  return { url: new URL(request.url), method: request.method, headers, body, redirect: request.redirect };
}

/** For logs: no query, fragment, name or password, any of which may hold a secret. */
export function redactUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
