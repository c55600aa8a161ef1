import { Injectable, Logger } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { ChannelAccessService, ChannelsService, type OpenChannel } from '@divan/channels';
import { ConnectorError, type OutgoingPost, type PublishedOutcome } from '@divan/connectors';
import { AppError, Clock, Database, DomainEvents, Jobs, newId, type RequestContext, type Tx } from '@divan/platform';
import { messageChanged, replyOutcomeAudit, replySent, type ReplySent } from './inbox.events';
import type { StoredReply } from './inbox.types';
import {
  afterPublish,
  afterReconcile,
  beginAttempt,
  MAX_RECONCILIATIONS,
  nextStep,
  type CallResult,
  type Delivery,
  type Step,
  type Transition,
} from './reply-delivery.machine';
import { ReplyDeliveryRepository, type RepliedMessage } from './reply-delivery.repository';

export const SEND_REPLY = 'inbox.send-reply';
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
// Jobs are the fast path; the sweep waits so long that it finds only what a killed worker left.
const OVERDUE_MS = 5000;
const NEVER = new Date('9999-12-31T00:00:00Z');

interface Call {
  messageId: string;
  channelId: string;
  callId: string;
  step: Exclude<Step, 'nothing'>;
  outgoing: StoredReply;
  delivery: Delivery;
}

/** Sends replies exactly once: every step is stored before the call that it announces, and what was lost is looked for. */
@Injectable()
export class ReplyDeliveryService {
  private readonly logger = new Logger(ReplyDeliveryService.name);

  constructor(
    private readonly database: Database,
    private readonly deliveries: ReplyDeliveryRepository,
    private readonly channels: ChannelsService,
    private readonly access: ChannelAccessService,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** Takes the next step of a reply; harmless at any time and any number of times. */
  async deliver(ctx: RequestContext, messageId: string): Promise<void> {
    const call = await this.begin(ctx, messageId);
    if (!call) return;
    const { open, result } = await this.call(ctx, call);
    const transition =
      call.step === 'publish' ? afterPublish(call.delivery, result) : afterReconcile(call.delivery, result);
    await this.store(ctx, call, transition, open);
    if (result.state === 'error' && result.kind === 'auth_expired' && open) {
      await this.channels.requireReauthorization(ctx, open.channel.id, result.detail);
    }
  }

  async schedule(tx: Tx, messageId: string, runAt: Date): Promise<void> {
    const payload = { organizationId: tx.organizationId ?? '', messageId };
    await this.jobs.add(tx, SEND_REPLY, payload, { jobKey: `${SEND_REPLY}:${messageId}`, runAt, maxAttempts: 5 });
  }

  /** Takes up what a killed worker left behind. */
  async recover(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - OVERDUE_MS);
    await this.database.system('inbox.recover-replies', async (tx) => {
      const overdue = await this.deliveries.findOverdue(tx, before, MAX_RECONCILIATIONS);
      const items = overdue.map(({ messageId, organizationId }) => ({
        payload: { organizationId, messageId },
        options: { jobKey: `${SEND_REPLY}:${messageId}`, runAt: this.clock.now(), maxAttempts: 5 },
      }));
      await this.jobs.addMany(tx, SEND_REPLY, items);
    });
  }

  private begin(ctx: RequestContext, messageId: string): Promise<Call | null> {
    return this.database.transaction(ctx, async (tx) => {
      const now = this.clock.now();
      const stored = await this.deliveries.lock(tx, messageId, now);
      if (!stored) return null;
      const step = nextStep(stored.delivery, stored.leased);
      if (step === 'nothing') return null;
      const delivery = step === 'publish' ? beginAttempt(stored.delivery) : stored.delivery;
      const callId = newId();
      const until = new Date(now.getTime() + LEASE_MS);
      await this.deliveries.save(tx, messageId, delivery, { callId, until }, now);
      return { messageId, callId, step, outgoing: stored.outgoing, delivery, channelId: stored.channelId };
    });
  }

  private async call(ctx: RequestContext, call: Call): Promise<{ open: OpenChannel | null; result: CallResult }> {
    const renewal = setInterval(() => this.renew(ctx, call), RENEW_MS).unref();
    let open: OpenChannel | null = null;
    try {
      open = await this.access.access(ctx, null, call.channelId);
      const publish = open.connector.publish;
      if (!publish) throw new ConnectorError('unsupported', 'The network takes no replies.');
      const post: OutgoingPost = { ...call.outgoing, media: [] };
      const result =
        call.step === 'publish'
          ? await publish.publish(open.access, post, call.delivery.handle)
          : await publish.reconcile(open.access, post, call.delivery.handle);
      return { open, result };
    } catch (error) {
      return { open, result: this.resultOf(error, call.messageId) };
    } finally {
      clearInterval(renewal);
    }
  }

  private resultOf(error: unknown, messageId: string): CallResult {
    if (error instanceof ConnectorError) {
      return { state: 'error', kind: error.kind, detail: error.detail, retryAfterSeconds: error.retryAfterSeconds };
    }
    // The channel was disconnected or needs a new authorization: nothing was called.
    if (error instanceof AppError) return { state: 'error', kind: 'rejected', detail: error.detail };
    this.logger.error({ err: error, messageId }, 'Sending a reply failed; whether it went out is looked up.');
    return { state: 'crashed' };
  }

  private renew(ctx: RequestContext, call: Call): void {
    const until = new Date(this.clock.now().getTime() + LEASE_MS);
    this.database
      .transaction(ctx, (tx) => this.deliveries.extendLease(tx, call.messageId, call.callId, until))
      .catch((error: unknown) =>
        this.logger.warn({ err: error, messageId: call.messageId }, 'A lease could not be renewed.'),
      );
  }

  private async store(
    ctx: RequestContext,
    call: Call,
    transition: Transition,
    open: OpenChannel | null,
  ): Promise<void> {
    await this.database.transaction(ctx, async (tx) => {
      const now = this.clock.now();
      const stored = await this.deliveries.lock(tx, call.messageId, now);
      // Another worker took over while this answer was on its way; what it finds out counts.
      if (!stored || stored.callId !== call.callId) return;
      const { delivery, dueInSeconds, published } = transition;
      const dueAt = dueInSeconds === null ? NEVER : new Date(now.getTime() + dueInSeconds * 1000);
      await this.deliveries.save(tx, call.messageId, delivery, null, dueAt);
      if (dueInSeconds !== null) await this.schedule(tx, call.messageId, dueAt);
      const message = published
        ? await this.deliveries.markPublished(tx, call.messageId, published)
        : await this.deliveries.findReplied(tx, call.messageId);
      await this.announce(tx, ctx, call.messageId, delivery, message, published);
      if (published && open)
        await this.events.publish(tx, ctx, replySent, [toEvent(open, call.messageId, message, published)]);
    });
  }

  private async announce(
    tx: Tx,
    ctx: RequestContext,
    messageId: string,
    delivery: Delivery,
    message: RepliedMessage,
    published: PublishedOutcome | null,
  ): Promise<void> {
    const { state, attempt, code } = delivery;
    const { conversationId } = message;
    await this.audit.write(tx, ctx, replyOutcomeAudit, {
      object: { type: 'message', id: messageId },
      outcome: state === 'failed' ? 'failure' : 'success',
      onBehalfOf: message.memberId ? { id: message.memberId, name: message.authorName } : null,
      detail: { conversationId, state, attempt, code, remoteId: published?.remoteId ?? null },
    });
    await this.events.publish(tx, ctx, messageChanged, [{ messageId, conversationId }]);
  }
}

function toEvent(
  { channel }: OpenChannel,
  messageId: string,
  message: RepliedMessage,
  published: PublishedOutcome,
): ReplySent {
  const { conversationId, contactId, kind, text, memberId, authorName, threadRemoteId, inReplyToRemoteId } = message;
  return {
    messageId,
    conversationId,
    channelId: channel.id,
    network: channel.network,
    channelHandle: channel.handle,
    contactId,
    kind,
    text,
    author: { memberId, name: authorName },
    remoteId: published.remoteId,
    threadRemoteId,
    inReplyToRemoteId,
    url: published.url,
    sentAt: published.publishedAt,
    payload: published.payload,
  };
}
