import { Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, Ctx, type RequestContext } from '@divan/platform';
import { OwnSessionListResponse, toOwnSessionResponse } from '../auth.dto';
import { SessionService } from './session.service';

@ApiTags('auth')
@ApiBearerAuth()
@Authenticated()
@Controller('v1/auth/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionService) {}

  /** Where the member is signed in. */
  @Get()
  @ApiOperation({ summary: 'List one’s own sessions' })
  async list(@Ctx() ctx: RequestContext): Promise<OwnSessionListResponse> {
    const sessions = await this.sessions.listOwn(ctx);
    return { items: sessions.map((session) => toOwnSessionResponse(session, ctx.origin.sessionId)) };
  }

  /** Signs out there; takes effect within a second everywhere. */
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End one of one’s own sessions' })
  end(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.sessions.endOwn(ctx, id);
  }
}
