import { Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, Ctx, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import { OwnSessionListResponse, toOwnSessionResponse } from './sessions.dto';
import { SessionList } from './session-list.service';

@ApiTags('auth')
@ApiBearerAuth()
@Controller('v1')
export class SessionsController {
  constructor(private readonly sessions: SessionList) {}

  /** Where the member is signed in. */
  @Get('auth/sessions')
  @Authenticated()
  @ApiOperation({ summary: 'List one’s own sessions' })
  async list(@Ctx() ctx: RequestContext): Promise<OwnSessionListResponse> {
    const sessions = await this.sessions.listOwn(ctx);
    return { items: sessions.map((session) => toOwnSessionResponse(session, ctx.origin.sessionId)) };
  }

  /** Signs out there; takes effect within a second everywhere. */
  @Delete('auth/sessions/:id')
  @Authenticated()
  @StepUp()
  @HttpCode(204)
  @ApiOperation({ summary: 'End one of one’s own sessions' })
  end(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.sessions.endOwn(ctx, id);
  }

  /** Signs out everywhere but here. */
  @Delete('auth/sessions')
  @Authenticated()
  @StepUp()
  @HttpCode(204)
  @ApiOperation({ summary: 'End one’s other sessions' })
  endOthers(@Ctx() ctx: RequestContext): Promise<void> {
    return this.sessions.endOthers(ctx);
  }

  /** Signs a member out everywhere. */
  @Delete('members/:id/sessions')
  @RequirePermission('members:manage')
  @StepUp()
  @HttpCode(204)
  @ApiOperation({ summary: 'End a member’s sessions' })
  endOfMember(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.sessions.endOfMember(ctx, id);
  }

  /** Signs everybody out of the organization, but the caller here. */
  @Delete('sessions')
  @RequirePermission('organization:manage')
  @StepUp()
  @HttpCode(204)
  @ApiOperation({ summary: 'End everybody’s sessions' })
  endOfEverybody(@Ctx() ctx: RequestContext): Promise<void> {
    return this.sessions.endOfEverybody(ctx);
  }
}
