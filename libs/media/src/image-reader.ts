import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, Config } from '@divan/platform';
import type { Sharp } from 'sharp';
import { mediaConfig } from './media.config';
import { mediaErrors } from './media.errors';

export interface CleanImage {
  bytes: Buffer;
  sha256: string;
  mediaType: string;
  width: number;
  height: number;
}

type Format = 'jpeg' | 'png' | 'webp' | 'gif';

/** The type by its first bytes; what the client claims is not asked. */
export function sniffImage(bytes: Uint8Array): Format | null {
  const ascii = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1');
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'webp';
  if (ascii(0, 6) === 'GIF87a' || ascii(0, 6) === 'GIF89a') return 'gif';
  return null;
}

/**
 * Makes an upload anew from its pixels: turned upright, without EXIF, GPS, colour profile or trailing data, so that
 * nothing that came with the file leaves with it.
 */
@Injectable()
export class ImageReader {
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly config: Config) {}

  /** One at a time in a process: an unfolded picture is large and the api must stay small. */
  clean(bytes: Buffer): Promise<CleanImage> {
    const next = this.queue.then(() => this.read(bytes));
    this.queue = next.catch(() => undefined);
    return next;
  }

  private async read(bytes: Buffer): Promise<CleanImage> {
    const { MEDIA_MAX_PIXELS } = this.config.get(mediaConfig);
    const format = sniffImage(bytes);
    if (!format) throw mediaErrors.unsupportedType();
    // Loaded on the first upload: most processes never see one.
    const { default: sharp } = await import('sharp');
    sharp.concurrency(1);
    sharp.cache(false);
    try {
      const image = sharp(bytes, { limitInputPixels: MEDIA_MAX_PIXELS, failOn: 'error', animated: false });
      const metadata = await image.metadata();
      if (metadata.format !== format) throw mediaErrors.unsupportedType();
      if ((metadata.pages ?? 1) > 1) throw mediaErrors.animated();
      const { data, info } = await encode(image.autoOrient(), format).toBuffer({ resolveWithObject: true });
      return {
        bytes: data,
        sha256: createHash('sha256').update(data).digest('hex'),
        mediaType: `image/${format === 'gif' ? 'png' : format}`,
        width: info.width,
        height: info.height,
      };
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (error instanceof Error && /pixel limit/i.test(error.message))
        throw mediaErrors.tooManyPixels(MEDIA_MAX_PIXELS);
      throw mediaErrors.unreadable(error);
    }
  }
}

function encode(image: Sharp, format: Format): Sharp {
  if (format === 'jpeg') return image.jpeg({ quality: 90, mozjpeg: false });
  if (format === 'webp') return image.webp({ quality: 90 });
  // Networks treat every GIF as moving; a still one is a PNG to them.
  return image.png({ compressionLevel: 9 });
}
