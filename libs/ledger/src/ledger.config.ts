import { configSection } from '@divan/platform';
import { z } from 'zod';
import { parseWitnesses, type Witness } from './witness-list';

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
    /** A folder outside the database in which each log's newest signed head is remembered; see docs/operations.md. */
    LEDGER_HEADS_DIR: z.string().optional(),
    /** `vkey url`, one witness a line, or a JSON list of {"vkey","url","name"}; `name` may be left out. */
    LEDGER_WITNESSES: z
      .string()
      .default('')
      .transform((text, context): Witness[] => {
        try {
          return parseWitnesses(text);
        } catch (error) {
          context.addIssue({ code: 'custom', message: (error as Error).message });
          return z.NEVER;
        }
      }),
    /** A witness sees a head at most this often. */
    LEDGER_WITNESS_SECONDS: z.coerce.number().min(0).max(86_400).default(10),
    /** The time-stamping authority's address (RFC 3161 over HTTP). */
    LEDGER_TSA_URL: z.url({ protocol: /^https?$/, message: 'must be an http or https address' }).optional(),
    /** A grown log is time-stamped at most this often. */
    LEDGER_TSA_MINUTES: z.coerce.number().min(0).max(525_600).default(60),
    /** Leaves of one log that a round of self-verification reads. */
    LEDGER_VERIFY_LEAVES: z.coerce.number().int().min(256).max(65_536).default(4_096),
  }),
);
