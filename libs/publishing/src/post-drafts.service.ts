import { Audit } from '@divan/audit';
import { assertChannelsAllow } from '@divan/channels';
import { altTextChanged, type AltTextChanged } from '@divan/media';
import { Injectable } from '@nestjs/common';
import {
  assertIfMatch,
  Clock,
  Database,
  newId,
  notFound,
  OnEvent,
  type RequestContext,
  systemContext,
  type Tx,
} from '@divan/platform';
import { PostChannelReadModel } from './channel.read-model';
import { contentOf, hashContent } from './content-hash';
import { channelIdsOf, isEditable, isUnderReview, type Post, type Schedule, type Variant } from './post';
import { assertChannels } from './post-checks.service';
import { PostLifecycle } from './post-lifecycle.service';
import { type PostDetails, PostReader } from './post-reader.service';
import { PostRepository } from './post.repository';
import { PublicationRepository } from './publication.repository';
import { plainText } from './plain-text';
import { publishingErrors } from './publishing.errors';
import { postCreatedAudit, postDeletedAudit, postEditedAudit } from './publishing.events';
import { resolveSchedule } from './schedule';

/** What a writer says about a post. */
export interface PostInput {
  title: string | null;
  text: string;
  mediaIds: string[];
  variants: Variant[];
  scheduledFor: { local: string; timeZone: string } | null;
}

/** Writing posts: what is said, where, when. An edit of a post that was asked about takes the question back. */
@Injectable()
export class PostDrafts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly posts: PostRepository,
    private readonly publications: PublicationRepository,
    private readonly channels: PostChannelReadModel,
    private readonly lifecycle: PostLifecycle,
    private readonly reader: PostReader,
  ) {}

  async createPost(ctx: RequestContext, input: PostInput): Promise<PostDetails> {
    const now = this.clock.now();
    const { scheduledFor, ...said } = input;
    const id = newId();
    return this.database.transaction(ctx, async (tx) => {
      const draft: Post = {
        ...said,
        id,
        state: 'draft',
        stateReason: null,
        contentHash: '',
        schedule: toSchedule(scheduledFor),
        author: { id: ctx.actor.id, name: ctx.actor.name },
        submittedBy: null,
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      const post = await this.withHash(tx, ctx, draft);
      await this.posts.insert(tx, ctx.organizationId, post);
      await this.audit.write(tx, ctx, postCreatedAudit, {
        object: { type: 'post', id },
        detail: { contentHash: post.contentHash },
      });
      await this.lifecycle.announce(tx, ctx, id);
      return this.details(tx, ctx, id);
    });
  }

  /** @param changes what is left out stays as it is */
  async editPost(ctx: RequestContext, id: string, changes: Partial<PostInput>, ifMatch: string): Promise<PostDetails> {
    return this.database.transaction(ctx, async (tx) => {
      const post = await this.lock(tx, ctx, id, ifMatch);
      if (!isEditable(post)) throw publishingErrors.locked(post.state);
      if (post.state === 'failed') await this.assertNothingUnknown(tx, id);
      const { scheduledFor, ...said } = changes;
      const schedule = scheduledFor === undefined ? post.schedule : toSchedule(scheduledFor);
      const edited = await this.withHash(tx, ctx, { ...post, ...withoutUndefined(said), schedule });
      await this.save(tx, ctx, post, edited, 'edited');
      return this.details(tx, ctx, id);
    });
  }

  async deletePost(ctx: RequestContext, id: string, ifMatch: string): Promise<void> {
    await this.database.transaction(ctx, async (tx) => {
      const post = await this.lock(tx, ctx, id, ifMatch);
      if (post.state !== 'draft') throw publishingErrors.wrongState('deleted', post.state);
      await this.posts.delete(tx, id, this.clock.now());
      await this.audit.write(tx, ctx, postDeletedAudit, {
        object: { type: 'post', id },
        detail: { contentHash: post.contentHash },
      });
      await this.lifecycle.announce(tx, ctx, id);
    });
  }

  /** The alt text is published too: posts that use the picture are other posts now. */
  @OnEvent(altTextChanged)
  async followAltText(tx: Tx, ctx: RequestContext, items: AltTextChanged[]): Promise<void> {
    // Also in posts that the one who wrote the alt text may not see.
    const everything = {
      ...systemContext(ctx.organizationId),
      actor: ctx.actor,
      requestId: ctx.requestId,
      origin: ctx.origin,
    };
    for (const id of await this.posts.findOpenWithMedia(
      tx,
      items.map((item) => item.mediaId),
    )) {
      const post = await this.posts.lock(tx, everything, id);
      if (!post || !isEditable(post)) continue;
      const contentHash = hashContent(contentOf(post, await this.reader.mediaOf(tx, post)));
      if (contentHash !== post.contentHash)
        await this.save(tx, everything, post, { ...post, contentHash }, 'media_changed');
    }
  }

  private async save(
    tx: Tx,
    ctx: RequestContext,
    before: Post,
    edited: Post,
    reason: 'edited' | 'media_changed',
  ): Promise<void> {
    const voided = await this.lifecycle.takeBack(tx, ctx, before, reason);
    const state = isUnderReview(before) || before.state === 'failed' ? 'draft' : before.state;
    await this.posts.saveContent(tx, ctx.organizationId, { ...edited, state, updatedAt: this.clock.now() });
    await this.audit.write(tx, ctx, postEditedAudit, {
      object: { type: 'post', id: edited.id },
      reason,
      detail: { contentHash: edited.contentHash, voided },
      before: { contentHash: before.contentHash },
      after: { contentHash: edited.contentHash },
    });
    await this.lifecycle.announce(tx, ctx, edited.id);
  }

  private async withHash(tx: Tx, ctx: RequestContext, post: Post): Promise<Post> {
    const ids = post.variants.map((variant) => variant.channelId);
    const twice = ids.findIndex((channelId, index) => ids.indexOf(channelId) !== index);
    if (twice >= 0) throw publishingErrors.duplicateChannel(`/variants/${twice}/channelId`);
    assertChannels(post.variants, await this.channels.findMany(tx, ctx, ids));
    await assertChannelsAllow(tx, ctx, ids, 'posts:write');
    const clean = withPlainText(post);
    return { ...clean, contentHash: hashContent(contentOf(clean, await this.reader.mediaOf(tx, clean))) };
  }

  private async assertNothingUnknown(tx: Tx, postId: string): Promise<void> {
    const publications = await this.publications.findOfPosts(tx, [postId]);
    if (publications.some((publication) => publication.state !== 'rejected')) throw publishingErrors.unknownOutcomes();
  }

  private async lock(tx: Tx, ctx: RequestContext, id: string, ifMatch: string): Promise<Post> {
    const post = await this.posts.lock(tx, ctx, id);
    if (!post) throw notFound('post');
    await assertChannelsAllow(tx, ctx, channelIdsOf(post), 'posts:write');
    assertIfMatch(ifMatch, post.version);
    return post;
  }

  private async details(tx: Tx, ctx: RequestContext, id: string): Promise<PostDetails> {
    return (await this.reader.findMany(tx, ctx, [id]))[0]!;
  }
}

function toSchedule(scheduledFor: PostInput['scheduledFor']): Schedule | null {
  return scheduledFor && resolveSchedule(scheduledFor.local, scheduledFor.timeZone);
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}

function withPlainText(post: Post): Post {
  return {
    ...post,
    title: post.title === null ? null : plainText(post.title),
    text: plainText(post.text),
    variants: post.variants.map((variant) => ({
      ...variant,
      text: variant.text === null ? null : plainText(variant.text),
    })),
  };
}
