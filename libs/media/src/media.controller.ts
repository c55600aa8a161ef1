import {
  Body,
  Controller,
  Get,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  decodeCursor,
  IfMatch,
  pageOf,
  PageQuery,
  RequirePermission,
  WithinChannels,
  type RequestContext,
} from '@divan/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ChangeAltTextRequest, MediaListResponse, MediaResponse, toMediaResponse } from './media.dto';
import { MediaService } from './media.service';
import { MediaUpload } from './media.upload';

const cursorSchema = z.object({ before: z.uuid() });

@ApiTags('media')
@ApiBearerAuth()
@Controller('v1/media')
export class MediaController {
  constructor(
    private readonly media: MediaService,
    private readonly uploads: MediaUpload,
  ) {}

  /** Adds an image. It is re-encoded, so that nothing hidden in the file is published. */
  @Post()
  @RequirePermission('media:write')
  @WithinChannels()
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: { file: { type: 'string', format: 'binary' }, altText: { type: 'string' } },
    },
  })
  async upload(@Ctx() ctx: RequestContext, @Req() request: FastifyRequest): Promise<MediaResponse> {
    return toMediaResponse(await this.media.uploadMedia(ctx, await this.uploads.read(request)));
  }

  /** The media library, newest first. */
  @Get()
  @RequirePermission('posts:read')
  async list(@Ctx() ctx: RequestContext, @Query() query: PageQuery): Promise<MediaListResponse> {
    const rows = await this.media.listMedia(
      ctx,
      query.limit + 1,
      decodeCursor(query.cursor, cursorSchema)?.before ?? null,
    );
    return pageOf(rows, query.limit, ({ id }) => ({ before: id }), toMediaResponse);
  }

  @Get(':id')
  @RequirePermission('posts:read')
  async get(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<MediaResponse> {
    return toMediaResponse(await this.media.getMedia(ctx, id));
  }

  /** Changes the alt text. Whatever awaited or had approval with the old text needs approval again. */
  @Patch(':id')
  @RequirePermission('media:write')
  async changeAltText(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
    @Body() body: ChangeAltTextRequest,
  ): Promise<MediaResponse> {
    return toMediaResponse(await this.media.changeAltText(ctx, id, body.altText, ifMatch));
  }

  /** The image itself. */
  @Get(':id/content')
  @RequirePermission('posts:read')
  @ApiProduces('image/jpeg', 'image/png', 'image/webp')
  async content(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { media, bytes } = await this.media.readContent(ctx, id);
    void reply.headers(CONTENT_HEADERS);
    const disposition = `attachment; filename="${media.id}.${media.mediaType.slice('image/'.length)}"`;
    return new StreamableFile(bytes, { type: media.mediaType, disposition, length: bytes.length });
  }
}

const CONTENT_HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'cache-control': 'private, max-age=86400, immutable',
};
