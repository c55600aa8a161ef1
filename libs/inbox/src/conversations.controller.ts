import { Body, Controller, Get, Headers, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  cursorTime,
  decodeCursor,
  Idempotent,
  IfMatch,
  PageQuery,
  pageOf,
  RequirePermission,
  WithinChannels,
  type RequestContext,
} from '@divan/platform';
import { z } from 'zod';
import { ConversationsService } from './conversations.service';
import {
  ConversationCountsResponse,
  ConversationListResponse,
  ConversationQuery,
  ConversationResponse,
  MessageListResponse,
  MessageResponse,
  ReplyRequest,
  toConversationResponse,
  toConversationSummary,
  toMessageResponse,
  UpdateConversationRequest,
} from './inbox.dto';
import { RepliesService } from './replies.service';

const position = z.object({ at: cursorTime, id: z.uuid() });

@ApiTags('inbox')
@ApiBearerAuth()
@WithinChannels()
@Controller('v1')
export class ConversationsController {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly replies: RepliesService,
  ) {}

  /** The inbox: the conversations that you may see, the last message first. */
  @Get('conversations')
  @RequirePermission('inbox:read')
  async list(@Ctx() ctx: RequestContext, @Query() query: ConversationQuery): Promise<ConversationListResponse> {
    const { limit, cursor, ...filter } = query;
    const rows = await this.conversations.listConversations(ctx, filter, decodeCursor(cursor, position), limit + 1);
    return pageOf(rows, limit, (row) => ({ at: row.lastMessageAt.toISOString(), id: row.id }), toConversationSummary);
  }

  /** How many conversations wait, for the badges of the inbox. Reactions do not count. */
  @Get('conversation-counts')
  @RequirePermission('inbox:read')
  counts(@Ctx() ctx: RequestContext): Promise<ConversationCountsResponse> {
    return this.conversations.countConversations(ctx);
  }

  /** Opens a conversation; it counts as read from then on when you may answer it. */
  @Get('conversations/:id')
  @RequirePermission('inbox:read')
  async open(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<ConversationResponse> {
    return toConversationResponse(await this.conversations.openConversation(ctx, id));
  }

  /** Assigns, resolves or reopens. */
  @Patch('conversations/:id')
  @RequirePermission('inbox:read')
  async change(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
    @Body() body: UpdateConversationRequest,
  ): Promise<ConversationResponse> {
    return toConversationResponse(await this.conversations.changeConversation(ctx, id, body, ifMatch));
  }

  /** What was said, newest first; of an edited message the newest version. */
  @Get('conversations/:id/messages')
  @RequirePermission('inbox:read')
  async messages(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<MessageListResponse> {
    const rows = await this.conversations.listMessages(ctx, id, decodeCursor(query.cursor, position), query.limit + 1);
    return pageOf(rows, query.limit, (row) => ({ at: row.sentAt.toISOString(), id: row.id }), toMessageResponse);
  }

  /** Answers. The reply is on its way when this returns; its delivery is seen on the message. */
  @Post('conversations/:id/messages')
  @HttpCode(202)
  @Idempotent()
  @RequirePermission('inbox:reply')
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'Refuses the reply (412) when the conversation went on since you read it.',
  })
  async reply(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ReplyRequest,
    @Headers('if-match') ifMatch?: string,
  ): Promise<MessageResponse> {
    return toMessageResponse(await this.replies.reply(ctx, id, body.text, ifMatch));
  }

  /** Tries a reply again that failed. One whose outcome is not known is looked for first and never sent blindly. */
  @Post('messages/:id/retry')
  @HttpCode(202)
  @Idempotent()
  @RequirePermission('inbox:reply')
  async retry(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<MessageResponse> {
    return toMessageResponse(await this.replies.retry(ctx, id));
  }
}
