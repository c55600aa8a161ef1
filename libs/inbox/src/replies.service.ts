import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { assertChannelAllows, ChannelAccessService } from '@divan/channels';
import type { Connector, OutgoingPost, PublishCapability, PublishLimits } from '@divan/connectors';
import {
  assertIfMatch,
  Clock,
  Database,
  DomainEvents,
  newId,
  notFound,
  type FieldError,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import { ConversationRepository, type ReplyTarget } from './conversation.repository';
import { notRetryable, replyInvalid, replyUnsupported } from './inbox.errors';
import { conversationChanged, messageChanged, replyRequestedAudit, replyRetriedAudit } from './inbox.events';
import type { ConversationState, StoredReply } from './inbox.types';
import { snippet } from './ingestion-plan';
import { MessageReadModel, type MessageRowView } from './message.read-model';
import { ReplyDeliveryRepository } from './reply-delivery.repository';
import { retry } from './reply-delivery.machine';
import { ReplyDeliveryService } from './reply-delivery.service';
import { toSearchVector } from './search-text';

@Injectable()
export class RepliesService {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageReadModel,
    private readonly deliveries: ReplyDeliveryRepository,
    private readonly delivery: ReplyDeliveryService,
    private readonly channels: ChannelAccessService,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers the newest message of the person. The reply is stored with the handle under which it will be sent; a worker
   * sends it.
   * @param ifMatch the version that the member saw; when given, a colleague's answer meanwhile is a 412
   */
  async reply(
    ctx: RequestContext,
    conversationId: string,
    text: string,
    ifMatch: string | undefined,
  ): Promise<MessageRowView> {
    return this.database.transaction(ctx, async (tx) => {
      const conversation = await this.conversations.lock(tx, ctx, conversationId);
      if (!conversation) throw notFound('conversation');
      if (ifMatch !== undefined) assertIfMatch(ifMatch, conversation.version);
      await assertChannelAllows(tx, ctx, conversation.channelId, 'inbox:reply');
      const { connector, channel } = await this.channels.access(ctx, tx, conversation.channelId);
      const target = await this.conversations.findReplyTarget(tx, conversationId);
      if (!target) throw replyUnsupported('There is nothing here that can be answered.');
      const publish = publishOf(connector);
      const outgoing = toOutgoing(conversation, target, text);
      checkReply(publish, outgoing, channel.limits);
      const id = newId();
      const handle = publish.prepare(toPost(outgoing));
      await this.store(tx, ctx, id, conversation, target, text);
      await this.deliveries.insert(tx, {
        messageId: id,
        channelId: channel.id,
        outgoing,
        handle,
        now: this.clock.now(),
      });
      await this.delivery.schedule(tx, id, this.clock.now());
      return this.find(tx, ctx, id);
    });
  }

  /** Tries a failed reply again, or one that was looked for on the network and is not there. */
  async retry(ctx: RequestContext, messageId: string): Promise<MessageRowView> {
    return this.database.transaction(ctx, async (tx) => {
      const message = await this.messages.find(tx, ctx, messageId);
      if (!message || !(await this.conversations.lock(tx, ctx, message.conversationId))) throw notFound('message');
      const now = this.clock.now();
      const stored = await this.deliveries.lock(tx, messageId, now);
      if (!stored) throw notFound('message');
      await assertChannelAllows(tx, ctx, stored.channelId, 'inbox:reply');
      const { connector } = await this.channels.access(ctx, tx, stored.channelId);
      const next = stored.leased ? null : retry(stored.delivery, publishOf(connector).prepare(toPost(stored.outgoing)));
      if (!next) throw notRetryable(stored.delivery.state);
      await this.deliveries.save(tx, messageId, next, null, now);
      await this.delivery.schedule(tx, messageId, now);
      const { conversationId } = message;
      await this.audit.write(tx, ctx, replyRetriedAudit, {
        object: { type: 'message', id: messageId },
        detail: { conversationId },
      });
      await this.events.publish(tx, ctx, messageChanged, [{ messageId, conversationId }]);
      return this.find(tx, ctx, messageId);
    });
  }

  private async store(
    tx: Tx,
    ctx: RequestContext,
    id: string,
    conversation: ConversationState,
    target: ReplyTarget,
    text: string,
  ): Promise<void> {
    const { actor } = ctx;
    await this.conversations.insertReply(tx, {
      id,
      conversation,
      target,
      text,
      snippet: snippet(text),
      search: toSearchVector(text),
      versionHash: createHash('sha256').update(text).digest('hex'),
      memberId: actor.kind === 'member' ? actor.id : null,
      authorName: actor.name,
      now: this.clock.now(),
    });
    const { id: conversationId, channelId } = conversation;
    await this.audit.write(tx, ctx, replyRequestedAudit, {
      object: { type: 'message', id },
      detail: { conversationId, channelId },
    });
    await this.events.publish(tx, ctx, messageChanged, [{ messageId: id, conversationId }]);
    await this.events.publish(tx, ctx, conversationChanged, [{ conversationId }]);
  }

  private async find(tx: Tx, ctx: RequestContext, id: string): Promise<MessageRowView> {
    const message = await this.messages.find(tx, ctx, id);
    if (!message) throw notFound('message');
    return message;
  }
}

function publishOf(connector: Connector): PublishCapability {
  if (!connector.publish) throw replyUnsupported('The network takes no replies.');
  return connector.publish;
}

function toOutgoing(conversation: ConversationState, target: ReplyTarget, text: string): StoredReply {
  return {
    text,
    replyTo: { root: conversation.remoteRef, parent: target.remoteRef },
    visibility: target.kind === 'direct_message' ? 'direct' : 'public',
    mentionHandle: conversation.contactHandle,
  };
}

function toPost(outgoing: StoredReply): OutgoingPost {
  return { ...outgoing, media: [] };
}

function checkReply(publish: PublishCapability, outgoing: StoredReply, limits: PublishLimits | null): void {
  if (!limits) return;
  const errors: FieldError[] = publish
    .check(toPost(outgoing), limits)
    .filter((finding) => finding.severity === 'error')
    .map(({ code, detail }) => ({ pointer: '/text', code, detail }));
  if (errors.length > 0) throw replyInvalid(errors);
}
