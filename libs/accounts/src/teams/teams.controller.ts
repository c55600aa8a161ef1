import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Ctx, Idempotent, IfMatch, RequirePermission, type RequestContext } from '@divan/platform';
import { TeamService } from './team.service';
import { TeamListResponse, TeamRequest, TeamResponse } from './teams.dto';

@ApiTags('accounts')
@ApiBearerAuth()
@Controller('v1/teams')
export class TeamsController {
  constructor(private readonly teams: TeamService) {}

  /** All teams, by name. */
  @Get()
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'List teams' })
  async list(@Ctx() ctx: RequestContext): Promise<TeamListResponse> {
    return { items: await this.teams.listTeams(ctx) };
  }

  /** Makes a team without members. */
  @Post()
  @RequirePermission('members:manage')
  @Idempotent()
  @ApiOperation({ summary: 'Make a team' })
  create(@Ctx() ctx: RequestContext, @Body() body: TeamRequest): Promise<TeamResponse> {
    return this.teams.createTeam(ctx, body.name);
  }

  /** Renames a team. */
  @Patch(':id')
  @RequirePermission('members:manage')
  @ApiOperation({ summary: 'Rename a team' })
  rename(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
    @Body() body: TeamRequest,
  ): Promise<TeamResponse> {
    return this.teams.renameTeam(ctx, id, ifMatch, body.name);
  }

  /**
   * Removes a team; its members stay. Refused while a channel is shared with it: without its last team the channel
   * would be everybody's.
   */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('members:manage')
  @ApiOperation({ summary: 'Remove a team' })
  delete(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
  ): Promise<void> {
    return this.teams.deleteTeam(ctx, id, ifMatch);
  }
}
