import { configSection } from '@divan/platform';
import { z } from 'zod';

export const ledgerConfig = configSection(
  'ledger',
  z.object({
    /** First part of every log's origin; the organization's id follows. Fixed for a log once its first key exists. */
    LEDGER_ORIGIN_HOST: z
      .string()
      .regex(/^[^\s+/][^\s+]*$/, 'must be a host and perhaps a path, without scheme, spaces or plus')
      .default('divan.localhost'),
    /** How long new entries wait for others, so that one transaction takes them all. */
    LEDGER_BATCH_MILLISECONDS: z.coerce.number().int().min(0).max(5_000).default(200),
    /** Entries that one transaction takes at most. */
    LEDGER_BATCH_LEAVES: z.coerce.number().int().min(1).max(10_000).default(1_000),
  }),
);
