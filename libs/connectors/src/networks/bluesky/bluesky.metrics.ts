import type { ChannelAccess, MetricsCapability, PostCounts, RemoteRef } from '../../kit/contract';
import { sliceJsonArray } from '../../kit/raw-json';
import { readAnswer } from './bluesky.client';
import { MAX_POSTS_PER_READ } from './bluesky.limits';
import { postCountsSchema, postsSchema, strongRefSchema } from './bluesky.schemas';
import type { BlueskySession } from './bluesky.session';

/** Counts of posts; the network knows no impressions. */
export class BlueskyMetrics implements MetricsCapability {
  constructor(private readonly open: (access: ChannelAccess) => BlueskySession) {}

  async readPosts(access: ChannelAccess, refs: RemoteRef[]): Promise<PostCounts[]> {
    const session = this.open(access);
    const uris = refs.flatMap((ref) => strongRefSchema.safeParse(ref).data?.uri ?? []);
    const counts: PostCounts[] = [];
    for (let from = 0; from < uris.length; from += MAX_POSTS_PER_READ) {
      counts.push(...(await this.readSome(session, uris.slice(from, from + MAX_POSTS_PER_READ))));
    }
    return counts;
  }

  private async readSome(session: BlueskySession, uris: string[]): Promise<PostCounts[]> {
    const request = { nsid: 'app.bsky.feed.getPosts', params: { uris } };
    const answer = await session.call(request);
    const payloads = sliceJsonArray(answer.text, ['posts']);
    const collectedAt = new Date().toISOString();
    return readAnswer(postsSchema, answer, request).posts.flatMap((raw, index) => {
      const { data: post } = postCountsSchema.safeParse(raw);
      if (!post) return [];
      return [
        {
          remoteId: post.uri,
          likes: post.likeCount,
          replies: post.replyCount,
          reposts: post.repostCount,
          quotes: post.quoteCount,
          collectedAt,
          payload: payloads[index] ?? '',
        },
      ];
    });
  }
}
