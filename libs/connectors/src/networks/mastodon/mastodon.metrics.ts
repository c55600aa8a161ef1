import type { HttpClient } from '@divan/platform';
import type { ChannelAccess, MetricsCapability, PostCounts, RemoteRef } from '../../kit/contract';
import { ConnectorError } from '../../kit/connector.errors';
import { MastodonClient, readAnswer } from './mastodon.client';
import { statusRefSchema, statusSchema } from './mastodon.schemas';

/** Counts of posts as the home instance knows them; the network counts no impressions. */
export class MastodonMetrics implements MetricsCapability {
  constructor(private readonly http: HttpClient) {}

  async readPosts(access: ChannelAccess, refs: RemoteRef[]): Promise<PostCounts[]> {
    const client = MastodonClient.of(this.http, access);
    const counts: PostCounts[] = [];
    for (const ref of refs) {
      const id = statusRefSchema.safeParse(ref).data?.id;
      const count = id === undefined ? undefined : await this.readPost(client, id);
      if (count) counts.push(count);
    }
    return counts;
  }

  private async readPost(client: MastodonClient, id: string): Promise<PostCounts | undefined> {
    const request = { path: `/api/v1/statuses/${encodeURIComponent(id)}` };
    try {
      const answer = await client.request(request);
      const status = readAnswer(statusSchema, answer, request);
      return {
        remoteId: status.id,
        likes: status.favourites_count,
        replies: status.replies_count,
        reposts: status.reblogs_count,
        quotes: status.quotes_count ?? null,
        collectedAt: new Date().toISOString(),
        payload: answer.text,
      };
    } catch (error) {
      if (error instanceof ConnectorError && (error.code === 'http_404' || error.code === 'http_410')) return undefined;
      throw error;
    }
  }
}
