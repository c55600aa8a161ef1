import { auditKind } from '@divan/audit';
import { defineEvent } from '@divan/platform';
import { z } from 'zod';

const described = z.object({ sha256: z.string(), mediaType: z.string(), bytes: z.number(), altText: z.string() });

export const mediaUploadedAudit = auditKind('media.uploaded', 1, described);
export const altTextChangedAudit = auditKind('media.alt-text-changed', 1, z.object({ altText: z.string() }));

const altTextChangedItem = z.object({ mediaId: z.uuid(), altText: z.string() });
export type AltTextChanged = z.infer<typeof altTextChangedItem>;
/** What is published includes the alt text, so whoever approved the old one did not approve this. */
export const altTextChanged = defineEvent('media.alt-text-changed', 1, altTextChangedItem);
