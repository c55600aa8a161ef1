import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Ctx, IfMatch, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import { ChangeSecurityPolicyRequest, SecurityPolicyResponse } from './policy.dto';
import { SecurityPolicies } from './security-policies';

@ApiTags('organization')
@ApiBearerAuth()
@Controller('v1/security-policy')
export class PolicyController {
  constructor(private readonly policies: SecurityPolicies) {}

  /** What the organization asks of sign-ins and sessions. */
  @Get()
  @RequirePermission('organization:manage')
  @ApiOperation({ summary: 'Read the security policy' })
  get(@Ctx() ctx: RequestContext): Promise<SecurityPolicyResponse> {
    return this.policies.get(ctx);
  }

  /** Takes effect on running sessions at once. Turning password sign-in off needs a break-glass administrator. */
  @Patch()
  @RequirePermission('organization:manage')
  @StepUp()
  @ApiOperation({ summary: 'Change the security policy' })
  change(
    @Ctx() ctx: RequestContext,
    @IfMatch() ifMatch: string,
    @Body() body: ChangeSecurityPolicyRequest,
  ): Promise<SecurityPolicyResponse> {
    return this.policies.change(ctx, ifMatch, body);
  }
}
