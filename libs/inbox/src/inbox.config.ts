import { configSection } from '@divan/platform';
import { z } from 'zod';

export const inboxConfig = configSection(
  'inbox',
  z.object({
    /** Asks every network this often instead of at its own pace. For practice and tests. */
    INBOX_POLL_SECONDS: z.coerce.number().min(0.2).max(3600).optional(),
  }),
);
