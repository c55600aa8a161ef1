import { defineEvent } from '@divan/platform';
import { z } from 'zod';

/** The log grew and its new head is signed. */
export const checkpointCreated = defineEvent(
  'ledger.checkpoint-created',
  1,
  z.object({ size: z.int(), root: z.string() }),
  { live: ({ size }) => ({ type: 'checkpoint.created', data: { size } }) },
);

/** The stored log contradicts the last signed head; nothing is integrated or signed until someone repairs it. */
export const signingRefused = defineEvent('ledger.signing-refused', 1, z.object({ reason: z.string() }), {
  live: () => ({ type: 'checkpoint.refused', data: {} }),
  permission: 'audit:read',
});
