import { randomUUID } from 'node:crypto';
import { generate } from 'otplib';

/** A member at work over the REST API, as any other client would be: sign-in, tokens, idempotency keys. */
export class MemberClient {
  #cookie = '';
  #accessToken = '';

  /** @param {string} apiUrl */
  constructor(apiUrl) {
    this.apiUrl = apiUrl;
  }

  /** Accepts an invitation link: chooses a password, enrols a TOTP secret and is signed in. */
  async accept(link, { name = 'Test Member', password }) {
    const token = new URL(link).pathname.split('/').at(-1);
    const { challenge } = await this.post(`/v1/auth/invitations/${token}`, { name, password });
    const { secret } = await this.post('/v1/auth/totp-enrolment', { challenge });
    const session = await this.post('/v1/auth/totp-enrolment/confirm', { challenge, code: await generate({ secret }) });
    this.#accessToken = session.accessToken;
    this.password = password;
    this.totpSecret = secret;
    this.recoveryCodes = session.recoveryCodes;
    this.me = await this.get('/v1/me');
    return this;
  }

  /** A new access token from the refresh cookie. */
  async refresh() {
    const session = await this.post('/v1/auth/refresh', undefined, { 'X-Divan-Client': 'web' });
    this.#accessToken = session.accessToken;
  }

  get accessToken() {
    return this.#accessToken;
  }

  get = (path) => this.json('GET', path);
  post = (path, body, headers = {}) => this.json('POST', path, body, headers);
  patch = (path, body, version) => this.json('PATCH', path, body, { 'If-Match': `"${version}"` });

  /** @returns the answer's JSON; @throws {Error & {status: number, problem: object}} for problem details */
  async json(method, path, body, headers = {}) {
    const response = await this.raw(method, path, body, headers);
    const text = await response.text();
    const parsed = text && /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
    if (response.ok) return parsed;
    throw Object.assign(new Error(`${method} ${path}: ${response.status} ${text.slice(0, 400)}`), {
      status: response.status,
      problem: parsed,
    });
  }

  async raw(method, path, body, headers = {}) {
    const form = body instanceof FormData;
    const response = await fetch(this.apiUrl + path, {
      method,
      headers: {
        ...(this.#accessToken ? { Authorization: `Bearer ${this.#accessToken}` } : {}),
        ...(this.#cookie ? { Cookie: this.#cookie } : {}),
        ...(body && !form ? { 'Content-Type': 'application/json' } : {}),
        ...(method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}),
        ...headers,
      },
      body: form ? body : body === undefined ? undefined : JSON.stringify(body),
    });
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith('__Host-'));
    if (cookie) this.#cookie = cookie.split(';')[0];
    return response;
  }
}
