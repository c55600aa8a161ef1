import { Controller, Get, Header, Param, ParseIntPipe, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Ctx, RequirePermission, type RequestContext } from '@divan/platform';
import type { FastifyReply } from 'fastify';
import { LogResponse, toLogResponse } from './log.dto';
import { LogService } from './log.service';

const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';

@ApiTags('log')
@Controller('v1/log')
export class LogController {
  constructor(private readonly log: LogService) {}

  /** How the organization's log stands: its newest signed head, its key, what is pending. */
  @Get()
  @RequirePermission('audit:read')
  async describe(@Ctx() ctx: RequestContext): Promise<LogResponse> {
    return toLogResponse(await this.log.describe(ctx));
  }

  /** The newest checkpoint, as a signed note (c2sp.org/tlog-checkpoint). */
  @Get('checkpoint')
  @RequirePermission('audit:read')
  @Header('Content-Type', TEXT)
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  checkpoint(@Ctx() ctx: RequestContext): Promise<string> {
    return this.log.checkpoint(ctx);
  }

  /** Evidence for one leaf under the newest checkpoint, to be kept and verified offline (c2sp.org/tlog-proof). */
  @Get('proofs/:leafIndex')
  @RequirePermission('audit:read')
  @Header('Content-Type', TEXT)
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  proof(@Ctx() ctx: RequestContext, @Param('leafIndex', ParseIntPipe) leafIndex: number): Promise<string> {
    return this.log.proof(ctx, leafIndex);
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
    const bytes = await this.log.tile(ctx, params['*'] ?? '');
    void reply.header('Content-Type', BYTES).header('Cache-Control', 'private, max-age=31536000, immutable');
    return bytes;
  }
}
