import { useChannels, usePermission } from '../../api/queries';
import type { Channel, Media, Post } from '../../api/types';
import type { PreviewChannel } from './post-preview';

export type Variant = Post['variants'][number];

export function variantMedia(post: Pick<Post, 'media' | 'mediaIds'>, variant: Pick<Variant, 'mediaIds'>): Media[] {
  const ids = variant.mediaIds ?? post.mediaIds;
  return ids.flatMap((id) => post.media.find((item) => item.id === id) ?? []);
}

/** The channel of a variant with name and picture where the member may see channels. */
export function usePreviewChannels(): (variant: Variant) => PreviewChannel {
  const channels = useChannels(usePermission('channels:read')).data?.items ?? [];
  return ({ channelId, channel }) => toPreview(channels.find((known) => known.id === channelId)) ?? channel;
}

export function toPreview(channel: Channel | undefined): PreviewChannel | null {
  if (!channel) return null;
  const { network, handle, displayName, avatarUrl } = channel;
  return { network, handle, displayName, avatarUrl };
}
