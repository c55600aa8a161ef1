/* global sessionStorage */

/** The same API that every client uses; only signing in as a citizen belongs to this page alone. */
let token = null;

export const currentToken = () => token;

export async function playAs(account) {
  const known = sessionStorage.getItem(`token:${account}`);
  token = known;
  if (known && (await request('GET', '/api/v1/accounts/verify_credentials').catch(() => null))) return;
  token = null;
  const granted = await request('POST', '/page/sign-in', { account });
  token = granted.access_token;
  sessionStorage.setItem(`token:${account}`, token);
}

export async function request(method, path, body, headers = {}) {
  const response = await fetch(path, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? String(response.status));
  return answer;
}

export const get = (path) => request('GET', path);
export const post = (path, body, headers) => request('POST', path, body, headers);
