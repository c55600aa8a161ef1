import { auditKind } from '@divan/audit';
import { defineEvent } from '@divan/platform';
import { z } from 'zod';

// ── audited ──────────────────────────────────────────────────────────────────────────────────────────────────────

const hashed = z.object({ contentHash: z.string() });
export const postCreatedAudit = auditKind('publishing.post-created', 1, hashed);
export const postEditedAudit = auditKind('publishing.post-edited', 1, hashed.extend({ voided: z.boolean() }));
export const postDeletedAudit = auditKind('publishing.post-deleted', 1, hashed);
export const postSubmittedAudit = auditKind('publishing.post-submitted', 1, hashed);
export const postWithdrawnAudit = auditKind('publishing.post-withdrawn', 1, hashed);
export const postScheduledAudit = auditKind(
  'publishing.post-scheduled',
  1,
  hashed.extend({ at: z.string(), late: z.boolean() }),
);
export const postPublishedNowAudit = auditKind('publishing.late-post-published', 1, hashed);

const attempt = z.object({ postId: z.string(), channelId: z.string(), attempt: z.number() });
export const publicationSendingAudit = auditKind('publishing.publication-sending', 1, attempt);
export const publicationPublishedAudit = auditKind(
  'publishing.publication-published',
  1,
  attempt.extend({ remoteId: z.string() }),
);
export const publicationRejectedAudit = auditKind(
  'publishing.publication-rejected',
  1,
  attempt.extend({ code: z.string() }),
);
export const publicationUnknownAudit = auditKind(
  'publishing.publication-unknown',
  1,
  attempt.extend({ code: z.string() }),
);
export const publicationReconciledAudit = auditKind(
  'publishing.publication-reconciled',
  1,
  attempt.extend({ result: z.string() }),
);
export const publicationRetriedAudit = auditKind('publishing.publication-retried', 1, attempt);

// ── published to the floors above, in the same transaction ───────────────────────────────────────────────────────

const person = z.object({ id: z.string(), name: z.string() });

const postSubmittedItem = z.object({
  postId: z.string(),
  contentHash: z.string(),
  /** RFC 8785 JSON of everything that is hashed: what the approver sees, kept with the request. */
  content: z.string(),
  author: person,
  submittedBy: person,
});
export type PostSubmitted = z.infer<typeof postSubmittedItem>;
export const postSubmitted = defineEvent('publishing.post-submitted', 1, postSubmittedItem);

const postChangedItem = z.object({ postId: z.string(), reason: z.enum(['edited', 'withdrawn', 'media_changed']) });
export type PostChanged = z.infer<typeof postChangedItem>;
/** A post under review is no longer what was asked about: requests and approvals of it are void. */
export const postChanged = defineEvent('publishing.post-changed', 1, postChangedItem);

const postUpdatedItem = z.object({ postId: z.string() });
/** Anything about a post that a screen shows. */
export const postUpdated = defineEvent('publishing.post-updated', 1, postUpdatedItem, {
  live: (item) => ({ type: 'post.changed', data: { id: item.postId } }),
  permission: 'posts:read',
});

const outcome = z.object({
  publicationId: z.string(),
  postId: z.string(),
  channelId: z.string(),
  attempt: z.number(),
});
const publicationPublishedItem = outcome.extend({
  network: z.string(),
  channelHandle: z.string(),
  author: person,
  remoteId: z.string(),
  remoteRef: z.record(z.string(), z.unknown()),
  url: z.string().nullable(),
  text: z.string(),
  media: z.array(z.object({ sha256: z.string(), mediaType: z.string(), altText: z.string(), bytes: z.number() })),
  /** The network's answer, byte for byte (UTF-8). */
  payload: z.string(),
  publishedAt: z.string(),
});
export type PublicationPublished = z.infer<typeof publicationPublishedItem>;
export const publicationPublished = defineEvent('publishing.publication-published', 1, publicationPublishedItem);

const failedItem = outcome.extend({ code: z.string(), detail: z.string() });
export type PublicationFailed = z.infer<typeof failedItem>;
export const publicationRejected = defineEvent('publishing.publication-rejected', 1, failedItem);
export const publicationUnknown = defineEvent('publishing.publication-unknown', 1, failedItem);
