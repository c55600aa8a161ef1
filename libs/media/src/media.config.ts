import { configSection } from '@divan/platform';
import { z } from 'zod';

export const mediaConfig = configSection(
  'media',
  z.object({
    /** Folder of the object store. Every api and worker process must see the same one. */
    MEDIA_DIR: z.string().default('.divan/media'),
    MEDIA_MAX_BYTES: z.coerce
      .number()
      .int()
      .min(1024)
      .default(20 * 1024 * 1024),
    /** Decompression limit: width × height of what an upload may unfold to. */
    MEDIA_MAX_PIXELS: z.coerce.number().int().min(1).default(50_000_000),
  }),
);
