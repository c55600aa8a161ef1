/* global sessionStorage */

/** The same API that every client uses; only signing in as a citizen belongs to this page alone. */
let token = null;
let signedIn = Promise.resolve();

export const currentToken = () => token;

/** Becomes a citizen. Whatever is written meanwhile waits, so that nothing is sent as nobody or as the one before. */
export function playAs(account) {
  signedIn = signIn(account);
  return signedIn;
}

async function signIn(account) {
  const known = sessionStorage.getItem(`token:${account}`);
  token = known;
  if (known && (await send('GET', '/api/v1/accounts/verify_credentials').catch(() => null))) return;
  token = null;
  const granted = await send('POST', '/page/sign-in', { account });
  token = granted.access_token;
  sessionStorage.setItem(`token:${account}`, token);
}

export async function request(method, path, body, headers = {}) {
  await signedIn.catch(() => undefined);
  return send(method, path, body, headers);
}

async function send(method, path, body, headers = {}) {
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
