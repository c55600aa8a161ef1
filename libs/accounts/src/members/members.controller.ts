import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Ctx, IfMatch, PageQuery, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import { ChangeMemberRequest, MemberListResponse, MemberResponse, toMemberResponse } from './members.dto';
import { MemberService } from './member.service';

@ApiTags('members')
@ApiBearerAuth()
@Controller('v1/members')
export class MembersController {
  constructor(private readonly members: MemberService) {}

  /** Members by name. */
  @Get()
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'List members' })
  async list(@Ctx() ctx: RequestContext, @Query() query: PageQuery): Promise<MemberListResponse> {
    const { items, nextCursor } = await this.members.list(ctx, query);
    return { items: items.map(toMemberResponse), nextCursor };
  }

  /** One member. */
  @Get(':id')
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'Read a member' })
  async get(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<MemberResponse> {
    return toMemberResponse(await this.members.get(ctx, id));
  }

  /** Changes roles, teams or state. The last active administrator cannot be disabled or lose the role. */
  @Patch(':id')
  @RequirePermission('members:manage')
  @StepUp()
  @ApiOperation({ summary: 'Change a member' })
  async change(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
    @Body() body: ChangeMemberRequest,
  ): Promise<MemberResponse> {
    return toMemberResponse(await this.members.changeMember(ctx, id, ifMatch, body));
  }
}
