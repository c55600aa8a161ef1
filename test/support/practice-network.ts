import { Client } from 'pg';
import { startPractice } from '../../apps/practice/src/server';

const PASSWORD = 'river-practice-password';

export interface PracticeNetwork {
  url: string;
  /** host:port, for HTTP_ALLOWED_HOSTS. */
  host: string;
  /** Signs in as the city on the page that `authorizationUrl` shows. */
  authorize(authorizationUrl: string, username?: string): Promise<{ code: string; state: string }>;
  /** Calls the Mastodon API as one of the citizens. */
  asCitizen(
    account: string,
  ): Promise<(method: string, path: string, fields?: Record<string, string>) => Promise<never>>;
  close(): Promise<void>;
}

/** The practice network with its seeded week, over a database of its own. */
export async function startPracticeNetwork(name: string): Promise<PracticeNetwork> {
  const database = `divan_test_${process.env.DIVAN_TEST_RUN ?? process.pid}_${name}`;
  await onServer(`CREATE DATABASE ${database}`);
  const address = new URL(adminUrl());
  address.pathname = `/${database}`;
  const practice = await startPractice({
    databaseUrl: address.href,
    port: 0,
    publicUrl: null,
    seed: 'rivertown',
    password: PASSWORD,
    rateLimit: 100_000,
  });
  const form = (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(practice.url + path, {
      method: 'POST',
      headers: { Origin: practice.url },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
  return {
    url: practice.url,
    host: new URL(practice.url).host,
    async authorize(authorizationUrl, username = 'rivertown') {
      const asked = Object.fromEntries(new URL(authorizationUrl).searchParams);
      const response = await form('/oauth/authorize', { ...asked, username, password: PASSWORD, decision: 'allow' });
      const answered = new URL(response.headers.get('location') ?? practice.url).searchParams;
      return { code: answered.get('code') ?? '', state: answered.get('state') ?? '' };
    },
    async asCitizen(account) {
      const { access_token: token } = (await (await form('/page/sign-in', { account })).json()) as {
        access_token: string;
      };
      return async (method, path, fields) => {
        const response = await fetch(practice.url + path, {
          method,
          headers: { Authorization: `Bearer ${token}` },
          ...(fields ? { body: new URLSearchParams(fields) } : {}),
        });
        return (await response.json()) as never;
      };
    },
    async close() {
      await practice.close();
      await onServer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    },
  };
}

function adminUrl(): string {
  return process.env.DIVAN_TEST_DATABASE_URL ?? '';
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl() });
  await client.connect();
  await client.query(sql);
  await client.end();
}
