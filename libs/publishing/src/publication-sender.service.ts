import {
  type ChannelAccess,
  ConnectorError,
  type OutgoingPost,
  type PublishCapability,
  type ReconcileOutcome,
} from '@divan/connectors';
import { ChannelAccessService, ChannelsService } from '@divan/channels';
import { MediaService } from '@divan/media';
import { Injectable, Logger } from '@nestjs/common';
import { AppError, Clock, Database, newId, type RequestContext } from '@divan/platform';
import { toOutgoingPost } from './outgoing-post';
import { PublicationOutcomes, type PublishedOn } from './publication-outcomes.service';
import type { Publication, PublicationError } from './publication';
import { PublicationRepository } from './publication.repository';

/** How late a post may still go out by itself. After that a person decides. */
export const LATE_LIMIT_MS = 15 * 60_000;
/** Also how long a publication waits for another worker after its own was killed. */
const LEASE_SECONDS = 8;
const FURTHEST_WAIT_MS = 3000;
/** Sends of one run that end in "certainly not there": then it waits like any other failure. */
const SENDS_PER_RUN = 3;

interface Target {
  publish: PublishCapability;
  access: ChannelAccess;
  on: PublishedOn;
  post: OutgoingPost;
}

/** `again`: look at the publication once more in this run. */
type Step = 'done' | 'again';

/**
 * Sends one publication. The rule that everything here serves: the remote call runs at most once per stored attempt, and
 * whatever stands in `sending` when we arrive is asked about, never sent.
 */
@Injectable()
export class PublicationSender {
  private readonly logger = new Logger(PublicationSender.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly publications: PublicationRepository,
    private readonly outcomes: PublicationOutcomes,
    private readonly channelAccess: ChannelAccessService,
    private readonly channels: ChannelsService,
    private readonly media: MediaService,
  ) {}

  /** Moves the publication as far as it goes now. Another worker's is left alone. */
  async send(ctx: RequestContext, id: string): Promise<void> {
    const owner = newId();
    const taken = await this.database.transaction(ctx, (tx) =>
      this.publications.takeLease(tx, id, owner, LEASE_SECONDS),
    );
    if (!taken) return;
    const renewal = setInterval(
      () => void this.renewLease(ctx, id, owner, renewal),
      (LEASE_SECONDS * 1000) / 3,
    ).unref();
    try {
      for (let sends = 0; sends < SENDS_PER_RUN; sends++) if ((await this.step(ctx, id, owner)) === 'done') return;
    } finally {
      clearInterval(renewal);
      await this.database.transaction(ctx, (tx) => this.publications.releaseLease(tx, id, owner));
    }
  }

  private async renewLease(ctx: RequestContext, id: string, owner: string, renewal: NodeJS.Timeout): Promise<void> {
    const renew = this.database.transaction(ctx, (tx) => this.publications.renewLease(tx, id, owner, LEASE_SECONDS));
    // A database that is away for a moment is no reason to let go; a lease that another took is.
    if (!(await renew.catch(() => true))) clearInterval(renewal);
  }

  private async step(ctx: RequestContext, id: string, owner: string): Promise<Step> {
    const publication = await this.database.read(ctx, (tx) => this.publications.find(tx, id));
    if (publication?.state === 'scheduled') return this.sendScheduled(ctx, publication, owner);
    if (publication?.state === 'sending') return this.findOut(ctx, publication);
    return 'done';
  }

  // ── before the call ────────────────────────────────────────────────────────────────────────────────────────────

  private async sendScheduled(ctx: RequestContext, publication: Publication, owner: string): Promise<Step> {
    const wait = publication.nextTryAt.getTime() - this.clock.now().getTime();
    // A duplicate or an early job; the one for the right time exists, and the sweep looks after it.
    if (wait > FURTHEST_WAIT_MS) return 'done';
    if (this.isTooLate(publication)) {
      await this.outcomes.failed(ctx, publication, 'rejected', tooLate(publication));
      return 'done';
    }
    let target: Target;
    try {
      target = await this.prepare(ctx, publication);
    } catch (error) {
      return this.notPrepared(ctx, publication, error);
    }
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, publication.nextTryAt.getTime() - this.clock.now().getTime())),
    );
    const attempt = await this.outcomes.beginAttempt(ctx, publication.id, owner, () =>
      target.publish.prepare(target.post),
    );
    if (!attempt) return 'done';
    return this.call(ctx, attempt, target);
  }

  /** Everything that can fail without harm, before anything irreversible: credentials, connector, bytes. */
  private async prepare(ctx: RequestContext, publication: Publication): Promise<Target> {
    const { connector, channel, access } = await this.channelAccess.access(ctx, null, publication.channelId);
    if (!connector.publish) throw new ConnectorError('unsupported', `${connector.name} cannot publish.`);
    const bytes = new Map<string, Uint8Array>();
    for (const { sha256 } of publication.content.media)
      bytes.set(sha256, await this.media.loadBytes(ctx.organizationId, sha256));
    const post = toOutgoingPost(publication.content, (sha256) => Promise.resolve(bytes.get(sha256)!));
    return { publish: connector.publish, access, post, on: { network: connector.id, handle: channel.handle } };
  }

  private async notPrepared(ctx: RequestContext, publication: Publication, error: unknown): Promise<Step> {
    const known = error instanceof AppError || error instanceof ConnectorError;
    if (!known) throw error;
    const code = error instanceof AppError ? error.code : `publishing.${error.kind}`;
    await this.outcomes.failed(ctx, publication, 'rejected', { code, detail: error.detail });
    return 'done';
  }

  // ── the call ───────────────────────────────────────────────────────────────────────────────────────────────────

  private async call(ctx: RequestContext, attempt: Publication, target: Target): Promise<Step> {
    let outcome: ReconcileOutcome;
    try {
      outcome = await target.publish.publish(target.access, target.post, attempt.handle!);
    } catch (error) {
      if (error instanceof ConnectorError && error.kind !== 'unknown_outcome') return this.notSent(ctx, attempt, error);
      // Nobody knows whether it arrived; a defect in a connector counts the same.
      this.logger.warn(
        { publicationId: attempt.id, error: error instanceof Error ? error.name : 'unknown' },
        'Sending ended without an answer.',
      );
      return this.findOut(ctx, attempt, target);
    }
    if (outcome.state === 'unknown') return this.findOut(ctx, attempt, target);
    return this.settle(ctx, attempt, outcome, target);
  }

  /** The connector vouches that nothing was published. */
  private async notSent(ctx: RequestContext, attempt: Publication, error: ConnectorError): Promise<Step> {
    const failure: PublicationError = { code: error.code ?? `publishing.${error.kind}`, detail: error.detail };
    if (error.kind === 'auth_expired') await this.channels.requireReauthorization(ctx, attempt.channelId, error.detail);
    const at = this.nextTry(attempt, error.retryAfterSeconds);
    const passes = error.kind === 'rate_limited' || error.kind === 'unavailable';
    if (passes && at.getTime() <= attempt.dueAt.getTime() + LATE_LIMIT_MS)
      await this.outcomes.waitForRetry(ctx, attempt, at, failure);
    else await this.outcomes.failed(ctx, attempt, 'rejected', failure);
    return 'done';
  }

  // ── after the call, and after a crash ──────────────────────────────────────────────────────────────────────────

  /** Asks the network. Reading may repeat; sending may not. */
  private async findOut(ctx: RequestContext, attempt: Publication, known?: Target): Promise<Step> {
    let target = known;
    let outcome: ReconcileOutcome;
    try {
      target ??= await this.prepare(ctx, attempt);
      outcome = await target.publish.reconcile(target.access, target.post, attempt.handle!);
    } catch (error) {
      return this.cannotAsk(ctx, attempt, error);
    }
    return this.settle(ctx, attempt, outcome, target);
  }

  private async settle(
    ctx: RequestContext,
    attempt: Publication,
    outcome: ReconcileOutcome,
    target: Target,
  ): Promise<Step> {
    switch (outcome.state) {
      case 'published':
        await this.outcomes.published(ctx, attempt, outcome, target.on);
        return 'done';
      case 'rejected':
        await this.outcomes.failed(ctx, attempt, 'rejected', { code: outcome.code, detail: outcome.detail });
        return 'done';
      case 'unknown':
        await this.outcomes.failed(ctx, attempt, 'unknown', { code: OUTCOME_UNKNOWN, detail: outcome.detail });
        return 'done';
      case 'pending':
        return this.stillPending(ctx, attempt, outcome);
      case 'not_found':
        return this.notThere(ctx, attempt, outcome.resendSafe);
    }
  }

  private async stillPending(
    ctx: RequestContext,
    attempt: Publication,
    outcome: Extract<ReconcileOutcome, { state: 'pending' }>,
  ): Promise<Step> {
    if (this.waitedLongEnough(attempt)) {
      await this.outcomes.failed(ctx, attempt, 'unknown', { code: OUTCOME_UNKNOWN, detail: outcome.detail });
    } else {
      const at = new Date(this.clock.now().getTime() + Math.max(1, outcome.checkAfterSeconds) * 1000);
      await this.outcomes.lookAgain(ctx, attempt, outcome.handle, at);
    }
    return 'done';
  }

  private async notThere(ctx: RequestContext, attempt: Publication, resendSafe: boolean): Promise<Step> {
    if (!resendSafe) {
      const detail =
        'The network does not show the post, but cannot promise that it will not appear. Look there before sending it again.';
      await this.outcomes.failed(ctx, attempt, 'unknown', { code: OUTCOME_UNKNOWN, detail });
      return 'done';
    }
    // A second send with the same handle cannot make a second post: a new attempt, stored like the first.
    await this.outcomes.waitForRetry(ctx, attempt, this.clock.now(), {
      code: 'publishing.not_arrived',
      detail: 'The post had not arrived; it is sent again.',
    });
    return 'again';
  }

  private async cannotAsk(ctx: RequestContext, attempt: Publication, error: unknown): Promise<Step> {
    const passes =
      !(error instanceof ConnectorError || error instanceof AppError) ||
      (error instanceof ConnectorError && PASSING.has(error.kind));
    if (passes && !this.waitedLongEnough(attempt)) {
      const after = error instanceof ConnectorError ? error.retryAfterSeconds : undefined;
      await this.outcomes.lookAgain(ctx, attempt, null, new Date(this.clock.now().getTime() + (after ?? 10) * 1000));
      return 'done';
    }
    const detail =
      error instanceof ConnectorError || error instanceof AppError
        ? error.detail
        : 'The network cannot be asked whether the post arrived.';
    await this.outcomes.failed(ctx, attempt, 'unknown', { code: OUTCOME_UNKNOWN, detail });
    return 'done';
  }

  private nextTry({ attempt }: Publication, retryAfterSeconds: number | undefined): Date {
    const seconds = retryAfterSeconds ?? Math.min(120, 5 * 2 ** Math.min(attempt - 1, 10));
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }

  private isTooLate({ dueAt }: Publication): boolean {
    return this.clock.now().getTime() > dueAt.getTime() + LATE_LIMIT_MS;
  }

  private waitedLongEnough({ sendingSince }: Publication): boolean {
    return this.clock.now().getTime() > sendingSince!.getTime() + LATE_LIMIT_MS;
  }
}

export const OUTCOME_UNKNOWN = 'publishing.outcome_unknown';
const PASSING: ReadonlySet<string> = new Set(['rate_limited', 'unavailable', 'unknown_outcome']);

function tooLate({ error }: Publication): PublicationError {
  const detail = 'It could not be sent within 15 minutes of its time, and late posts do not go out by themselves.';
  return { code: 'publishing.too_late', detail: error ? `${detail} Last: ${error.detail}` : detail };
}
