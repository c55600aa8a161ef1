import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '@divan/platform';
import type { FastifyReply } from 'fastify';
import { BYTES, sendTile, TEXT } from './log-formats';
import { LogService } from './log.service';

/** Logs that their organization has opened to everybody (c2sp.org/tlog-tiles). */
@ApiTags('log')
@Controller('v1/public-logs/:organizationId')
export class PublicLogController {
  constructor(private readonly log: LogService) {}

  /** The newest checkpoint of a public log, as a signed note with its cosignatures. */
  @Get('checkpoint')
  @Public()
  @Header('Content-Type', TEXT)
  @Header('Cache-Control', 'no-cache')
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  async checkpoint(@Param('organizationId') organizationId: string): Promise<string> {
    return this.log.checkpoint(await this.log.openToAll(organizationId));
  }

  /** A tile of a public log, of hashes or of entries. */
  @Get('tile/*')
  @Public()
  @ApiParam({ name: 'path', type: 'string', example: '0/000.p/17' })
  @ApiProduces(BYTES)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async tile(
    @Param('organizationId') organizationId: string,
    @Param() params: Record<string, string>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const owner = await this.log.openToAll(organizationId);
    return sendTile(reply, 'public', await this.log.tile(owner, params['*'] ?? ''));
  }
}
