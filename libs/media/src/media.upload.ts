import type { MultipartFile } from '@fastify/multipart';
import { Injectable } from '@nestjs/common';
import { Config } from '@divan/platform';
import type { FastifyRequest } from 'fastify';
import { ALT_TEXT_MAX } from './media.dto';
import { mediaConfig } from './media.config';
import { mediaErrors } from './media.errors';

/** Reads the one file of a multipart request, within the limits; nothing touches the disk. */
@Injectable()
export class MediaUpload {
  constructor(private readonly config: Config) {}

  async read(request: FastifyRequest): Promise<{ bytes: Buffer; altText: string }> {
    const { MEDIA_MAX_BYTES: fileSize } = this.config.get(mediaConfig);
    if (!request.isMultipart()) throw mediaErrors.missingFile();
    let file: MultipartFile | undefined;
    let bytes: Buffer | undefined;
    let altText = '';
    const limits = { fileSize, files: 1, fields: 4, parts: 5, fieldSize: ALT_TEXT_MAX * 4, headerPairs: 50 };
    try {
      for await (const part of request.parts({ limits })) {
        if (part.type === 'file' && part.fieldname === 'file') {
          file = part;
          bytes = await part.toBuffer();
        } else if (part.type === 'file') part.file.resume();
        else if (part.fieldname === 'altText' && typeof part.value === 'string') altText = part.value;
      }
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      if (code === 'FST_REQ_FILE_TOO_LARGE') throw mediaErrors.tooLarge(fileSize);
      if (code.startsWith('FST_')) throw mediaErrors.missingFile();
      throw error;
    }
    if (!file || !bytes || bytes.length === 0) throw mediaErrors.missingFile();
    return { bytes, altText: altText.slice(0, ALT_TEXT_MAX) };
  }
}
