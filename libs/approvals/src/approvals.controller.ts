import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Ctx, decodeCursor, encodeCursor, Idempotent, RequirePermission, type RequestContext } from '@divan/platform';
import { z } from 'zod';
import {
  ApprovalRequestListResponse,
  ApprovalRequestResponse,
  DecideRequest,
  ListRequestsQuery,
  toDecisionInput,
  toRequestResponse,
} from './approvals.dto';
import { ApprovalsService } from './approvals.service';

const position = z.object({ before: z.uuid() });

@ApiTags('approvals')
@ApiBearerAuth()
@Controller('v1/approval-requests')
export class ApprovalsController {
  constructor(private readonly approvals: ApprovalsService) {}

  /** What waits for a decision and what was decided, newest first. */
  @Get()
  @RequirePermission('approvals:read')
  async list(@Ctx() ctx: RequestContext, @Query() query: ListRequestsQuery): Promise<ApprovalRequestListResponse> {
    const before = decodeCursor(query.cursor, position)?.before ?? null;
    const states = query.state ? [query.state] : null;
    const { items, last } = await this.approvals.listRequests(ctx, { states, before, limit: query.limit });
    return { items: items.map(toRequestResponse), nextCursor: last && encodeCursor({ before: last }) };
  }

  @Get(':id')
  @RequirePermission('approvals:read')
  async get(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<ApprovalRequestResponse> {
    return toRequestResponse(await this.approvals.getRequest(ctx, id));
  }

  /** Decides about exactly the content that was looked at. Never one's own post. */
  @Post(':id/decisions')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('approvals:decide')
  async decide(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: DecideRequest,
  ): Promise<ApprovalRequestResponse> {
    return toRequestResponse(await this.approvals.decide(ctx, id, toDecisionInput(body)));
  }
}
