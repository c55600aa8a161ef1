import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  decodeCursor,
  Idempotent,
  PageQuery,
  pageOf,
  RequirePermission,
  StepUp,
  type RequestContext,
} from '@divan/platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AuditExportResponse, AuditExportsResponse, RequestExportRequest, toExportResponse } from './export.dto';
import { ExportsService } from './exports.service';

const cursorSchema = z.object({ before: z.uuid() });
const TYPES = { csv: 'text/csv; charset=utf-8; header=present', ndjson: 'application/x-ndjson' };

@ApiTags('audit')
@Controller('v1/audit-exports')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  /** Asks for an export of what the log holds now. A worker writes it; `audit-export.changed` tells how far it is. */
  @Post()
  @HttpCode(202)
  @Idempotent()
  @RequirePermission('audit:export')
  @StepUp()
  async request(@Ctx() ctx: RequestContext, @Body() body: RequestExportRequest): Promise<AuditExportResponse> {
    return toExportResponse(await this.exports.request(ctx, body.format, { ...body.filter }));
  }

  /** Exports of the last days, newest first. */
  @Get()
  @RequirePermission('audit:export')
  async list(@Ctx() ctx: RequestContext, @Query() { limit, cursor }: PageQuery): Promise<AuditExportsResponse> {
    const items = await this.exports.list(ctx, limit + 1, decodeCursor(cursor, cursorSchema)?.before ?? null);
    return pageOf(items, limit, ({ id }) => ({ before: id }), toExportResponse);
  }

  @Get(':id')
  @RequirePermission('audit:export')
  async get(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<AuditExportResponse> {
    return toExportResponse(await this.exports.get(ctx, id));
  }

  /** Cancels an export that is not finished, and removes one that is. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('audit:export')
  async remove(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    await this.exports.cancelOrRemove(ctx, id);
  }

  /** The file. Fetching it is audited. */
  @Get(':id/content')
  @RequirePermission('audit:export')
  @StepUp()
  @ApiProduces('text/csv', 'application/x-ndjson')
  async content(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { item, content } = await this.exports.download(ctx, id);
    void reply.header('x-content-type-options', 'nosniff');
    const name = `audit-log-${item.createdAt.toISOString().slice(0, 10)}-${item.treeSize}.${item.format}`;
    const disposition = `attachment; filename="${name}"`;
    return new StreamableFile(content, { type: TYPES[item.format], disposition, length: item.bytes });
  }
}
