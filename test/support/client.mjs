import { randomUUID } from 'node:crypto';
import { generate } from 'otplib';

/** A member at work over the REST API, as any other client would be: sign-in, tokens, idempotency keys. */
export class MemberClient {
  #cookies = new Map();
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
    this.totpSecret = secret;
    const session = await this.post('/v1/auth/totp-enrolment/confirm', { challenge, code: await this.nextCode() });
    this.#accessToken = session.accessToken;
    this.password = password;
    this.recoveryCodes = session.recoveryCodes;
    this.me = await this.get('/v1/me');
    return this;
  }

  /** A new access token from the refresh cookie. */
  async refresh() {
    const session = await this.post('/v1/auth/refresh', undefined, { 'X-Divan-Client': 'web' });
    this.#accessToken = session.accessToken;
  }

  /** Signs in again: a new session on the same client. */
  async signIn({ email = this.me.member.email, password = this.password } = {}) {
    const { challenge } = await this.post('/v1/auth/sign-in', { email, password });
    const session = await this.post('/v1/auth/totp', { challenge, code: await this.nextCode() });
    this.#accessToken = session.accessToken;
    return session;
  }

  /** A code that was not used yet: the newest step's, or after that the next one's, which is accepted too. */
  async nextCode() {
    const now = Math.floor(Date.now() / 1000);
    // The step before the present one is taken too, but not when the present one ends on the way.
    const first = Math.floor(now / 30) - (now % 30 < 25 ? 1 : 0);
    const step = Math.max(first, (this.lastStep ?? 0) + 1);
    if (step > Math.floor(now / 30) + 1) {
      await new Promise((done) => setTimeout(done, 1000 * ((step - 1) * 30 - now) + 200));
    }
    this.lastStep = step;
    return generate({ secret: this.totpSecret, epoch: step * 30 });
  }

  get accessToken() {
    return this.#accessToken;
  }

  /** What a thief of the cookies would send. */
  get cookies() {
    return [...this.#cookies].map((pair) => pair.join('=')).join('; ');
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
        ...(this.#cookies.size > 0 ? { Cookie: this.cookies } : {}),
        ...(body && !form ? { 'Content-Type': 'application/json' } : {}),
        ...(method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}),
        ...headers,
      },
      body: form ? body : body === undefined ? undefined : JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
    return response;
  }
}
