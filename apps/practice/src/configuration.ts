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
  const configuration: Configuration = {
    databaseUrl: env.PRACTICE_DATABASE_URL ?? '',
    port: wholeNumber(env.PORT, 3100),
    publicUrl: env.PUBLIC_URL ? originOf(env.PUBLIC_URL) : null,
    seed: env.PRACTICE_SEED === 'rivertown' ? 'rivertown' : null,
    password: env.PRACTICE_PASSWORD || null,
    rateLimit: wholeNumber(env.PRACTICE_RATE_LIMIT, 1500),
  };
  const { databaseUrl, port, publicUrl, seed, password, rateLimit } = configuration;
  const checks: [boolean, string][] = [
    [/^postgres(ql)?:\/\//.test(databaseUrl), 'PRACTICE_DATABASE_URL must be a postgres:// address'],
    [Number.isInteger(port) && port >= 0 && port <= 65535, 'PORT must be a number from 0 to 65535'],
    [Number.isInteger(rateLimit) && rateLimit > 0, 'PRACTICE_RATE_LIMIT must be a positive number'],
    [!env.PUBLIC_URL || publicUrl !== null, 'PUBLIC_URL must be an http address'],
    [!env.PRACTICE_SEED || seed !== null, 'PRACTICE_SEED knows only rivertown'],
    [!seed || password !== null, 'PRACTICE_PASSWORD is needed with PRACTICE_SEED'],
  ];
  const problems = checks.flatMap(([isGood, problem]) => (isGood ? [] : [problem]));
  if (problems.length > 0) throw new Error(`configuration: ${problems.join('; ')}`);
  return configuration;
}
