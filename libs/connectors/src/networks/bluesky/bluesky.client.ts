import type { HttpClient } from '@divan/platform';
import type { z } from 'zod';
import { ConnectorError } from '../../kit/connector.errors';
import { retryAfterSeconds, toConnectorError } from '../../kit/network-failure';
import { decodeUtf8 } from '../../kit/raw-json';
import { errorSchema } from './bluesky.schemas';

export interface XrpcRequest {
  /** Namespaced id of the method, for example `com.atproto.repo.createRecord`. */
  nsid: string;
  params?: Record<string, string | number | string[]>;
  /** Makes it a procedure (POST); bytes are sent as they are. */
  body?: object | Uint8Array;
  contentType?: string;
  token?: string;
  /** The call that publishes: failures after sending are `unknown_outcome`. */
  irreversible?: boolean;
  procedure?: boolean;
}

export interface XrpcAnswer {
  text: string;
  json: unknown;
}

const EXPIRED = new Set(['ExpiredToken', 'InvalidToken']);
const ACCOUNT_CLOSED = new Set([
  'AccountTakedown',
  'AccountDeactivated',
  'AccountSuspended',
  'AuthMissing',
  'AuthenticationRequired',
]);

/** One XRPC call (atproto "HTTP API (XRPC)"). Throws ConnectorError only. */
export async function xrpc(http: HttpClient, service: string, request: XrpcRequest): Promise<XrpcAnswer> {
  try {
    const response = await http.fetch(urlOf(service, request), initOf(request));
    const text = decodeUtf8(new Uint8Array(await response.arrayBuffer()));
    if (!response.ok) throw failureOf(response, text, request);
    return { text, json: text === '' ? {} : parseJson(text, request) };
  } catch (error) {
    throw toConnectorError(error, request);
  }
}

/** Reads an answer with a schema; an answer of another shape is `unavailable`, or unknown when it followed a publish. */
export function readAnswer<T>(
  schema: z.ZodType<T>,
  answer: XrpcAnswer,
  request: Pick<XrpcRequest, 'irreversible' | 'nsid'>,
): T {
  const read = schema.safeParse(answer.json);
  if (read.success) return read.data;
  const kind = request.irreversible ? 'unknown_outcome' : 'unavailable';
  throw new ConnectorError(kind, `The answer to ${request.nsid} is not understood.`, {
    payload: answer.text,
    cause: read.error,
  });
}

function urlOf(service: string, request: XrpcRequest): URL {
  const url = new URL(`/xrpc/${request.nsid}`, service);
  for (const [name, value] of Object.entries(request.params ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url;
}

function initOf(request: XrpcRequest): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (request.token) headers['authorization'] = `Bearer ${request.token}`;
  if (request.body === undefined) return { method: request.procedure ? 'POST' : 'GET', headers };
  const isBytes = request.body instanceof Uint8Array;
  headers['content-type'] = request.contentType ?? 'application/json';
  return { method: 'POST', headers, body: isBytes ? (request.body as BodyInit) : JSON.stringify(request.body) };
}

function parseJson(text: string, request: XrpcRequest): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const kind = request.irreversible ? 'unknown_outcome' : 'unavailable';
    throw new ConnectorError(kind, `The answer to ${request.nsid} is not JSON.`, { payload: text, cause });
  }
}

function failureOf(response: Response, text: string, request: XrpcRequest): ConnectorError {
  const { code, message } = describe(text);
  const detail = message ?? `${request.nsid} answered ${response.status}.`;
  const options = { code: code ?? `http_${response.status}`, payload: text };
  if (response.status === 429) {
    return new ConnectorError('rate_limited', detail, {
      ...options,
      retryAfterSeconds: retryAfterSeconds(response.headers),
    });
  }
  if (response.status === 401 || EXPIRED.has(options.code) || ACCOUNT_CLOSED.has(options.code)) {
    return new ConnectorError('auth_expired', detail, options);
  }
  if (response.status === 501 || response.status === 404) return new ConnectorError('unsupported', detail, options);
  if (response.status >= 500) {
    return new ConnectorError(request.irreversible ? 'unknown_outcome' : 'unavailable', detail, options);
  }
  return new ConnectorError('rejected', detail, options);
}

function describe(text: string): { code?: string; message?: string } {
  try {
    const body = errorSchema.parse(JSON.parse(text));
    return { code: body.error, message: body.message };
  } catch {
    return {};
  }
}

/** Whether the access token alone is at fault, so that a fresh one may help. */
export function isExpired(error: unknown): boolean {
  return error instanceof ConnectorError && error.kind === 'auth_expired' && !(error.code ?? '').startsWith('Account');
}
