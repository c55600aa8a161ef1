import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import {
  assertIfMatch,
  Clock,
  Database,
  DomainEvents,
  newId,
  notFound,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import { ImageReader } from './image-reader';
import type { Media } from './media';
import { mediaErrors } from './media.errors';
import { altTextChanged, altTextChangedAudit, mediaUploadedAudit } from './media.events';
import { MediaRepository } from './media.repository';
import { ObjectStore } from './object-store';

@Injectable()
export class MediaService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly images: ImageReader,
    private readonly objects: ObjectStore,
    private readonly media: MediaRepository,
  ) {}

  async uploadMedia(ctx: RequestContext, upload: { bytes: Buffer; altText: string }): Promise<Media> {
    const image = await this.images.clean(upload.bytes);
    // Bytes first: a row without its bytes would be a promise that cannot be kept; bytes without a row are only waste.
    await this.objects.put(ctx.organizationId, image.sha256, image.bytes);
    const media: Media = {
      id: newId(),
      sha256: image.sha256,
      mediaType: image.mediaType,
      width: image.width,
      height: image.height,
      bytes: image.bytes.length,
      altText: plainText(upload.altText),
      version: 1,
      createdAt: this.clock.now(),
    };
    await this.database.transaction(ctx, async (tx) => {
      await this.media.insert(tx, ctx.organizationId, ctx.actor.id, media);
      const { sha256, mediaType, bytes, altText } = media;
      await this.audit.write(tx, ctx, mediaUploadedAudit, {
        object: { type: 'media', id: media.id },
        detail: { sha256, mediaType, bytes, altText },
      });
    });
    return media;
  }

  async changeAltText(ctx: RequestContext, id: string, text: string, ifMatch: string): Promise<Media> {
    const altText = plainText(text);
    return this.database.transaction(ctx, async (tx) => {
      const media = await this.media.lock(tx, id);
      if (!media) throw notFound('media');
      assertIfMatch(ifMatch, media.version);
      if (media.altText === altText) return media;
      await this.media.setAltText(tx, id, altText, this.clock.now());
      await this.audit.write(tx, ctx, altTextChangedAudit, {
        object: { type: 'media', id },
        detail: { altText },
        before: { altText: media.altText },
        after: { altText },
      });
      await this.events.publish(tx, ctx, altTextChanged, [{ mediaId: id, altText }]);
      return { ...media, altText, version: media.version + 1 };
    });
  }

  async getMedia(ctx: RequestContext, id: string): Promise<Media> {
    const [media] = await this.database.read(ctx, (tx) => this.media.findMany(tx, [id]));
    if (!media) throw notFound('media');
    return media;
  }

  /** Newest first. */
  listMedia(ctx: RequestContext, limit: number, before: string | null): Promise<Media[]> {
    return this.database.read(ctx, (tx) => this.media.list(tx, limit, before));
  }

  async readContent(ctx: RequestContext, id: string): Promise<{ media: Media; bytes: Buffer }> {
    const media = await this.getMedia(ctx, id);
    return { media, bytes: await this.loadBytes(ctx.organizationId, media.sha256) };
  }

  /** In the order asked for. @throws media.not_found naming those that do not exist */
  async describeMany(tx: Tx, ids: readonly string[]): Promise<Media[]> {
    if (ids.length === 0) return [];
    const found = new Map((await this.media.findMany(tx, ids)).map((media) => [media.id, media]));
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length > 0) throw mediaErrors.unknownMedia(missing);
    return ids.map((id) => found.get(id)!);
  }

  loadBytes(organizationId: string, sha256: string): Promise<Buffer> {
    return this.objects.get(organizationId, sha256);
  }
}

/** As every store and every network can hold it: no NUL, no half surrogate pair. */
function plainText(text: string): string {
  return Buffer.from(text.replaceAll('\0', ''), 'utf8').toString('utf8');
}
