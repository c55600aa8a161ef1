import { Readable } from 'node:stream';
import { Controller, Get, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Clock, Ctx, decodeCursor, PageQuery, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AccessReviewResponse, toAccessReviewItem } from './access-review.dto';
import { AccessReview } from './access-review.service';

const cursorSchema = z.object({ name: z.string(), id: z.uuid() });

@ApiTags('organization')
@ApiBearerAuth()
@Controller('v1/access-review')
export class AccessReviewController {
  constructor(
    private readonly review: AccessReview,
    private readonly clock: Clock,
  ) {}

  /** Who can do what on which channel: members by name, with their roles, teams and channels. */
  @Get()
  @RequirePermission('organization:manage')
  @ApiOperation({ summary: 'Review who can do what' })
  async list(@Ctx() ctx: RequestContext, @Query() { limit, cursor }: PageQuery): Promise<AccessReviewResponse> {
    const { items, nextCursor } = await this.review.list(ctx, limit, decodeCursor(cursor, cursorSchema) ?? null);
    return { items: items.map(toAccessReviewItem), nextCursor };
  }

  /** The same as a table, a line for each member and channel. Taking it is audited. */
  @Get('export')
  @RequirePermission('organization:manage')
  @StepUp()
  @ApiProduces('text/csv')
  @ApiOperation({ summary: 'Export the review' })
  async export(@Ctx() ctx: RequestContext, @Res({ passthrough: true }) reply: FastifyReply): Promise<StreamableFile> {
    void reply.header('x-content-type-options', 'nosniff');
    const name = `access-review-${this.clock.now().toISOString().slice(0, 10)}.csv`;
    return new StreamableFile(Readable.from(await this.review.export(ctx)), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: `attachment; filename="${name}"`,
    });
  }
}
