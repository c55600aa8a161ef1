import type { Media } from '@divan/media';
import { MediaService } from '@divan/media';
import { Injectable } from '@nestjs/common';
import { Database, notFound, type RequestContext, type Tx } from '@divan/platform';
import { type PostChannel, PostChannelReadModel } from './channel.read-model';
import { type MediaById, mediaIdsOf, type Post } from './post';
import { type PostFilter, PostRepository } from './post.repository';
import type { Publication } from './publication';
import { PublicationRepository } from './publication.repository';

/** A post with what a screen shows beside it. */
export interface PostDetails {
  post: Post;
  /** The post's own media in order, then those that only variants use. */
  media: Media[];
  channels: ReadonlyMap<string, PostChannel>;
  publications: Publication[];
}

@Injectable()
export class PostReader {
  constructor(
    private readonly database: Database,
    private readonly posts: PostRepository,
    private readonly publications: PublicationRepository,
    private readonly channels: PostChannelReadModel,
    private readonly media: MediaService,
  ) {}

  async getPost(ctx: RequestContext, id: string): Promise<PostDetails> {
    const [details] = await this.database.read(ctx, (tx) => this.findMany(tx, ctx, [id]));
    if (!details) throw notFound('post');
    return details;
  }

  listPosts(ctx: RequestContext, filter: PostFilter): Promise<PostDetails[]> {
    return this.database.read(ctx, async (tx) => this.describe(tx, ctx, await this.posts.list(tx, ctx, filter)));
  }

  /** Those that the actor may see, in no particular order. */
  async findMany(tx: Tx, ctx: RequestContext, ids: readonly string[]): Promise<PostDetails[]> {
    return this.describe(tx, ctx, await this.posts.findMany(tx, ctx, ids));
  }

  async mediaOf(tx: Tx, post: Pick<Post, 'mediaIds' | 'variants'>): Promise<MediaById> {
    return new Map((await this.media.describeMany(tx, mediaIdsOf(post))).map((item) => [item.id, item]));
  }

  private async describe(tx: Tx, ctx: RequestContext, posts: Post[]): Promise<PostDetails[]> {
    if (posts.length === 0) return [];
    const channelIds = [...new Set(posts.flatMap((post) => post.variants.map((variant) => variant.channelId)))];
    const mediaIds = [...new Set(posts.flatMap(mediaIdsOf))];
    // One connection answers one question at a time, so these wait for each other anyway.
    const channels = await this.channels.findMany(tx, ctx, channelIds);
    const media = new Map((await this.media.describeMany(tx, mediaIds)).map((item) => [item.id, item]));
    const publications = await this.publications.findOfPosts(
      tx,
      posts.map((post) => post.id),
    );
    return posts.map((post) => ({
      post,
      media: mediaIdsOf(post).map((id) => media.get(id)!),
      channels,
      publications: publications.filter((publication) => publication.postId === post.id),
    }));
  }
}
