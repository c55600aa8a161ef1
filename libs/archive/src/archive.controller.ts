import { Controller, Get, Param, ParseUUIDPipe, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Ctx, RequirePermission, type RequestContext } from '@divan/platform';
import type { FastifyReply } from 'fastify';
import {
  ListRecordsQuery,
  RecordPageResponse,
  RecordResponse,
  toNewestPage,
  toPulledPage,
  toRecordResponse,
} from './archive.dto';
import { ArchiveService } from './archive.service';

@ApiTags('archive')
@ApiBearerAuth()
@Controller('v1/records')
export class ArchiveController {
  constructor(private readonly archive: ArchiveService) {}

  /** With `after`: the pull, gap-free by leaf index, with what proves it. Without: newest first, for reading. */
  @Get()
  @RequirePermission('records:read')
  async list(@Ctx() ctx: RequestContext, @Query() query: ListRecordsQuery): Promise<RecordPageResponse> {
    if (query.after !== undefined) return toPulledPage(await this.archive.pullRecords(ctx, query.after, query.limit));
    const before = query.before ?? query.cursor ?? null;
    return toNewestPage(await this.archive.listRecords(ctx, before, query.limit + 1), query.limit);
  }

  @Get(':id')
  @RequirePermission('records:read')
  async get(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<RecordResponse> {
    return toRecordResponse(await this.archive.getRecord(ctx, id));
  }

  /** The bytes as the network sent them. */
  @Get(':id/payload')
  @RequirePermission('records:read')
  async payload(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { bytes, mediaType } = await this.archive.readPayload(ctx, id);
    void reply.headers({
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    return new StreamableFile(bytes, {
      type: mediaType,
      disposition: `attachment; filename="${id}.json"`,
      length: bytes.length,
    });
  }
}
