import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { assertChannelAllows, channelAllows, ChannelsService } from '@divan/channels';
import { ContactsService, type ContactView } from '@divan/contacts';
import type { Connector } from '@divan/connectors';
import {
  assertIfMatch,
  Database,
  DomainEvents,
  hasPermission,
  notFound,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import {
  ConversationReadModel,
  type ConversationCounts,
  type ConversationDetailRow,
  type ConversationFilter,
  type ConversationPosition,
  type ConversationRow,
} from './conversation.read-model';
import { ConversationRepository } from './conversation.repository';
import { assigneeUnknown, permissionMissing } from './inbox.errors';
import {
  conversationAssignedAudit,
  conversationChanged,
  conversationRefusedAudit,
  statusChangedAudit,
} from './inbox.events';
import type { ConversationState, ConversationStatus } from './inbox.types';
import { MessageReadModel, type MessagePosition, type MessageRowView } from './message.read-model';

export interface ConversationChange {
  status?: ConversationStatus;
  assigneeId?: string | null;
}

export interface ConversationDetail {
  row: ConversationDetailRow;
  /** Null when the conversation can be answered. */
  replyUnsupportedReason: string | null;
}

const CONTACT_CONVERSATIONS = 100;

@Injectable()
export class ConversationsService {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationReadModel,
    private readonly repository: ConversationRepository,
    private readonly messages: MessageReadModel,
    private readonly contacts: ContactsService,
    private readonly channels: ChannelsService,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
  ) {}

  listConversations(
    ctx: RequestContext,
    filter: ConversationFilter,
    after: ConversationPosition | undefined,
    limit: number,
  ): Promise<ConversationRow[]> {
    return this.database.read(ctx, (tx) => this.conversations.list(tx, ctx, filter, after, limit));
  }

  countConversations(ctx: RequestContext): Promise<ConversationCounts> {
    return this.database.read(ctx, (tx) => this.conversations.counts(tx, ctx));
  }

  /** Opens a conversation: audited as a look at the person's data, and read from now on by who may answer it. */
  async openConversation(ctx: RequestContext, id: string): Promise<ConversationDetail> {
    const row = await this.database.transaction(ctx, async (tx) => {
      const found = await this.find(tx, ctx, id);
      await this.contacts.recordView(tx, ctx, found.contactId);
      if (found.unreadCount === 0 || !(await channelAllows(tx, ctx, found.channelId, 'inbox:reply'))) return found;
      if (await this.repository.markRead(tx, id))
        await this.events.publish(tx, ctx, conversationChanged, [{ conversationId: id }]);
      return { ...found, unreadCount: 0 };
    });
    return this.detail(row);
  }

  async listMessages(
    ctx: RequestContext,
    id: string,
    after: MessagePosition | undefined,
    limit: number,
  ): Promise<MessageRowView[]> {
    const { rows, contactId, recorded } = await this.database.read(ctx, async (tx) => {
      const found = await this.find(tx, ctx, id);
      return {
        rows: await this.messages.list(tx, ctx, id, after, limit),
        contactId: found.contactId,
        recorded: await this.contacts.isViewRecorded(tx, ctx, found.contactId),
      };
    });
    // Who opened the conversation is in the audit log by then; who only reads its messages is now.
    if (!recorded) await this.database.transaction(ctx, (tx) => this.contacts.recordView(tx, ctx, contactId));
    return rows;
  }

  /** A person of the public with all their conversations that the actor may see. */
  viewContact(ctx: RequestContext, id: string): Promise<{ contact: ContactView; conversations: ConversationRow[] }> {
    return this.database.transaction(ctx, async (tx) => ({
      contact: await this.contacts.viewContact(tx, ctx, id),
      conversations: await this.conversations.listOfContact(tx, ctx, id, CONTACT_CONVERSATIONS),
    }));
  }

  /** Assigns, resolves, reopens. */
  async changeConversation(
    ctx: RequestContext,
    id: string,
    change: ConversationChange,
    ifMatch: string,
  ): Promise<ConversationDetail> {
    if (change.status !== undefined) await this.demand(ctx, id, 'inbox:resolve');
    if (change.assigneeId !== undefined) await this.demand(ctx, id, 'inbox:assign');
    const row = await this.database.transaction(ctx, async (tx) => {
      const before = await this.repository.lock(tx, ctx, id);
      if (!before) throw notFound('conversation');
      if (change.status !== undefined) await assertChannelAllows(tx, ctx, before.channelId, 'inbox:resolve');
      if (change.assigneeId !== undefined) await assertChannelAllows(tx, ctx, before.channelId, 'inbox:assign');
      assertIfMatch(ifMatch, before.version);
      await this.apply(tx, ctx, before, change);
      return this.find(tx, ctx, id);
    });
    return this.detail(row);
  }

  private async apply(
    tx: Tx,
    ctx: RequestContext,
    before: ConversationState,
    change: ConversationChange,
  ): Promise<void> {
    const status = change.status ?? before.status;
    const assigneeId = change.assigneeId === undefined ? before.assigneeId : change.assigneeId;
    if (status === before.status && assigneeId === before.assigneeId) return;
    if (assigneeId && assigneeId !== before.assigneeId && !(await this.repository.canBeAssigned(tx, assigneeId)))
      throw assigneeUnknown();
    await this.repository.update(tx, before.id, status, assigneeId);
    const object = { type: 'conversation', id: before.id };
    if (status !== before.status)
      await this.audit.write(tx, ctx, statusChangedAudit, { object, detail: { from: before.status, to: status } });
    if (assigneeId !== before.assigneeId) {
      const detail = { assigneeId };
      await this.audit.write(tx, ctx, conversationAssignedAudit, {
        object,
        detail,
        before: { assigneeId: before.assigneeId },
        after: detail,
      });
    }
    await this.events.publish(tx, ctx, conversationChanged, [{ conversationId: before.id }]);
  }

  private async demand(ctx: RequestContext, id: string, permission: string): Promise<void> {
    if (hasPermission(ctx, permission)) return;
    await this.audit.refuse(ctx, conversationRefusedAudit, {
      object: { type: 'conversation', id },
      detail: { permission },
    });
    throw permissionMissing(permission);
  }

  private async find(tx: Tx, ctx: RequestContext, id: string): Promise<ConversationDetailRow> {
    const row = await this.conversations.find(tx, ctx, id);
    if (!row) throw notFound('conversation');
    return row;
  }

  private detail(row: ConversationDetailRow): ConversationDetail {
    const connector = this.channels.listNetworks().find((network) => network.id === row.network);
    return { row, replyUnsupportedReason: whyNoReply(row, connector) };
  }
}

function whyNoReply(row: ConversationDetailRow, connector: Connector | undefined): string | null {
  if (row.kind === 'reaction') return 'A reaction cannot be answered.';
  if (row.channelState !== 'active') return 'The channel is not connected. Connect it again to answer.';
  if (connector?.publish && row.limits) return null;
  return (
    connector?.unsupported.find((entry) => entry.capability === 'reply' || entry.capability === 'publish')?.reason ??
    'The network takes no replies.'
  );
}
