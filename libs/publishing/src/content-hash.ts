import { createHash } from 'node:crypto';
import { canonicalJson } from '@divan/ledger';
import { effectiveMediaIds, effectiveText, type MediaById, type Post } from './post';

/**
 * Everything that will be published and when: what an approver approves. Not in it: the title, which stays inside.
 * Versioned, because hashes of old approvals must stay explainable.
 */
export interface PostContent {
  version: 1;
  variants: { channelId: string; text: string; media: { sha256: string; altText: string }[] }[];
  schedule: { local: string; timeZone: string; at: string } | null;
}

export function contentOf(
  post: Pick<Post, 'text' | 'mediaIds' | 'variants' | 'schedule'>,
  media: MediaById,
): PostContent {
  const variants = post.variants.map((variant) => ({
    channelId: variant.channelId,
    text: effectiveText(post, variant),
    media: effectiveMediaIds(post, variant).map((id) => {
      const { sha256, altText } = media.get(id)!;
      return { sha256, altText };
    }),
  }));
  // The order in which channels were picked changes nothing that is published.
  variants.sort((a, b) => (a.channelId < b.channelId ? -1 : 1));
  const { schedule } = post;
  return {
    version: 1,
    variants,
    schedule: schedule && { local: schedule.local, timeZone: schedule.timeZone, at: schedule.at.toISOString() },
  };
}

/** RFC 8785 canonical JSON: the bytes that the hash is over. */
export function canonicalContent(content: PostContent): string {
  return canonicalJson(content);
}

/** Lower-case hex SHA-256. */
export function hashContent(content: PostContent): string {
  return createHash('sha256').update(canonicalContent(content), 'utf8').digest('hex');
}
