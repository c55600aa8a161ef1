import { z } from 'zod';

/** Tolerant on purpose: many kinds of software speak this dialect, and only what is used is asked for. */

const positive = z.number().int().positive().optional().catch(undefined);
const text = z.string().catch('');
const nullableId = z.string().nullish().catch(null);

const configurationSchema = z.object({
  statuses: z
    .object({ max_characters: positive, max_media_attachments: positive, characters_reserved_per_url: positive })
    .optional()
    .catch(undefined),
  media_attachments: z
    .object({
      supported_mime_types: z.array(z.string()).optional().catch(undefined),
      image_size_limit: positive,
      description_limit: positive,
    })
    .optional()
    .catch(undefined),
  urls: z.object({ streaming: z.string().optional() }).optional().catch(undefined),
});
export type InstanceConfiguration = z.infer<typeof configurationSchema>;

/** Versions 1 and 2 of the instance document differ in what is not read here, and in where the stream's address stands. */
export const instanceSchema = z.object({
  version: text,
  max_toot_chars: positive,
  configuration: configurationSchema.optional().catch(undefined),
  urls: z.object({ streaming_api: z.string().optional() }).optional().catch(undefined),
});

export type InstanceDocument = z.infer<typeof instanceSchema>;

export const oauthServerSchema = z.object({ code_challenge_methods_supported: z.array(z.string()).catch([]) });

export const appSchema = z.object({ client_id: z.string(), client_secret: z.string() });
export const tokenSchema = z.object({ access_token: z.string() });

export const pendingSchema = z.object({
  instance: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  verifier: z.string().nullable(),
});

export const credentialsSchema = z.object({ accessToken: z.string() });
export const settingsSchema = z.object({ instance: z.string(), accountId: z.string() });

export const accountSchema = z.object({
  id: z.string(),
  username: text,
  acct: z.string(),
  display_name: text,
  url: z.string().nullish().catch(null),
  avatar: z.string().nullish().catch(null),
});
export type Account = z.infer<typeof accountSchema>;

const attachmentSchema = z.object({
  id: z.string(),
  url: z.string().nullish().catch(null),
  remote_url: z.string().nullish().catch(null),
  description: z.string().nullish().catch(null),
});
export const mediaSchema = z.object({ id: z.string(), url: z.string().nullish().catch(null) });

export const statusSchema = z.object({
  id: z.string(),
  url: z.string().nullish().catch(null),
  uri: z.string().nullish().catch(null),
  created_at: z.string(),
  content: text,
  spoiler_text: text,
  visibility: z.string().catch('public'),
  language: z.string().nullish().catch(null),
  in_reply_to_id: nullableId,
  in_reply_to_account_id: nullableId,
  account: accountSchema,
  media_attachments: z.array(attachmentSchema).catch([]),
  favourites_count: z.number().catch(0),
  reblogs_count: z.number().catch(0),
  replies_count: z.number().catch(0),
  quotes_count: z.number().nullish().catch(null),
});
export type Status = z.infer<typeof statusSchema>;

export const notificationSchema = z.object({
  id: z.string(),
  type: z.string(),
  created_at: z.string(),
  account: accountSchema,
  status: statusSchema.nullish(),
});
export type Notification = z.infer<typeof notificationSchema>;

export const contextSchema = z.object({ ancestors: z.array(z.object({ id: z.string() })).catch([]) });
export const listSchema = z.array(z.unknown());
export const idSchema = z.object({ id: z.string() });
export const errorSchema = z.object({ error: z.string().optional(), error_description: z.string().optional() });

export const statusRefSchema = z.object({
  id: z.string(),
  visibility: z.string().optional(),
  acct: z.string().optional(),
});
export const handleSchema = z.object({ idempotencyKey: z.string(), createdAt: z.string() });
