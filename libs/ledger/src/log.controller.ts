import { Body, Controller, Get, Header, Param, ParseIntPipe, Patch, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Ctx, IfMatch, PageQuery, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import type { FastifyReply } from 'fastify';
import { LogProofs } from './log-proofs.service';
import { LogStatusService } from './log-status.service';
import { ChangeLogRequest, LogResponse, toLogResponse } from './log.dto';
import {
  CheckpointListResponse,
  CheckpointQuery,
  ConsistencyQuery,
  ConsistencyResponse,
  InclusionQuery,
  toCheckpointResponse,
  toConsistencyResponse,
} from './log-proofs.dto';
import { LogService } from './log.service';
import { BYTES, sendTile, TEXT } from './log-formats';

@ApiTags('log')
@Controller('v1/log')
export class LogController {
  constructor(
    private readonly log: LogService,
    private readonly status: LogStatusService,
    private readonly proofs: LogProofs,
  ) {}

  /** How the organization's log stands: its newest signed head, its key, what is pending, who vouches for it. */
  @Get()
  @RequirePermission('audit:read')
  async describe(@Ctx() ctx: RequestContext): Promise<LogResponse> {
    return toLogResponse(await this.status.describe(ctx));
  }

  /** Opens the log to everybody under `/v1/public-logs/{organizationId}`, or closes it. It holds no personal data. */
  @Patch()
  @RequirePermission('organization:manage')
  @StepUp()
  async change(
    @Ctx() ctx: RequestContext,
    @IfMatch() ifMatch: string,
    @Body() body: ChangeLogRequest,
  ): Promise<LogResponse> {
    await this.log.setPublic(ctx, ifMatch, body.public);
    return toLogResponse(await this.status.describe(ctx));
  }

  /** The newest checkpoint, as a signed note (c2sp.org/tlog-checkpoint) with its cosignatures. */
  @Get('checkpoint')
  @RequirePermission('audit:read')
  @Header('Content-Type', TEXT)
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  checkpoint(@Ctx() ctx: RequestContext): Promise<string> {
    return this.log.checkpoint(ctx);
  }

  /** Signed checkpoints, newest first. */
  @Get('checkpoints')
  @RequirePermission('audit:read')
  async checkpoints(@Ctx() ctx: RequestContext, @Query() query: PageQuery): Promise<CheckpointListResponse> {
    const { items, nextCursor } = await this.log.listCheckpoints(ctx, query.limit, query.cursor);
    return { items: items.map(toCheckpointResponse), nextCursor };
  }

  /** The checkpoint of one size, as a signed note. Without cosignatures it is, byte for byte, what was time-stamped. */
  @Get('checkpoints/:size')
  @RequirePermission('audit:read')
  @Header('Content-Type', TEXT)
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  async checkpointAt(
    @Ctx() ctx: RequestContext,
    @Param('size', ParseIntPipe) size: number,
    @Query() { cosignatures }: CheckpointQuery,
  ): Promise<string> {
    const { note, signedNote } = await this.log.checkpointAt(ctx, size);
    return cosignatures === 'none' ? signedNote : note;
  }

  /** The time-stamp of one checkpoint: the authority's answer (RFC 3161), for `openssl ts -verify`. */
  @Get('checkpoints/:size/timestamp')
  @RequirePermission('audit:read')
  @Header('Content-Type', 'application/timestamp-reply')
  @ApiProduces('application/timestamp-reply')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  timestamp(@Ctx() ctx: RequestContext, @Param('size', ParseIntPipe) size: number): Promise<Buffer> {
    return this.log.timestamp(ctx, size);
  }

  /** Evidence for one leaf under a signed checkpoint, to be kept and verified offline (c2sp.org/tlog-proof). */
  @Get('proofs/:leafIndex')
  @RequirePermission('audit:read')
  @Header('Content-Type', TEXT)
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  proof(
    @Ctx() ctx: RequestContext,
    @Param('leafIndex', ParseIntPipe) leafIndex: number,
    @Query() { size }: InclusionQuery,
  ): Promise<string> {
    return this.proofs.inclusion(ctx, leafIndex, size);
  }

  /** Evidence that the log of `to` leaves begins with the log of `from` leaves (RFC 9162, section 2.1.4). */
  @Get('consistency')
  @RequirePermission('audit:read')
  async consistency(@Ctx() ctx: RequestContext, @Query() { from, to }: ConsistencyQuery): Promise<ConsistencyResponse> {
    return toConsistencyResponse(await this.proofs.consistency(ctx, from, to));
  }

  /** A tile of hashes, `<L>/<N>[.p/<W>]`, or of entries, `entries/<N>[.p/<W>]` (c2sp.org/tlog-tiles). */
  @Get('tile/*')
  @RequirePermission('audit:read')
  @ApiParam({ name: 'path', type: 'string', example: '0/000.p/17' })
  @ApiProduces(BYTES)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async tile(
    @Ctx() ctx: RequestContext,
    @Param() params: Record<string, string>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return sendTile(reply, 'private', await this.log.tile(ctx, params['*'] ?? ''));
  }
}
