import { auditKind } from '@divan/audit';
import { z } from 'zod';

/** Somebody read a person's data; at most once an hour for one session and one person. */
export const contactViewedAudit = auditKind('contacts.contact-viewed', 1, z.object({}));
