import { configSection } from '@divan/platform';
import { z } from 'zod';

export const workerConfig = configSection(
  'worker',
  z.object({
    HEALTH_HOST: z.string().default('127.0.0.1'),
    /** Where the worker answers /livez, /readyz and /metrics. 0 takes any free port. */
    HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).default(3001),
  }),
);
