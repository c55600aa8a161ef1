import { configSection } from '@divan/platform';
import { z } from 'zod';

export const authConfig = configSection(
  'auth',
  z.object({
    /** Every token key is derived from it, one per purpose. Changing it signs everyone out and voids recovery codes and API keys. */
    AUTH_SECRET: z
      .string('is required: at least 32 random characters, such as the output of `openssl rand -base64 32`')
      .min(32, 'needs at least 32 random characters'),
  }),
);
