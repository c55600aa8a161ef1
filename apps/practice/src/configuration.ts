/** What the practice network is told by its environment. */
export interface Configuration {
  databaseUrl: string;
  /** 0 takes any free port. */
  port: number;
  /** Origin under which people and clients reach this server; null means http://127.0.0.1:<port>. */
  publicUrl: string | null;
  /** Name of the town whose accounts and week of content are made at the first start. */
  seed: 'rivertown' | null;
  /** Password of every seeded account. */
  password: string | null;
  /** Requests allowed to one account (or one address without a token) in five minutes. */
  rateLimit: number;
}

function wholeNumber(value: string | undefined, fallback: number): number {
  return value === undefined || value === '' ? fallback : Number(value);
}

function originOf(address: string): string | null {
  return /^https?:/.test(address) && URL.canParse(address) ? new URL(address).origin : null;
}

/** Reads the environment. Throws one error that lists every problem. */
export function readConfiguration(env: NodeJS.ProcessEnv): Configuration {
  const problems: string[] = [];
  const databaseUrl = env.PRACTICE_DATABASE_URL ?? '';
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) problems.push('PRACTICE_DATABASE_URL must be a postgres:// address');
  const port = wholeNumber(env.PORT, 3100);
  if (!Number.isInteger(port) || port < 0 || port > 65535) problems.push('PORT must be a number from 0 to 65535');
  const rateLimit = wholeNumber(env.PRACTICE_RATE_LIMIT, 1500);
  if (!Number.isInteger(rateLimit) || rateLimit < 1) problems.push('PRACTICE_RATE_LIMIT must be a positive number');
  const publicUrl = env.PUBLIC_URL ? originOf(env.PUBLIC_URL) : null;
  if (env.PUBLIC_URL && !publicUrl) problems.push('PUBLIC_URL must be an http address');
  const seed = env.PRACTICE_SEED === 'rivertown' ? 'rivertown' : null;
  if (env.PRACTICE_SEED && !seed) problems.push('PRACTICE_SEED knows only rivertown');
  const password = env.PRACTICE_PASSWORD || null;
  if (seed && !password) problems.push('PRACTICE_PASSWORD is needed with PRACTICE_SEED');
  if (problems.length > 0) throw new Error(`configuration: ${problems.join('; ')}`);
  return { databaseUrl, port, publicUrl, seed, password, rateLimit };
}
