import { IsString, MaxLength } from 'class-validator';
import type { Media } from './media';

/** Longest alt text that any network takes. */
export const ALT_TEXT_MAX = 4000;

export class ChangeAltTextRequest {
  /** What a person who cannot see the picture needs to know. @example "The closed Main Street bridge under snow" */
  @IsString()
  @MaxLength(ALT_TEXT_MAX)
  altText!: string;
}

export class MediaResponse {
  /** @example "0193f2d0-6a3c-7cc1-8f55-6a2f0f1d2b3c" */
  id!: string;
  /** The type that we made, which may differ from what was uploaded. @example "image/jpeg" */
  mediaType!: string;
  /** Pixels. @example 1200 */
  width!: number;
  /** Pixels. @example 800 */
  height!: number;
  /** Size of the content. @example 183204 */
  bytes!: number;
  /** @example "The closed Main Street bridge under snow" */
  altText!: string;
  /** Where the content is, with the same authorization. @example "/v1/media/0193f2d0-6a3c-7cc1-8f55-6a2f0f1d2b3c/content" */
  url!: string;
  /** @example 1 */
  version!: number;
}

export class MediaListResponse {
  items!: MediaResponse[];
  /** @example null */
  nextCursor!: string | null;
}

export function toMediaResponse(media: Media): MediaResponse {
  return {
    id: media.id,
    mediaType: media.mediaType,
    width: media.width,
    height: media.height,
    bytes: media.bytes,
    altText: media.altText,
    url: `/v1/media/${media.id}/content`,
    version: media.version,
  };
}
