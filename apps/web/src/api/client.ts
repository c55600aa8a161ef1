import { apiUrl } from './config';
import type { ApiPath } from './paths';
import { problemFrom, ProblemError } from './problem';
import { accessToken, refreshSession, sessionStatus, whenUnlocked } from './session';
import { stepUp, wantsFactor } from './step-up';

export type QueryValue = string | number | boolean | null | undefined;

export interface RequestOptions {
  query?: Record<string, QueryValue>;
  signal?: AbortSignal;
  /** For a retry of the same act: reuse the key. Without it every POST gets a key of its own. */
  idempotencyKey?: string;
  /** Version of what is edited; sent as a strong entity tag in If-Match. */
  ifMatch?: number;
  headers?: Record<string, string>;
  /** For the routes of sign-in, which carry no bearer token. */
  anonymous?: boolean;
}

const MOST_QUESTIONS = 2;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';

function withQuery(path: string, query: RequestOptions['query']): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

function requestHeaders(method: Method, body: unknown, options: RequestOptions): Headers {
  const headers = new Headers({ Accept: 'application/json', 'X-Divan-Client': 'web', ...options.headers });
  if (body !== undefined && !(body instanceof FormData)) headers.set('Content-Type', 'application/json');
  if (method === 'POST') headers.set('Idempotency-Key', options.idempotencyKey ?? crypto.randomUUID());
  if (options.ifMatch !== undefined) headers.set('If-Match', `"${options.ifMatch}"`);
  return headers;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ProblemError({ status: 0, code: 'network.unreachable', detail: String(cause) });
  }
}

/** That the token no longer counts. A wrong code is a 401 too, and must not be sent twice. */
async function isSessionOver(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const { code } = await problemFrom(response.clone());
  return /^(auth\.(not_signed_in|session_ended)|http\.401)$/.test(code);
}

/**
 * Sends a request with the member's token, renewing it once when the API says that it has expired. While the page is
 * locked the request waits for the member to come back.
 */
export async function authorizedFetch(url: string, init: RequestInit & { headers: Headers }): Promise<Response> {
  await whenUnlocked(init.signal);
  const token = await accessToken();
  // The session turned out to have ended: this very request is what somebody comes back to.
  if (!token && sessionStatus() === 'locked') return authorizedFetch(url, init);
  if (token) init.headers.set('Authorization', `Bearer ${token}`);
  const response = await send(url, init);
  if (!token || !(await isSessionOver(response))) return response;
  if (!(await refreshSession()) && sessionStatus() !== 'locked') return response;
  await whenUnlocked(init.signal);
  const renewed = await accessToken();
  if (!renewed) return response;
  init.headers.set('Authorization', `Bearer ${renewed}`);
  return send(url, init);
}

async function exchange(method: Method, path: string, body: unknown, options: RequestOptions): Promise<Response> {
  const url = apiUrl(withQuery(path, options.query));
  const headers = requestHeaders(method, body, options);
  const payload = body === undefined || body instanceof FormData ? body : JSON.stringify(body);
  const init = {
    method,
    headers,
    credentials: 'include' as const,
    ...(payload === undefined ? {} : { body: payload }),
    ...(options.signal ? { signal: options.signal } : {}),
  };
  const attempt = () => (options.anonymous ? send(url, init) : authorizedFetch(url, init));
  // The same request with the same Idempotency-Key: whoever made it never learns that it was refused. A provider's word
  // may not be enough; then the account's own factor is asked for, too.
  for (let questions = 0; ; questions += 1) {
    const response = await attempt();
    if (response.ok) return response;
    const problem = await problemFrom(response);
    if (options.anonymous || questions === MOST_QUESTIONS || !wantsFactor(problem.problem)) throw problem;
    await stepUp(problem.problem);
  }
}

async function json<T>(method: Method, path: string, body: unknown, options: RequestOptions): Promise<T> {
  const response = await exchange(method, path, body, options);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Every call to the API goes through here; a path that its document does not have does not compile. Rejections are always a {@link ProblemError} or an AbortError. */
export const api = {
  get: <T>(path: ApiPath<'get'>, options: RequestOptions = {}) => json<T>('GET', path, undefined, options),
  post: <T>(path: ApiPath<'post'>, body?: unknown, options: RequestOptions = {}) =>
    json<T>('POST', path, body, options),
  patch: <T>(path: ApiPath<'patch'>, body: unknown, options: RequestOptions = {}) =>
    json<T>('PATCH', path, body, options),
  delete: <T = void>(path: ApiPath<'delete'>, options: RequestOptions = {}) =>
    json<T>('DELETE', path, undefined, options),
  /** Bytes that only a member may see (media, payloads): an <img> cannot send the token. */
  blob: async (path: string, options: RequestOptions = {}): Promise<Blob> =>
    (await exchange('GET', path, undefined, { ...options, headers: { Accept: '*/*', ...options.headers } })).blob(),
  text: async (path: string, options: RequestOptions = {}): Promise<string> =>
    (await exchange('GET', path, undefined, { ...options, headers: { Accept: '*/*', ...options.headers } })).text(),
};
