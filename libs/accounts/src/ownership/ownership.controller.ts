import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Ctx, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import { IsBoolean, IsUUID } from 'class-validator';
import { OwnershipService } from './ownership.service';

export class TransferOwnershipRequest {
  /** An active member who is not yourself. */
  @IsUUID()
  toMemberId!: string;

  /** Whether you stay an administrator, too. */
  @IsBoolean()
  keepRole!: boolean;
}

@ApiTags('organization')
@ApiBearerAuth()
@Controller('v1/ownership-transfers')
export class OwnershipController {
  constructor(private readonly ownership: OwnershipService) {}

  /** Hands the administrator's role to another active member. Only an administrator can. */
  @Post()
  @HttpCode(204)
  @RequirePermission('organization:manage')
  @StepUp()
  @ApiOperation({ summary: 'Hand the organization over' })
  transfer(@Ctx() ctx: RequestContext, @Body() body: TransferOwnershipRequest): Promise<void> {
    return this.ownership.transfer(ctx, body.toMemberId, body.keepRole);
  }
}
