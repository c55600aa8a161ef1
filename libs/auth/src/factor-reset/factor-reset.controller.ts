import { Controller, Delete, HttpCode, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Ctx, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import { FactorReset } from './factor-reset.service';

@ApiTags('members')
@ApiBearerAuth()
@Controller('v1/members')
export class FactorResetController {
  constructor(private readonly resets: FactorReset) {}

  /** For who lost every second factor: they enrol anew at the next sign-in, with their password. */
  @Delete(':id/second-factors')
  @RequirePermission('members:manage')
  @StepUp()
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a member’s second factors' })
  reset(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.resets.reset(ctx, id);
  }
}
