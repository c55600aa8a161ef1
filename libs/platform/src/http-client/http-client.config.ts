import { z } from 'zod';
import { configSection } from '../config/config';

const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/;

const hostList = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((entry) => entry.trim().toLowerCase())
      .filter((entry) => entry !== ''),
  )
  .refine((list) => list.every((entry) => HOST_AND_PORT.test(entry)), 'must be host:port or host, separated by commas');

export const httpClientConfig = configSection(
  'http-client',
  z.object({
    /** Hosts that may be reached although they are private or speak plain http: `127.0.0.1:3100,localhost`. Without a port: all of them. */
    HTTP_ALLOWED_HOSTS: hostList,
    HTTP_CONNECT_TIMEOUT_MS: z.coerce.number().int().min(100).default(5_000),
    HTTP_HEADERS_TIMEOUT_MS: z.coerce.number().int().min(100).default(15_000),
    HTTP_TOTAL_TIMEOUT_MS: z.coerce.number().int().min(100).default(30_000),
    HTTP_MAX_RESPONSE_BYTES: z.coerce
      .number()
      .int()
      .min(1_024)
      .default(10 * 1024 * 1024),
  }),
);
