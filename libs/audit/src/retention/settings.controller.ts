import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IfMatch, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import { AuditSettingsResponse, UpdateAuditSettingsRequest } from './settings.dto';
import { SettingsService } from './settings.service';

@ApiTags('audit')
@Controller('v1/audit-settings')
export class SettingsController {
  constructor(private readonly settings: SettingsService) {}

  /** How long the personal part of audit events is kept. */
  @Get()
  @RequirePermission('organization:manage')
  get(@Ctx() ctx: RequestContext): Promise<AuditSettingsResponse> {
    return this.settings.get(ctx);
  }

  /** Events and their places in the log are for good; names, addresses, reasons and details go after this time. */
  @Patch()
  @RequirePermission('organization:manage')
  @StepUp()
  change(
    @Ctx() ctx: RequestContext,
    @IfMatch() ifMatch: string,
    @Body() body: UpdateAuditSettingsRequest,
  ): Promise<AuditSettingsResponse> {
    return this.settings.change(ctx, body.detailRetentionDays, ifMatch);
  }
}
