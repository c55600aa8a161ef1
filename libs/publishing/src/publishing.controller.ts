import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  cursorTime,
  decodeCursor,
  Idempotent,
  IfMatch,
  pageOf,
  RequirePermission,
  WithinChannels,
  type RequestContext,
} from '@divan/platform';
import { z } from 'zod';
import {
  CreatePostRequest,
  ListPostsQuery,
  PostListResponse,
  PostResponse,
  toPostChanges,
  toPostInput,
  toPostResponse,
  toStates,
  UpdatePostRequest,
} from './post.dto';
import { PostDrafts } from './post-drafts.service';
import { PostReader } from './post-reader.service';
import { PublishingService } from './publishing.service';

const position = z.object({ at: cursorTime, id: z.uuid() });

@ApiTags('publishing')
@ApiBearerAuth()
@WithinChannels()
@Controller('v1/posts')
export class PostsController {
  constructor(
    private readonly drafts: PostDrafts,
    private readonly publishing: PublishingService,
    private readonly reader: PostReader,
  ) {}

  /** Writes a post, as a draft. */
  @Post()
  @RequirePermission('posts:write')
  @Idempotent()
  async create(@Ctx() ctx: RequestContext, @Body() body: CreatePostRequest): Promise<PostResponse> {
    return toPostResponse(await this.drafts.createPost(ctx, toPostInput(body)));
  }

  /** Posts by planned time, latest first; those without a schedule by when they were written. */
  @Get()
  @RequirePermission('posts:read')
  async list(@Ctx() ctx: RequestContext, @Query() query: ListPostsQuery): Promise<PostListResponse> {
    const before = decodeCursor(query.cursor, position);
    const rows = await this.reader.listPosts(ctx, {
      state: toStates(query.state),
      from: query.from ?? null,
      to: query.to ?? null,
      before: before ? { at: new Date(before.at), id: before.id } : null,
      limit: query.limit + 1,
    });
    return pageOf(
      rows,
      query.limit,
      ({ post }) => ({ at: post.schedule?.at ?? post.createdAt, id: post.id }),
      toPostResponse,
    );
  }

  @Get(':id')
  @RequirePermission('posts:read')
  async get(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<PostResponse> {
    return toPostResponse(await this.reader.getPost(ctx, id));
  }

  /** Changes a post. One that awaits or has approval becomes a draft again: nothing is published that nobody approved. */
  @Patch(':id')
  @RequirePermission('posts:write')
  async update(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
    @Body() body: UpdatePostRequest,
  ): Promise<PostResponse> {
    return toPostResponse(await this.drafts.editPost(ctx, id, toPostChanges(body), ifMatch));
  }

  /** Deletes a draft. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('posts:write')
  async delete(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
  ): Promise<void> {
    await this.drafts.deletePost(ctx, id, ifMatch);
  }

  /** Asks for approval of exactly this content. */
  @Post(':id/submit')
  @HttpCode(200)
  @RequirePermission('posts:submit')
  async submit(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
  ): Promise<PostResponse> {
    return toPostResponse(await this.publishing.submitPost(ctx, id, ifMatch));
  }

  /** Takes a post back from review or from the schedule. */
  @Post(':id/withdraw')
  @HttpCode(200)
  @RequirePermission('posts:submit')
  async withdraw(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
  ): Promise<PostResponse> {
    return toPostResponse(await this.publishing.withdrawPost(ctx, id, ifMatch));
  }

  /** Publishes, as approved, a post whose approval came after its time. */
  @Post(':id/publish-now')
  @HttpCode(200)
  @RequirePermission('posts:submit')
  async publishNow(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
  ): Promise<PostResponse> {
    return toPostResponse(await this.publishing.publishNow(ctx, id, ifMatch));
  }
}
