import { HttpClientError } from './http-client.errors';

export const MAX_REDIRECTS = 3;

export interface OutgoingRequest {
  url: URL;
  method: string;
  headers: Headers;
  body: Buffer | undefined;
  redirect: RequestRedirect;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Everything that may prove who we are; the rest of the headers says nothing about us. */
const HARMLESS_HEADERS = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent', 'content-type']);

/** The request that a redirect asks for, or undefined when the answer is final. */
export function nextHop(request: OutgoingRequest, response: Response): OutgoingRequest | undefined {
  const location = response.headers.get('location');
  if (!REDIRECTS.has(response.status) || location === null || request.redirect === 'manual') return undefined;
  if (request.redirect === 'error') throw new HttpClientError('refused', true, 'The answer is a redirect.');
  if (!URL.canParse(location, request.url.href))
    throw new HttpClientError('refused', true, 'The redirect leads nowhere.');
  const url = new URL(location, request.url);
  const next = rewriteMethod(request, response.status);
  return url.origin === request.url.origin ? { ...next, url } : leaveOrigin(next, url);
}

/** Fetch standard, HTTP-redirect fetch, step 12: 303 always and 301/302 after POST become GET without a body. */
function rewriteMethod(request: OutgoingRequest, status: number): OutgoingRequest {
  const becomesGet =
    (status === 303 && request.method !== 'GET' && request.method !== 'HEAD') ||
    ((status === 301 || status === 302) && request.method === 'POST');
  if (!becomesGet) return request;
  const headers = new Headers(request.headers);
  for (const name of ['content-type', 'content-length', 'content-encoding']) headers.delete(name);
  return { ...request, method: 'GET', body: undefined, headers };
}

/** Another origin learns nothing secret: no credentials, and a body (it may hold a password or a post) is not repeated there. */
function leaveOrigin(request: OutgoingRequest, url: URL): OutgoingRequest {
  if (request.body !== undefined)
    throw new HttpClientError('refused', true, 'A redirect would send the body to another origin.');
  const headers = new Headers();
  request.headers.forEach((value, name) => HARMLESS_HEADERS.has(name) && headers.set(name, value));
  return { ...request, url, headers };
}
