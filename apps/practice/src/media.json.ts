import type { Address } from './practice';

export interface MediaRow {
  id: string;
  kind: 'image' | 'gifv' | 'video' | 'audio';
  content_type: string;
  extension: string;
  secret: string;
  width: number | null;
  height: number | null;
  description: string | null;
}

/** The file's path carries a secret: knowing an id is not enough to fetch a file. */
export const mediaPath = (media: Pick<MediaRow, 'id' | 'secret' | 'extension'>): string =>
  `/system/media_attachments/files/${media.id}/original/${media.secret}.${media.extension}`;

export function mediaJson(media: MediaRow, address: Address): Record<string, unknown> & { id: string } {
  const url = address.url(mediaPath(media));
  const { width, height } = media;
  const size = width && height ? { width, height, size: `${width}x${height}`, aspect: width / height } : null;
  return {
    id: media.id,
    type: media.kind,
    url,
    preview_url: media.kind === 'image' ? url : null,
    remote_url: null,
    preview_remote_url: null,
    text_url: null,
    meta: size ? { original: size, small: size } : {},
    description: media.description,
    blurhash: null,
  };
}
