import { Injectable } from '@nestjs/common';
import { Clock, DomainEvents, Jobs, newId, type RequestContext, type Tx } from '@divan/platform';
import { effectiveMediaIds, effectiveText, isUnderReview, type MediaById, type Post, type PostState } from './post';
import { PostRepository } from './post.repository';
import type { Publication, PublicationState } from './publication';
import { PublicationRepository } from './publication.repository';
import { postChanged, type PostChanged, postUpdated } from './publishing.events';

export const PUBLISH_JOB = 'publishing.publish-post';

/** The job starts early and waits for the moment itself: media and channel are at hand when the time comes. */
const HEAD_START_MS = 1500;

/** What several verbs do to a post; always with the post locked. */
@Injectable()
export class PostLifecycle {
  constructor(
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly events: DomainEvents,
    private readonly posts: PostRepository,
    private readonly publications: PublicationRepository,
  ) {}

  /** What was asked or granted for the old content is void, and nothing of it will be sent. @returns whether anything was */
  async takeBack(tx: Tx, ctx: RequestContext, post: Post, reason: PostChanged['reason']): Promise<boolean> {
    await this.publications.cancel(tx, post.id, ['scheduled', 'rejected'], this.clock.now());
    // A failed post was approved too, and is now about to say something else.
    if (!isUnderReview(post) && post.state !== 'failed') return false;
    await this.events.publish(tx, ctx, postChanged, [{ postId: post.id, reason }]);
    return true;
  }

  /** One publication per channel with the content as approved, and its job. */
  async schedule(tx: Tx, ctx: RequestContext, post: Post, media: MediaById, dueAt: Date): Promise<void> {
    const now = this.clock.now();
    const publications = post.variants.map((variant): Publication => {
      const files = effectiveMediaIds(post, variant).map((id) => {
        const { sha256, mediaType, altText, bytes, width, height } = media.get(id)!;
        return { id, sha256, mediaType, altText, bytes, width, height };
      });
      return {
        ...NEW,
        id: newId(),
        postId: post.id,
        channelId: variant.channelId,
        content: { text: effectiveText(post, variant), media: files },
        dueAt,
        nextTryAt: dueAt,
      };
    });
    await this.publications.insertMany(tx, ctx.organizationId, publications, now);
    for (const publication of publications) await this.wake(tx, ctx, publication.id, dueAt);
    await this.posts.setState(tx, post.id, 'scheduled', null, now);
    await this.announce(tx, ctx, post.id);
  }

  wake(tx: Tx, ctx: RequestContext, publicationId: string, at: Date): Promise<void> {
    return this.jobs.add(
      tx,
      PUBLISH_JOB,
      { organizationId: ctx.organizationId, publicationId },
      { runAt: new Date(at.getTime() - HEAD_START_MS), jobKey: `${PUBLISH_JOB}:${publicationId}` },
    );
  }

  /** The post's state follows from its publications'. */
  async followPublications(tx: Tx, ctx: RequestContext, postId: string): Promise<void> {
    const publications = await this.publications.findOfPosts(tx, [postId]);
    await this.posts.setState(tx, postId, stateOf(publications), null, this.clock.now());
    await this.announce(tx, ctx, postId);
  }

  announce(tx: Tx, ctx: RequestContext, postId: string): Promise<void> {
    return this.events.publish(tx, ctx, postUpdated, [{ postId }]);
  }
}

/** Pure. An unknown outcome is no success: someone must look at it. */
export function stateOf(publications: readonly Pick<Publication, 'state' | 'attempt'>[]): PostState {
  const some = (state: PublicationState): boolean => publications.some((publication) => publication.state === state);
  const all = (state: PublicationState): boolean => publications.every((publication) => publication.state === state);
  if (all('scheduled') && publications.every((publication) => publication.attempt === 0)) return 'scheduled';
  if (some('scheduled') || some('sending')) return 'publishing';
  if (all('published')) return 'published';
  return some('published') ? 'partly_published' : 'failed';
}

const NEW: Omit<Publication, 'id' | 'postId' | 'channelId' | 'content' | 'dueAt' | 'nextTryAt'> = {
  state: 'scheduled',
  attempt: 0,
  handle: null,
  sendingSince: null,
  remoteId: null,
  remoteRef: null,
  remoteUrl: null,
  publishedAt: null,
  error: null,
  confirmedAbsent: false,
};
