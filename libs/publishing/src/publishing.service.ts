import { Audit } from '@divan/audit';
import { assertChannelsAllow } from '@divan/channels';
import { Injectable } from '@nestjs/common';
import { assertIfMatch, Clock, Database, DomainEvents, notFound, type RequestContext, type Tx } from '@divan/platform';
import { canonicalContent, contentOf, hashContent, type PostContent } from './content-hash';
import {
  APPROVED_LATE,
  channelIdsOf,
  isApprovedLate,
  isSubmittable,
  isUnderReview,
  type MediaById,
  type Post,
} from './post';
import { PostChecks } from './post-checks.service';
import { PostLifecycle } from './post-lifecycle.service';
import { type PostDetails, PostReader } from './post-reader.service';
import { PostRepository } from './post.repository';
import { publishingErrors } from './publishing.errors';
import {
  postPublishedNowAudit,
  postScheduledAudit,
  postSubmitted,
  postSubmittedAudit,
  postWithdrawnAudit,
} from './publishing.events';

/** The way of a post from draft to schedule. What may be sent is decided here and only on the approved content. */
@Injectable()
export class PublishingService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly posts: PostRepository,
    private readonly checks: PostChecks,
    private readonly lifecycle: PostLifecycle,
    private readonly reader: PostReader,
  ) {}

  /** Asks for approval of exactly this content. @throws publishing.checks_failed, publishing.schedule_in_past */
  async submitPost(ctx: RequestContext, id: string, ifMatch: string): Promise<PostDetails> {
    return this.database.transaction(ctx, async (tx) => {
      const post = await this.lockPostFor(ctx, tx, id, 'posts:submit');
      assertIfMatch(ifMatch, post.version);
      if (!isSubmittable(post)) throw publishingErrors.wrongState('submitted', post.state);
      if (this.hasPassed(post)) throw publishingErrors.scheduleInPast();
      const media = await this.reader.mediaOf(tx, post);
      await this.checks.assertPublishable(tx, ctx, post, media);
      const { content, contentHash } = sealed(post, media);
      const submittedBy = { id: ctx.actor.id, name: ctx.actor.name };
      await this.posts.setSubmitted(tx, post, contentHash, submittedBy, this.clock.now());
      await this.audit.write(tx, ctx, postSubmittedAudit, { object: { type: 'post', id }, detail: { contentHash } });
      await this.events.publish(tx, ctx, postSubmitted, [
        { postId: id, contentHash, content: canonicalContent(content), author: post.author, submittedBy },
      ]);
      await this.lifecycle.announce(tx, ctx, id);
      return this.details(tx, ctx, id);
    });
  }

  /** Back to draft, from review or from the schedule. */
  async withdrawPost(ctx: RequestContext, id: string, ifMatch: string): Promise<PostDetails> {
    return this.database.transaction(ctx, async (tx) => {
      const post = await this.lockPostFor(ctx, tx, id, 'posts:submit');
      assertIfMatch(ifMatch, post.version);
      if (!isUnderReview(post)) throw publishingErrors.wrongState('withdrawn', post.state);
      await this.lifecycle.takeBack(tx, ctx, post, 'withdrawn');
      await this.posts.setState(tx, id, 'draft', null, this.clock.now());
      await this.audit.write(tx, ctx, postWithdrawnAudit, {
        object: { type: 'post', id },
        detail: { contentHash: post.contentHash },
      });
      await this.lifecycle.announce(tx, ctx, id);
      return this.details(tx, ctx, id);
    });
  }

  /**
   * As `lockPost`, for who means to do something with it on all of its channels.
   * @throws 403 `channels.not_allowed_here`
   */
  async lockPostFor(ctx: RequestContext, tx: Tx, id: string, permission: string): Promise<Post> {
    const post = await this.lockPost(ctx, tx, id);
    await assertChannelsAllow(tx, ctx, channelIdsOf(post), permission);
    return post;
  }

  /** Holds the post until the transaction ends; what depends on a post is locked after it. @throws 404 */
  async lockPost(ctx: RequestContext, tx: Tx, id: string): Promise<Post> {
    const post = await this.posts.lock(tx, ctx, id);
    if (!post) throw notFound('post');
    return post;
  }

  /**
   * Only approvals may call this. Compares what is there now, not what was stored, with what the approver saw. A time that
   * has passed meanwhile is not made up for: nobody decided to publish at this moment.
   */
  async approvePost(ctx: RequestContext, tx: Tx, postId: string, contentHash: string): Promise<void> {
    const post = await this.lockPost(ctx, tx, postId);
    if (post.state !== 'in_review') throw publishingErrors.wrongState('approved', post.state);
    const media = await this.reader.mediaOf(tx, post);
    assertSame(post, media, contentHash);
    const late = this.hasPassed(post);
    const at = post.schedule?.at ?? this.clock.now();
    await this.audit.write(tx, ctx, postScheduledAudit, {
      object: { type: 'post', id: postId },
      detail: { contentHash, at: at.toISOString(), late },
    });
    if (!late) return this.lifecycle.schedule(tx, ctx, post, media, at);
    const detail = `Approved after its time, ${post.schedule!.local} ${post.schedule!.timeZone}. Publish it now, or give it a new time and submit it again.`;
    await this.posts.setState(tx, postId, 'approved', { code: APPROVED_LATE, detail }, this.clock.now());
    await this.lifecycle.announce(tx, ctx, postId);
  }

  /** Only approvals may call this: the other two decisions. */
  async declinePost(
    ctx: RequestContext,
    tx: Tx,
    postId: string,
    contentHash: string,
    to: 'rejected' | 'changes_requested',
  ): Promise<void> {
    const post = await this.lockPost(ctx, tx, postId);
    if (post.state !== 'in_review') throw publishingErrors.wrongState('declined', post.state);
    assertSame(post, await this.reader.mediaOf(tx, post), contentHash);
    await this.posts.setState(tx, postId, to, null, this.clock.now());
    await this.lifecycle.announce(tx, ctx, postId);
  }

  /** A person decides that a post whose approval came too late goes out at this moment, as approved. */
  async publishNow(ctx: RequestContext, id: string, ifMatch: string): Promise<PostDetails> {
    return this.database.transaction(ctx, async (tx) => {
      const post = await this.lockPostFor(ctx, tx, id, 'posts:submit');
      assertIfMatch(ifMatch, post.version);
      if (!isApprovedLate(post)) throw publishingErrors.wrongState('published now', post.state);
      const media = await this.reader.mediaOf(tx, post);
      assertSame(post, media, post.contentHash);
      await this.audit.write(tx, ctx, postPublishedNowAudit, {
        object: { type: 'post', id },
        detail: { contentHash: post.contentHash },
      });
      await this.lifecycle.schedule(tx, ctx, post, media, this.clock.now());
      return this.details(tx, ctx, id);
    });
  }

  /** Those that the actor may see, in no particular order. */
  describePosts(ctx: RequestContext, tx: Tx, ids: readonly string[]): Promise<PostDetails[]> {
    return this.reader.findMany(tx, ctx, ids);
  }

  private hasPassed(post: Post): boolean {
    return post.schedule !== null && post.schedule.at <= this.clock.now();
  }

  private async details(tx: Tx, ctx: RequestContext, id: string): Promise<PostDetails> {
    return (await this.reader.findMany(tx, ctx, [id]))[0]!;
  }
}

function sealed(post: Post, media: MediaById): { content: PostContent; contentHash: string } {
  const content = contentOf(post, media);
  return { content, contentHash: hashContent(content) };
}

function assertSame(post: Post, media: MediaById, contentHash: string): void {
  const current = sealed(post, media).contentHash;
  if (current !== contentHash) throw publishingErrors.contentChanged(current);
}
