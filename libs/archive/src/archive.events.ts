import { auditKind } from '@divan/audit';
import { z } from 'zod';

/** Records hold personal data: who read how much of them is part of the log itself. */
export const recordsPulledAudit = auditKind(
  'archive.records-pulled',
  1,
  z.object({ from: z.number(), to: z.number(), records: z.number() }),
);
export const recordsListedAudit = auditKind('archive.records-listed', 1, z.object({ records: z.number() }));
export const recordReadAudit = auditKind('archive.record-read', 1, z.object({ class: z.string() }));
export const payloadReadAudit = auditKind('archive.payload-read', 1, z.object({ bytes: z.number() }));
