import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, Ctx, type RequestContext } from '@divan/platform';
import { MemberService } from './member.service';
import { ChangeProfileRequest, ProfileResponse, toProfileResponse } from './members.dto';

@ApiTags('accounts')
@ApiBearerAuth()
@Controller('v1/me')
export class ProfileController {
  constructor(private readonly members: MemberService) {}

  /** The signed-in member, the organization and what the member may do there. */
  @Get()
  @Authenticated()
  @ApiOperation({ summary: 'Read who is signed in' })
  async me(@Ctx() ctx: RequestContext): Promise<ProfileResponse> {
    return toProfileResponse(await this.members.profile(ctx));
  }

  /** Changes the signed-in member's own settings. */
  @Patch()
  @Authenticated()
  @ApiOperation({ summary: 'Change one’s own settings' })
  async changeMe(@Ctx() ctx: RequestContext, @Body() body: ChangeProfileRequest): Promise<ProfileResponse> {
    return toProfileResponse(await this.members.changeProfile(ctx, body));
  }
}
