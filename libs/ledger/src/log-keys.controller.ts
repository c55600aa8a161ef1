import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Idempotent, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import { ForkService } from './fork.service';
import { KeyRotation } from './key-rotation.service';
import {
  AcknowledgeForkRequest,
  ForkAcknowledgementResponse,
  LogKeyListResponse,
  LogKeyResponse,
  RotateKeyRequest,
  toLogKeyResponse,
} from './log-keys.dto';

@ApiTags('log')
@Controller('v1/log')
export class LogKeysController {
  constructor(
    private readonly rotation: KeyRotation,
    private readonly forks: ForkService,
  ) {}

  /** The keys that the log was signed with, newest first, each with what hands it over from the one before. */
  @Get('keys')
  @RequirePermission('audit:read')
  async keys(@Ctx() ctx: RequestContext): Promise<LogKeyListResponse> {
    return { items: (await this.rotation.list(ctx)).map(toLogKeyResponse), nextCursor: null };
  }

  /** Begins a new signing key. The log records it; the first checkpoint of the new key is signed by the old one too. */
  @Post('keys')
  @Idempotent()
  @RequirePermission('organization:manage')
  @StepUp()
  async rotate(@Ctx() ctx: RequestContext, @Body() body: RotateKeyRequest): Promise<LogKeyResponse> {
    return toLogKeyResponse(await this.rotation.rotate(ctx, body.reason));
  }

  /** Accepts that signed leaves were lost with a restored backup. The log goes on under a new name and a new key. */
  @Post('fork-acknowledgements')
  @Idempotent()
  @RequirePermission('organization:manage')
  @StepUp()
  acknowledge(@Ctx() ctx: RequestContext, @Body() body: AcknowledgeForkRequest): Promise<ForkAcknowledgementResponse> {
    return this.forks.acknowledge(ctx, body);
  }
}
