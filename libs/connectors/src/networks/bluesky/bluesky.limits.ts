import type { PublishLimits } from '../../kit/contract';

export const DEFAULT_SERVICE = 'https://bsky.social';
export const MAX_POSTS_PER_READ = 25;

/** Lexicons app.bsky.feed.post and app.bsky.embed.images. Hosts run by Bluesky take images of 2 MB, others may still have the older 1 MB. */
export function blueskyLimits(service: string): PublishLimits {
  const hosted = service === DEFAULT_SERVICE || new URL(service).hostname.endsWith('.host.bsky.network');
  return {
    text: { max: 300, unit: 'graphemes', maxBytes: 3_000 },
    media: {
      max: 4,
      types: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
      maxBytes: hosted ? 2_000_000 : 1_000_000,
      altText: 'required',
      altTextMax: 2_000,
    },
    dataVersion: 'atproto lexicons 2026-08-20',
    expiresOn: '2027-03-01',
  };
}
