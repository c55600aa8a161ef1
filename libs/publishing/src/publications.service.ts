import { ConnectorError } from '@divan/connectors';
import { assertChannelAllows, ChannelAccessService } from '@divan/channels';
import { Audit } from '@divan/audit';
import { MediaService } from '@divan/media';
import { Injectable } from '@nestjs/common';
import { Clock, Database, newId, notFound, type RequestContext } from '@divan/platform';
import { toOutgoingPost } from './outgoing-post';
import { type PostDetails, PostReader } from './post-reader.service';
import { PostLifecycle } from './post-lifecycle.service';
import { OUTCOME_UNKNOWN } from './publication-sender.service';
import { PublicationOutcomes } from './publication-outcomes.service';
import type { Publication } from './publication';
import { PublicationRepository } from './publication.repository';
import { publishingErrors } from './publishing.errors';
import { publicationReconciledAudit, publicationRetriedAudit } from './publishing.events';

/** How long a post may be on a network without being shown: "not there" before that proves nothing. */
const LAG_MS = 60_000;

/** What a person does about a publication that did not simply succeed. */
@Injectable()
export class PublicationsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly publications: PublicationRepository,
    private readonly outcomes: PublicationOutcomes,
    private readonly lifecycle: PostLifecycle,
    private readonly reader: PostReader,
    private readonly channels: ChannelAccessService,
    private readonly media: MediaService,
  ) {}

  /** Asks the network whether a publication of unknown outcome is there. Never sends. */
  async reconcilePublication(ctx: RequestContext, id: string): Promise<PostDetails> {
    const publication = await this.find(ctx, id);
    await this.database.read(ctx, (tx) => assertChannelAllows(tx, ctx, publication.channelId, 'posts:submit'));
    if (publication.state !== 'unknown') throw publishingErrors.publicationNotUnknown(publication.state);
    const owner = newId();
    const leased = await this.database.transaction(ctx, (tx) => this.publications.takeLease(tx, id, owner, 60));
    if (!leased) throw publishingErrors.publicationBusy();
    try {
      await this.ask(ctx, publication);
    } finally {
      await this.database.transaction(ctx, (tx) => this.publications.releaseLease(tx, id, owner));
    }
    return this.reader.getPost(ctx, publication.postId);
  }

  /** Sends again what certainly is not there: rejected, or unknown after reconciling said so. */
  async retryPublication(ctx: RequestContext, id: string): Promise<PostDetails> {
    const { postId } = await this.find(ctx, id);
    await this.outcomes.withPost(ctx, id, async (tx, publication) => {
      await assertChannelAllows(tx, ctx, publication.channelId, 'posts:submit');
      const retryable =
        publication.state === 'rejected' || (publication.state === 'unknown' && publication.confirmedAbsent);
      if (!retryable) throw publishingErrors.publicationNotRetryable(publication.state);
      const now = this.clock.now();
      // Same handle where the first send might yet surface: the network then sees one and the same post.
      const keepHandle = publication.state === 'unknown';
      await this.publications.reschedule(tx, publication, { at: now, dueAt: now, keepHandle, error: null }, now);
      await this.lifecycle.wake(tx, ctx, id, now);
      await this.lifecycle.followPublications(tx, ctx, postId);
      const { channelId, attempt } = publication;
      await this.audit.write(tx, ctx, publicationRetriedAudit, {
        object: { type: 'publication', id },
        detail: { postId, channelId, attempt },
      });
    });
    return this.reader.getPost(ctx, postId);
  }

  private async ask(ctx: RequestContext, publication: Publication): Promise<void> {
    const { connector, channel, access } = await this.channels.access(ctx, null, publication.channelId);
    const post = toOutgoingPost(publication.content, (sha256) => this.media.loadBytes(ctx.organizationId, sha256));
    let outcome;
    try {
      outcome = await connector.publish!.reconcile(access, post, publication.handle!);
    } catch (error) {
      if (error instanceof ConnectorError) throw publishingErrors.reconcileFailed(error.detail, error);
      throw error;
    }
    const tooEarly = this.clock.now().getTime() < publication.sendingSince!.getTime() + LAG_MS;
    const { postId, channelId, attempt } = publication;
    await this.database.transaction(ctx, async (tx) => {
      await this.audit.write(tx, ctx, publicationReconciledAudit, {
        object: { type: 'publication', id: publication.id },
        detail: { postId, channelId, attempt, result: outcome.state },
      });
      if (outcome.state === 'not_found' && !tooEarly)
        await this.publications.confirmAbsent(tx, publication, this.clock.now());
      await this.lifecycle.announce(tx, ctx, postId);
    });
    if (outcome.state === 'not_found' && tooEarly) throw publishingErrors.reconcileTooEarly(LAG_MS / 1000);
    if (outcome.state === 'published') {
      await this.outcomes.published(ctx, publication, outcome, { network: connector.id, handle: channel.handle });
    } else if (outcome.state === 'rejected') {
      await this.outcomes.failed(ctx, publication, 'rejected', {
        code: outcome.code || OUTCOME_UNKNOWN,
        detail: outcome.detail,
      });
    }
  }

  private async find(ctx: RequestContext, id: string): Promise<Publication> {
    const publication = await this.database.read(ctx, async (tx) => {
      const found = await this.publications.find(tx, id);
      // Whoever may not see the post does not see its publications.
      return found && (await this.reader.findMany(tx, ctx, [found.postId])).length > 0 ? found : undefined;
    });
    if (!publication || publication.state === 'cancelled') throw notFound('publication');
    return publication;
  }
}
