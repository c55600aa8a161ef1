import { randomUUID } from 'node:crypto';
import type { SignedIn } from './sign-in';

export interface Answer<T> {
  status: number;
  body: T;
  headers: Headers;
}

/** A member's REST client. Never throws on a status: stories look at refusals too. */
export class Rest {
  constructor(
    private readonly address: string,
    private readonly member: Pick<SignedIn, 'accessToken'>,
  ) {}

  get = <T>(path: string): Promise<Answer<T>> => this.send<T>('GET', path);
  post = <T>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> =>
    this.send<T>('POST', path, body, headers);
  patch = <T>(path: string, body: unknown, version: number): Promise<Answer<T>> =>
    this.send<T>('PATCH', path, body, { 'If-Match': `"${version}"` });

  async send<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const form = body instanceof FormData;
    const response = await fetch(this.address + path, {
      method,
      headers: {
        Authorization: `Bearer ${this.member.accessToken}`,
        ...(method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}),
        ...(body !== undefined && !form ? { 'Content-Type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: (text && isJson ? JSON.parse(text) : text) as T,
    };
  }
}

/** Waits until `look` gives something. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  timeoutMs = 20_000,
): Promise<T> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Not within ${timeoutMs} ms: ${what}`);
}
