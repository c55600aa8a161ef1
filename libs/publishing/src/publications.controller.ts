import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Ctx, Idempotent, RequirePermission, WithinChannels, type RequestContext } from '@divan/platform';
import { CheckPostRequest, CheckResultListResponse, PostResponse, toPostResponse } from './post.dto';
import { PostChecks } from './post-checks.service';
import { PublicationsService } from './publications.service';

@ApiTags('publishing')
@ApiBearerAuth()
@WithinChannels()
@Controller('v1')
export class PublicationsController {
  constructor(
    private readonly checks: PostChecks,
    private readonly publications: PublicationsService,
  ) {}

  /** Counts and checks a text as each network would, without storing anything. */
  @Post('post-checks')
  @HttpCode(200)
  @RequirePermission('posts:write')
  async check(@Ctx() ctx: RequestContext, @Body() body: CheckPostRequest): Promise<CheckResultListResponse> {
    return { items: await this.checks.checkVariants(ctx, body.variants) };
  }

  /** Asks the network whether a publication of unknown outcome is there. Sends nothing. */
  @Post('publications/:id/reconcile')
  @HttpCode(200)
  @RequirePermission('posts:submit')
  async reconcile(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<PostResponse> {
    return toPostResponse(await this.publications.reconcilePublication(ctx, id));
  }

  /** Sends a publication again that certainly is not on the network. */
  @Post('publications/:id/retry')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('posts:submit')
  async retry(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<PostResponse> {
    return toPostResponse(await this.publications.retryPublication(ctx, id));
  }
}
