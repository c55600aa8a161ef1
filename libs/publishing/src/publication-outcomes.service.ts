import type { JsonObject, PublishedOutcome } from '@divan/connectors';
import { Audit } from '@divan/audit';
import { Injectable } from '@nestjs/common';
import { Clock, Database, DomainEvents, type RequestContext, type Tx } from '@divan/platform';
import type { Person, Post } from './post';
import { PostLifecycle } from './post-lifecycle.service';
import { PostRepository } from './post.repository';
import type { Publication, PublicationError } from './publication';
import { PublicationRepository } from './publication.repository';
import {
  publicationPublished,
  publicationPublishedAudit,
  publicationRejected,
  publicationRejectedAudit,
  publicationSendingAudit,
  publicationUnknown,
  publicationUnknownAudit,
} from './publishing.events';

export interface PublishedOn {
  network: string;
  handle: string;
}

/** Every step of a publication's life, each one transaction: state, attempt, post, audit event, record. */
@Injectable()
export class PublicationOutcomes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly posts: PostRepository,
    private readonly publications: PublicationRepository,
    private readonly lifecycle: PostLifecycle,
  ) {}

  /**
   * Commits that an attempt begins. Only then may the network be called.
   * @returns the publication as it is now, or undefined when it may not be sent (cancelled, or another worker has it)
   */
  beginAttempt(
    ctx: RequestContext,
    id: string,
    owner: string,
    choose: () => JsonObject,
  ): Promise<Publication | undefined> {
    return this.withPost(ctx, id, async (tx, publication, post) => {
      if (publication.state !== 'scheduled' || !(await this.publications.holdsLease(tx, id, owner))) return undefined;
      await this.publications.beginAttempt(tx, publication, publication.handle ?? choose(), this.clock.now());
      await this.audit.write(tx, ctx, publicationSendingAudit, {
        object: { type: 'publication', id },
        onBehalfOf: askedBy(ctx, post),
        detail: { postId: publication.postId, channelId: publication.channelId, attempt: publication.attempt + 1 },
      });
      await this.lifecycle.followPublications(tx, ctx, publication.postId);
      return this.publications.find(tx, id);
    });
  }

  async published(
    ctx: RequestContext,
    { id, attempt }: Publication,
    outcome: PublishedOutcome,
    on: PublishedOn,
  ): Promise<void> {
    await this.withPost(ctx, id, async (tx, publication, post) => {
      const same = { ...publication, attempt };
      if (!(await this.publications.setPublished(tx, same, outcome, this.clock.now()))) return;
      const { postId, channelId, content } = publication;
      await this.audit.write(tx, ctx, publicationPublishedAudit, {
        object: { type: 'publication', id },
        onBehalfOf: askedBy(ctx, post),
        detail: { postId, channelId, attempt, remoteId: outcome.remoteId },
      });
      await this.events.publish(tx, ctx, publicationPublished, [
        {
          publicationId: id,
          postId,
          channelId,
          attempt,
          network: on.network,
          channelHandle: on.handle,
          author: post.author,
          remoteId: outcome.remoteId,
          remoteRef: outcome.remoteRef,
          url: outcome.url,
          text: content.text,
          media: content.media.map(({ sha256, mediaType, altText, bytes }) => ({ sha256, mediaType, altText, bytes })),
          payload: outcome.payload,
          publishedAt: new Date(outcome.publishedAt).toISOString(),
        },
      ]);
      await this.lifecycle.followPublications(tx, ctx, postId);
    });
  }

  async failed(
    ctx: RequestContext,
    { id, attempt }: Publication,
    to: 'rejected' | 'unknown',
    error: PublicationError,
  ): Promise<void> {
    await this.withPost(ctx, id, async (tx, publication, post) => {
      if (!(await this.publications.setFailed(tx, { ...publication, attempt }, to, error, this.clock.now()))) return;
      const about = { postId: publication.postId, channelId: publication.channelId, attempt };
      await this.audit.write(tx, ctx, to === 'rejected' ? publicationRejectedAudit : publicationUnknownAudit, {
        object: { type: 'publication', id },
        outcome: 'failure',
        onBehalfOf: askedBy(ctx, post),
        reason: error.code,
        detail: { ...about, code: error.code },
      });
      await this.events.publish(tx, ctx, to === 'rejected' ? publicationRejected : publicationUnknown, [
        { publicationId: id, ...about, ...error },
      ]);
      await this.lifecycle.followPublications(tx, ctx, publication.postId);
    });
  }

  /** Certainly not published: it waits for its next try. */
  async waitForRetry(
    ctx: RequestContext,
    { id, attempt }: Publication,
    at: Date,
    error: PublicationError,
  ): Promise<void> {
    await this.withPost(ctx, id, async (tx, publication) => {
      const next = { at, keepHandle: true, error };
      if (!(await this.publications.reschedule(tx, { ...publication, attempt }, next, this.clock.now()))) return;
      await this.lifecycle.wake(tx, ctx, id, at);
      await this.lifecycle.followPublications(tx, ctx, publication.postId);
    });
  }

  /** The network has it and is not done, or cannot be asked: only reading is repeated. */
  async lookAgain(ctx: RequestContext, publication: Publication, handle: JsonObject | null, at: Date): Promise<void> {
    await this.database.transaction(ctx, async (tx) => {
      if (await this.publications.lookAgain(tx, publication, handle, at))
        await this.lifecycle.wake(tx, ctx, publication.id, at);
    });
  }

  /** The post first, then the publication: the order of everyone. */
  withPost<T>(
    ctx: RequestContext,
    id: string,
    work: (tx: Tx, publication: Publication, post: Post) => Promise<T>,
  ): Promise<T | undefined> {
    return this.database.transaction(ctx, async (tx) => {
      const found = await this.publications.find(tx, id);
      const post = found && (await this.posts.lock(tx, ctx, found.postId));
      if (!post) return undefined;
      const publication = await this.publications.lock(tx, id);
      return publication && work(tx, publication, post);
    });
  }
}

/** Whose post it is that the worker sends; a member who acts says so in the context already. */
function askedBy(ctx: RequestContext, { submittedBy, author }: Post): Person | null {
  return ctx.actor.kind === 'system' ? (submittedBy ?? author) : null;
}
