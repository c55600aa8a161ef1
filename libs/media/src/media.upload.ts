import type { Multipart } from '@fastify/multipart';
import { Injectable } from '@nestjs/common';
import { AppError, Config } from '@divan/platform';
import type { FastifyRequest } from 'fastify';
import { ALT_TEXT_MAX } from './media.dto';
import { mediaConfig } from './media.config';
import { mediaErrors } from './media.errors';

/** Reads the one file of a multipart request, within the limits; nothing touches the disk. */
@Injectable()
export class MediaUpload {
  constructor(private readonly config: Config) {}

  /** @throws media.file_missing, media.too_large */
  async read(request: FastifyRequest): Promise<{ bytes: Buffer; altText: string }> {
    const { MEDIA_MAX_BYTES: fileSize } = this.config.get(mediaConfig);
    if (!request.isMultipart()) throw mediaErrors.missingFile();
    const limits = { fileSize, files: 1, fields: 4, parts: 5, fieldSize: (ALT_TEXT_MAX + 1) * 4, headerPairs: 50 };
    const { bytes, altText } = await collect(request.parts({ limits })).catch((error: unknown) => {
      // The rest is read and dropped: a request that is never read to its end keeps the server from stopping.
      request.raw.unpipe();
      request.raw.resume();
      throw translated(error, fileSize);
    });
    if (!bytes || bytes.length === 0) throw mediaErrors.missingFile();
    if ([...altText].length > ALT_TEXT_MAX) throw mediaErrors.altTextTooLong(ALT_TEXT_MAX);
    return { bytes, altText };
  }
}

async function collect(parts: AsyncIterable<Multipart>): Promise<{ bytes: Buffer | null; altText: string }> {
  let bytes: Buffer | null = null;
  let altText = '';
  for await (const part of parts) {
    if (part.type === 'file') {
      const content = await part.toBuffer();
      if (part.fieldname === 'file') bytes = content;
    } else if (part.fieldname === 'altText' && typeof part.value === 'string') altText = part.value;
  }
  return { bytes, altText };
}

function translated(error: unknown, maxBytes: number): unknown {
  const code = (error as { code?: string }).code ?? '';
  if (code === 'FST_REQ_FILE_TOO_LARGE') return mediaErrors.tooLarge(maxBytes);
  if (code.startsWith('FST_')) return mediaErrors.missingFile();
  // What is left comes from the parser: no boundary, a cut-off part, a header that is none.
  return error instanceof AppError ? error : mediaErrors.malformed(error);
}
