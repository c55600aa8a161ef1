import { setTimeout as wait } from 'node:timers/promises';
import { generate } from 'otplib';
import type { DemoMember } from './demo-state';

const STEP_SECONDS = 30;

interface NextStep {
  step: 'totp' | 'totp-enrolment';
  challenge: string;
}

/** A member of the demo at work, over REST as any other client. */
export class DemoClient {
  private accessToken: string | undefined;

  /** @param save called whenever the member has something new to remember, before it is used */
  constructor(
    private readonly apiUrl: string,
    readonly member: DemoMember,
    private readonly save: () => void,
  ) {}

  /** Joins with an invitation link. */
  async join(link: string): Promise<void> {
    const token = new URL(link).pathname.split('/').at(-1) ?? '';
    const { name, password } = this.member;
    await this.enrol(await this.post<NextStep>(`/v1/auth/invitations/${token}`, { name, password }));
  }

  /** Signs in, and sets up the authenticator if that was interrupted. */
  async signIn(): Promise<void> {
    if (this.accessToken) return;
    const { email, password } = this.member;
    const next = await this.post<NextStep>('/v1/auth/sign-in', { email, password });
    if (next.step === 'totp-enrolment') return this.enrol(next);
    const session = await this.post<{ accessToken: string }>('/v1/auth/totp', {
      challenge: next.challenge,
      code: await this.freshCode(),
    });
    this.accessToken = session.accessToken;
  }

  private async enrol({ challenge }: NextStep): Promise<void> {
    const { secret } = await this.post<{ secret: string }>('/v1/auth/totp-enrolment', { challenge });
    this.member.totpSecret = secret;
    const code = await this.freshCode();
    const session = await this.post<{ accessToken: string }>('/v1/auth/totp-enrolment/confirm', { challenge, code });
    this.accessToken = session.accessToken;
  }

  /** A code that was never used: of this time step or the next, which the API also accepts. */
  private async freshCode(): Promise<string> {
    const now = (): number => Math.floor(Date.now() / 1000 / STEP_SECONDS);
    const step = Math.max(now(), (this.member.lastStep ?? 0) + 1);
    while (now() + 1 < step) await wait(200);
    this.member.lastStep = step;
    this.save();
    return generate({ secret: this.member.totpSecret ?? '', epoch: step * STEP_SECONDS });
  }

  get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path);
  }

  /** @param key an idempotency key: with the same one, a resumed run gets the first run's answer */
  post<T>(path: string, body: unknown, key?: string, version?: number): Promise<T> {
    return this.call<T>('POST', path, body, { ...(key ? { 'Idempotency-Key': key } : {}), ...ifMatch(version) });
  }

  patch<T>(path: string, body: unknown, version: number): Promise<T> {
    return this.call<T>('PATCH', path, body, ifMatch(version));
  }

  async call<T>(method: string, path: string, body?: unknown, headers: object = {}): Promise<T> {
    const form = body instanceof FormData;
    const response = await fetch(this.apiUrl + path, {
      method,
      headers: {
        ...(this.accessToken ? { Authorization: `Bearer ${this.accessToken}` } : {}),
        ...(body !== undefined && !form ? { 'Content-Type': 'application/json' } : {}),
        ...headers,
      },
      body: form ? body : body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }
}

function ifMatch(version: number | undefined): Record<string, string> {
  return version === undefined ? {} : { 'If-Match': `"${version}"` };
}
