import { z } from 'zod';
import { configSection } from './config';

export const platformConfig = configSection(
  'platform',
  z.object({
    NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
    /** The application's own connection: a role that owns nothing and cannot bypass row-level security. */
    DATABASE_URL: z
      .string('is required: postgres://user:password@host:port/database')
      .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address'),
    DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
    /** `id:base64 key of 32 bytes`, newest first, separated by commas; old keys still open what they sealed. */
    ENCRYPTION_KEYS: z
      .string('is required: id:base64 of 32 random bytes')
      .regex(
        /^[A-Za-z0-9_-]+:[A-Za-z0-9+/]{43}=(,[A-Za-z0-9_-]+:[A-Za-z0-9+/]{43}=)*$/,
        'must be id:base64 of 32 bytes, separated by commas',
      ),
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    WEB_URL: z.url('must be the address at which people open Divan').default('http://127.0.0.1:8080'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    /** Addresses of proxies whose X-Forwarded-For is believed. */
    TRUSTED_PROXIES: z.string().default('127.0.0.1'),
    /** Requests a minute that one member or address may make. */
    RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(1200),
    WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(8),
  }),
);

/** Needed to build the HTTP server, before the application and its Config exist. */
export function trustedProxies(env: NodeJS.ProcessEnv = process.env): string[] {
  return (env['TRUSTED_PROXIES'] ?? '127.0.0.1').split(',').map((address) => address.trim());
}
