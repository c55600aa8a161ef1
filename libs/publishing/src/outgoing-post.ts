import type { OutgoingPost } from '@divan/connectors';
import type { PublicationContent } from './publication';

/** What was approved, as a connector takes it. */
export function toOutgoingPost(
  content: PublicationContent,
  load: (sha256: string) => Promise<Uint8Array>,
): OutgoingPost {
  return {
    text: content.text,
    visibility: 'public',
    media: content.media.map((media) => ({
      mediaType: media.mediaType,
      byteLength: media.bytes,
      width: media.width,
      height: media.height,
      altText: media.altText,
      fileName: `${media.id}.${media.mediaType.slice('image/'.length)}`,
      load: () => load(media.sha256),
    })),
  };
}
