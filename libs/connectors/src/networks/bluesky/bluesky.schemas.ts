import { z } from 'zod';

/** Tolerant on purpose: only what is used is asked for, and what is unknown passes by. */

export const credentialsSchema = z.object({
  service: z.string(),
  pds: z.string(),
  did: z.string(),
  handle: z.string(),
  appPassword: z.string(),
  accessJwt: z.string(),
  refreshJwt: z.string(),
});
export type BlueskyCredentials = z.infer<typeof credentialsSchema>;

export const errorSchema = z.object({ error: z.string().optional(), message: z.string().optional() });

export const sessionSchema = z.object({
  did: z.string(),
  handle: z.string(),
  accessJwt: z.string(),
  refreshJwt: z.string(),
  didDoc: z.unknown().optional(),
});

export const didDocSchema = z.object({
  service: z.array(z.object({ id: z.string(), type: z.string(), serviceEndpoint: z.unknown() })),
});

export const profileSchema = z.object({ displayName: z.string().optional(), avatar: z.string().optional() });

export const strongRefSchema = z.object({ uri: z.string(), cid: z.string() });
export type StrongRef = z.infer<typeof strongRefSchema>;

export const resolvedHandleSchema = z.object({ did: z.string() });

export const uploadedBlobSchema = z.object({ blob: z.record(z.string(), z.json()) });

export const storedRecordSchema = z.object({
  uri: z.string(),
  cid: z.string(),
  value: z.object({ text: z.string(), createdAt: z.string() }),
});

export const notificationPageSchema = z.object({ cursor: z.string().optional(), notifications: z.array(z.unknown()) });

const imageSchema = z.object({
  alt: z.string().optional(),
  image: z.object({ ref: z.object({ $link: z.string() }), mimeType: z.string().optional() }),
});

const embedSchema = z.object({
  images: z.array(z.unknown()).optional(),
  media: z.object({ images: z.array(z.unknown()).optional() }).optional(),
});

const recordSchema = z.object({
  text: z.string().catch(''),
  langs: z.array(z.string()).optional().catch(undefined),
  reply: z.object({ root: strongRefSchema, parent: strongRefSchema }).optional().catch(undefined),
  subject: strongRefSchema.optional().catch(undefined),
  embed: embedSchema.optional().catch(undefined),
});

export const notificationSchema = z.object({
  uri: z.string(),
  cid: z.string(),
  reason: z.string(),
  indexedAt: z.string(),
  author: z.object({
    did: z.string(),
    handle: z.string(),
    displayName: z.string().optional(),
    avatar: z.string().optional(),
  }),
  record: recordSchema,
});
export type Notification = z.infer<typeof notificationSchema>;

/** The images of a post that can be read; an embed of another kind has none. */
export function imagesOf(record: Notification['record']): z.infer<typeof imageSchema>[] {
  const listed = record.embed?.images ?? record.embed?.media?.images ?? [];
  return listed.flatMap((image) => imageSchema.safeParse(image).data ?? []);
}

const count = z.number().int().nonnegative().catch(0);
export const postsSchema = z.object({ posts: z.array(z.unknown()) });
export const postCountsSchema = z.object({
  uri: z.string(),
  likeCount: count,
  replyCount: count,
  repostCount: count,
  quoteCount: count,
});
