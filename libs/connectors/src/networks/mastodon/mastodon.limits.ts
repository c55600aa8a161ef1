import type { PublishLimits } from '../../kit/contract';
import type { InstanceConfiguration } from './mastodon.schemas';

/** What an instance that says nothing of its limits is taken to have: Mastodon's own defaults (documentation of 2026-07-02). */
const DEFAULTS = {
  characters: 500,
  urlLength: 23,
  attachments: 4,
  imageBytes: 16 * 1024 * 1024,
  altText: 1_500,
  types: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'],
};
const VALID_FOR_MS = 30 * 24 * 60 * 60 * 1000;

export function toLimits(version: string, configuration: InstanceConfiguration, now: Date): PublishLimits {
  return {
    text: toTextLimits(configuration.statuses),
    media: toMediaLimits(configuration),
    dataVersion: version,
    expiresOn: new Date(now.getTime() + VALID_FOR_MS).toISOString().slice(0, 10),
  };
}

function toTextLimits(statuses: InstanceConfiguration['statuses']): PublishLimits['text'] {
  const max = statuses?.max_characters ?? DEFAULTS.characters;
  return { max, unit: 'characters', urlLength: statuses?.characters_reserved_per_url ?? DEFAULTS.urlLength };
}

function toMediaLimits({ statuses, media_attachments: media }: InstanceConfiguration): PublishLimits['media'] {
  const images = media?.supported_mime_types?.filter((type) => type.startsWith('image/')) ?? [];
  return {
    max: statuses?.max_media_attachments ?? DEFAULTS.attachments,
    types: images.length > 0 ? images : DEFAULTS.types,
    maxBytes: media?.image_size_limit ?? DEFAULTS.imageBytes,
    altText: 'supported',
    altTextMax: media?.description_limit ?? DEFAULTS.altText,
  };
}
