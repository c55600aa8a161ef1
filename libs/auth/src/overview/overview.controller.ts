import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Ctx, RequirePermission, type RequestContext } from '@divan/platform';
import { SecurityOverviewResponse, toSecurityOverviewResponse } from './overview.dto';
import { OverviewService } from './overview.service';

@ApiTags('organization')
@ApiBearerAuth()
@Controller('v1/security-overview')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  /** Members without a passkey or a second factor, stale and expiring keys, open sessions and invitations. */
  @Get()
  @RequirePermission('organization:manage')
  @ApiOperation({ summary: 'Read the security overview' })
  async get(@Ctx() ctx: RequestContext): Promise<SecurityOverviewResponse> {
    return toSecurityOverviewResponse(await this.overview.get(ctx));
  }
}
