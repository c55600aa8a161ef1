import { Body, Controller, Get, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, Ctx, Idempotent, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import {
  ChangeProfileRequest,
  CreateInvitationRequest,
  CreateTeamRequest,
  InvitationResponse,
  ProfileResponse,
  RoleListResponse,
  TeamListResponse,
  TeamResponse,
  toInvitationResponse,
  toProfileResponse,
} from './accounts.dto';
import { InvitationService } from './invitations/invitation.service';
import { MemberService } from './members/member.service';
import { PERMISSIONS } from './permissions';
import { BUILT_IN_ROLES } from './roles/roles';
import { TeamService } from './teams/team.service';

@ApiTags('accounts')
@ApiBearerAuth()
@Controller('v1')
export class AccountsController {
  constructor(
    private readonly members: MemberService,
    private readonly invitations: InvitationService,
    private readonly teams: TeamService,
  ) {}

  /** The signed-in member, the organization and what the member may do there. */
  @Get('me')
  @Authenticated()
  @ApiOperation({ summary: 'Read who is signed in' })
  async me(@Ctx() ctx: RequestContext): Promise<ProfileResponse> {
    return toProfileResponse(await this.members.profile(ctx));
  }

  /** Changes the signed-in member's own settings. */
  @Patch('me')
  @Authenticated()
  @ApiOperation({ summary: 'Change one’s own settings' })
  async changeMe(@Ctx() ctx: RequestContext, @Body() body: ChangeProfileRequest): Promise<ProfileResponse> {
    return toProfileResponse(await this.members.changeProfile(ctx, body));
  }

  /**
   * Invites a person. The link is shown this once, works once, for seven days and for this address only; inviting
   * again replaces it. Not repeatable by Idempotency-Key: the stored answer would hold a working link.
   */
  @Post('invitations')
  @RequirePermission('members:manage')
  @StepUp()
  @ApiOperation({ summary: 'Invite a member' })
  async invite(@Ctx() ctx: RequestContext, @Body() body: CreateInvitationRequest): Promise<InvitationResponse> {
    return toInvitationResponse(await this.invitations.inviteMember(ctx, body));
  }

  /** All teams, by name. */
  @Get('teams')
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'List teams' })
  async listTeams(@Ctx() ctx: RequestContext): Promise<TeamListResponse> {
    return { items: await this.teams.listTeams(ctx) };
  }

  /** Makes a team without members. */
  @Post('teams')
  @RequirePermission('members:manage')
  @Idempotent()
  @ApiOperation({ summary: 'Make a team' })
  createTeam(@Ctx() ctx: RequestContext, @Body() body: CreateTeamRequest): Promise<TeamResponse> {
    return this.teams.createTeam(ctx, body.name);
  }

  /** The roles with their permissions, and what each permission means. */
  @Get('roles')
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'List roles and permissions' })
  roles(): RoleListResponse {
    const items = BUILT_IN_ROLES.map((role) => ({ ...role, permissions: [...role.permissions] }));
    return { items, permissions: Object.entries(PERMISSIONS).map(([id, description]) => ({ id, description })) };
  }
}
