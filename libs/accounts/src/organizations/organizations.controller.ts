import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, Ctx, IfMatch, RequirePermission, type RequestContext } from '@divan/platform';
import { OrganizationSettings } from './organization-settings.service';
import {
  ChangeOrganizationRequest,
  OrganizationResponse,
  OwnOrganizationListResponse,
  toOrganizationResponse,
} from './organizations.dto';

@ApiTags('organization')
@ApiBearerAuth()
@Controller('v1')
export class OrganizationsController {
  constructor(private readonly settings: OrganizationSettings) {}

  /** The organization itself. */
  @Get('organization')
  @RequirePermission('organization:manage')
  @ApiOperation({ summary: 'Read the organization' })
  async get(@Ctx() ctx: RequestContext): Promise<OrganizationResponse> {
    return toOrganizationResponse(await this.settings.get(ctx));
  }

  /** Changes the name and the time zone. */
  @Patch('organization')
  @RequirePermission('organization:manage')
  @ApiOperation({ summary: 'Change the organization' })
  async change(
    @Ctx() ctx: RequestContext,
    @IfMatch() ifMatch: string,
    @Body() body: ChangeOrganizationRequest,
  ): Promise<OrganizationResponse> {
    return toOrganizationResponse(await this.settings.change(ctx, ifMatch, body));
  }

  /** Ends the first setup. Doing it again changes nothing. */
  @Post('organization/setup-done')
  @HttpCode(200)
  @RequirePermission('organization:manage')
  @ApiOperation({ summary: 'Finish the setup' })
  async finishSetup(@Ctx() ctx: RequestContext): Promise<OrganizationResponse> {
    return toOrganizationResponse(await this.settings.finishSetup(ctx));
  }

  /** The organizations in which the signed-in person may work, and where this session may go on. */
  @Get('me/organizations')
  @Authenticated()
  @ApiOperation({ summary: 'List one’s own organizations' })
  async own(@Ctx() ctx: RequestContext): Promise<OwnOrganizationListResponse> {
    const items = await this.settings.listOwn(ctx);
    return {
      items: items.map(({ id, name, allowSwitching }) => {
        const current = id === ctx.organizationId;
        return { id, name, current, switchable: current || allowSwitching };
      }),
    };
  }
}
