import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, Ctx, type RequestContext } from '@divan/platform';
import { PasskeyRequestOptionsResponse } from '../passkeys/passkeys.dto';
import { freshFactorOf, StepUpRequest } from './step-up.dto';
import { StepUpService } from './step-up.service';

@ApiTags('auth')
@ApiBearerAuth()
@Authenticated()
@Controller('v1/auth/step-up')
export class StepUpController {
  constructor(private readonly steps: StepUpService) {}

  /** Gives a second factor again; for five minutes what wants a fresh one can be done. */
  @Post()
  @HttpCode(204)
  @ApiOperation({ summary: 'Step up' })
  stepUp(@Ctx() ctx: RequestContext, @Body() body: StepUpRequest): Promise<void> {
    return this.steps.stepUp(ctx, freshFactorOf(body));
  }

  /** What a browser needs to ask for a passkey. */
  @Post('passkey-options')
  @HttpCode(200)
  @ApiOperation({ summary: 'Step up: ask for a passkey' })
  passkeyOptions(@Ctx() ctx: RequestContext): Promise<PasskeyRequestOptionsResponse> {
    return this.steps.begin(ctx);
  }
}
