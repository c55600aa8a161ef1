import { z } from 'zod';
import { configSection } from '../config/config';

export const metricsConfig = configSection(
  'metrics',
  z.object({
    /** The bearer token that may read /metrics; without one only this machine may. */
    METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  }),
);
