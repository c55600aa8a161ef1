import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import type { InboundItem } from '@divan/connectors';
import { IdentitiesService } from '@divan/contacts';
import { Clock, Database, DomainEvents, type RequestContext, type Tx } from '@divan/platform';
import { messageReceived, messageReceivedAudit, type MessageReceived } from './inbox.events';
import type { SourceChannel } from './inbox.types';
import { freshItems, planIngestion, threadKey, type IngestionPlan, type PlannedMessage } from './ingestion-plan';
import { IngestionRepository } from './ingestion.repository';

/** Takes in what the public says: each version of each message once, however often and by however many it is delivered. */
@Injectable()
export class InboxIngestion {
  constructor(
    private readonly database: Database,
    private readonly repository: IngestionRepository,
    private readonly identities: IdentitiesService,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores a batch and the cursor behind it in one transaction; about fourteen statements for any number of items.
   * @param fromCursor the cursor that the batch was read with. When another worker has moved on meanwhile, the stored
   *   cursor is left where it is. Leave it out to set the cursor in any case.
   * @returns how many messages were new
   */
  async receive(
    ctx: RequestContext,
    channel: SourceChannel,
    items: readonly InboundItem[],
    nextCursor: string | null,
    fromCursor?: string | null,
  ): Promise<{ received: number }> {
    return this.database.transaction(ctx, async (tx) => {
      const cursor = await this.repository.lockCursor(tx, channel.id);
      const received = items.length > 0 ? await this.store(tx, ctx, channel, items) : 0;
      const current = fromCursor === undefined || fromCursor === cursor;
      if (current && nextCursor !== cursor) await this.repository.advanceCursor(tx, channel.id, nextCursor);
      return { received };
    });
  }

  private async store(
    tx: Tx,
    ctx: RequestContext,
    channel: SourceChannel,
    items: readonly InboundItem[],
  ): Promise<number> {
    const now = this.clock.now();
    const mentioned = items.flatMap((item) =>
      item.inReplyToRemoteId ? [item.remoteId, item.inReplyToRemoteId] : [item.remoteId],
    );
    const known = await this.repository.findKnown(tx, channel.id, [...new Set(mentioned)]);
    const fresh = freshItems(items, known, channel.remoteId, now);
    if (fresh.length === 0) return 0;
    const authors = fresh.map(({ item }) => item.author);
    const identities = await this.identities.upsertIdentities(tx, ctx, channel.network, authors);
    const keys = new Map(
      fresh.map(({ item }) => {
        const key = {
          contactId: identities.get(item.author.remoteId)?.contactId ?? '',
          threadRemoteId: item.conversation.remoteId,
        };
        return [threadKey(key.contactId, key.threadRemoteId), key];
      }),
    );
    const existing = await this.repository.findConversations(tx, channel.id, [...keys.values()]);
    const plan = planIngestion(fresh, known, identities, existing, now);
    await this.write(tx, channel, plan, now);
    await this.announce(tx, ctx, channel, plan.messages, now);
    return plan.messages.length;
  }

  private async write(tx: Tx, channel: SourceChannel, plan: IngestionPlan, now: Date): Promise<void> {
    await this.repository.insertConversations(
      tx,
      channel.id,
      plan.conversations.filter((conversation) => conversation.isNew),
      now,
    );
    await this.repository.updateConversations(
      tx,
      plan.conversations.filter((conversation) => !conversation.isNew),
    );
    await this.repository.supersede(tx, plan.superseded, now);
    await this.repository.insertMessages(
      tx,
      channel.id,
      plan.messages.map((message) => message.row),
      now,
    );
    await this.repository.insertMedia(tx, plan.messages);
  }

  private async announce(
    tx: Tx,
    ctx: RequestContext,
    channel: SourceChannel,
    messages: PlannedMessage[],
    now: Date,
  ): Promise<void> {
    await this.audit.writeMany(
      tx,
      ctx,
      messageReceivedAudit,
      messages.map(({ row, edited }) => ({
        object: { type: 'message', id: row.id },
        detail: { channelId: channel.id, conversationId: row.conversationId, kind: row.kind, edited },
      })),
    );
    const receivedAt = now.toISOString();
    await this.events.publish(
      tx,
      ctx,
      messageReceived,
      messages.map((message) => toEvent(channel, message, receivedAt)),
    );
  }
}

function toEvent(
  channel: SourceChannel,
  { row, item, contactId, edited }: PlannedMessage,
  receivedAt: string,
): MessageReceived {
  const { remoteId, handle, displayName, avatarUrl, profileUrl } = item.author;
  return {
    messageId: row.id,
    conversationId: row.conversationId,
    channelId: channel.id,
    network: channel.network,
    channelHandle: channel.handle,
    contactId,
    identityId: row.identityId,
    kind: row.kind,
    text: row.text,
    language: row.language,
    author: { remoteId, handle, displayName, avatarUrl, profileUrl },
    media: item.media,
    url: row.url,
    remoteId: row.remoteId,
    threadRemoteId: item.conversation.remoteId,
    inReplyToRemoteId: row.inReplyToRemoteId,
    reaction: item.reaction,
    edited,
    sentAt: row.sentAt.toISOString(),
    receivedAt,
    payload: item.payload,
  };
}
