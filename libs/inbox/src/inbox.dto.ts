import { PageQuery } from '@divan/platform';
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, MinLength, ValidateIf } from 'class-validator';
import type { ConversationRow } from './conversation.read-model';
import type { ConversationDetail } from './conversations.service';
import type { MessageRowView } from './message.read-model';

const STATUSES = ['open', 'pending', 'snoozed', 'resolved', 'spam'] as const;
const KINDS = ['direct_message', 'comment', 'ad_comment', 'mention', 'profile_post', 'reaction'] as const;
const ASSIGNEE = /^(me|none|[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/i;

export class ConversationQuery extends PageQuery {
  /** @example "open" */
  @IsOptional()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];
  /** `me`, `none` or a member's id. @example "me" */
  @IsOptional()
  @Matches(ASSIGNEE, { message: 'must be me, none or an id' })
  assignee?: string;
  @IsOptional()
  @IsUUID()
  channelId?: string;
  /** Reactions are listed only when they are asked for. @example "mention" */
  @IsOptional()
  @IsIn(KINDS)
  kind?: (typeof KINDS)[number];
  /** Words of the messages, of the name or of the handle, in any script. @example "bridge" */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  q?: string;
}

export class UpdateConversationRequest {
  /** Needs inbox:resolve. @example "resolved" */
  @IsOptional()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];
  /** Needs inbox:assign; null takes the conversation from whoever has it. */
  @ValidateIf((body: UpdateConversationRequest) => body.assigneeId !== undefined && body.assigneeId !== null)
  @IsUUID()
  assigneeId?: string | null;
}

export class ReplyRequest {
  /** @example "Thank you. The crew is on its way and the bridge opens at noon." */
  @IsString()
  @MinLength(1)
  @MaxLength(100_000)
  text!: string;
}

export class ConversationChannelResponse {
  id!: string;
  /** @example "bluesky" */
  network!: string;
  /** @example "rivertown.example" */
  handle!: string;
}

export class ConversationContactResponse {
  id!: string;
  /** @example "Dana Ortiz" */
  displayName!: string;
  /** @example "dana.example" */
  handle!: string;
  avatarUrl!: string | null;
}

export class MemberNameResponse {
  id!: string;
  /** @example "Sara Lind" */
  name!: string;
}

export class LastMessageResponse {
  id!: string;
  /** At most 200 characters. @example "Is the bridge on Main Street open?" */
  text!: string;
  direction!: 'inbound' | 'outbound';
  sentAt!: string;
  /** @example "mention" */
  kind!: string;
}

export class ConversationSummaryResponse {
  id!: string;
  channel!: ConversationChannelResponse;
  contact!: ConversationContactResponse;
  /** @example "mention" */
  kind!: string;
  /** @example "open" */
  status!: string;
  assignee!: MemberNameResponse | null;
  lastMessage!: LastMessageResponse;
  /** What the person said since someone answered, resolved or opened the conversation. @example 1 */
  unreadCount!: number;
  /** @example 3 */
  messageCount!: number;
  lastMessageAt!: string;
  /** @example 4 */
  version!: number;
}

export class ConversationListResponse {
  items!: ConversationSummaryResponse[];
  nextCursor!: string | null;
}

export class ReplyLimitResponse {
  /** @example 300 */
  max!: number;
  unit!: 'graphemes' | 'characters';
}

export class ConversationResponse extends ConversationSummaryResponse {
  /** Where it is on the network. */
  url!: string | null;
  replyLimit!: ReplyLimitResponse | null;
  /** Null when the conversation can be answered. */
  replyUnsupportedReason!: string | null;
}

export class ConversationCountsResponse {
  mine!: number;
  unassigned!: number;
  open!: number;
  pending!: number;
  resolved!: number;
}

export class MessageAuthorResponse {
  /** Of a person of the public. */
  displayName?: string;
  handle?: string;
  avatarUrl?: string | null;
  /** Of a member; null when the system or a key wrote it. */
  memberId?: string | null;
  name?: string;
}

export class MessageMediaResponse {
  url!: string;
  mediaType!: string | null;
  altText!: string | null;
}

export class ReactionResponse {
  /** @example "like" */
  name!: string;
}

export class DeliveryResponse {
  state!: 'sending' | 'sent' | 'failed' | 'unknown';
  /** For people. */
  detail!: string | null;
  /** @example "text_too_long" */
  code!: string | null;
}

export class MessageResponse {
  id!: string;
  conversationId!: string;
  direction!: 'inbound' | 'outbound';
  /** @example "mention" */
  kind!: string;
  text!: string;
  /** BCP 47. @example "en" */
  language!: string | null;
  author!: MessageAuthorResponse;
  sentAt!: string;
  receivedAt!: string;
  url!: string | null;
  media!: MessageMediaResponse[];
  reaction!: ReactionResponse | null;
  inReplyToId!: string | null;
  /** Of an outbound message. */
  delivery!: DeliveryResponse | null;
}

export class MessageListResponse {
  items!: MessageResponse[];
  nextCursor!: string | null;
}

export class ContactIdentityResponse {
  id!: string;
  /** @example "mastodon" */
  network!: string;
  handle!: string;
  displayName!: string;
  avatarUrl!: string | null;
  profileUrl!: string | null;
}

export class ContactConversationResponse {
  id!: string;
  channelId!: string;
  /** The last thing said. */
  subject!: string;
  lastMessageAt!: string;
  status!: string;
}

export class ContactResponse {
  id!: string;
  displayName!: string;
  identities!: ContactIdentityResponse[];
  conversations!: ContactConversationResponse[];
}

export function toConversationSummary(row: ConversationRow): ConversationSummaryResponse {
  const lastMessageAt = row.lastMessageAt.toISOString();
  return {
    id: row.id,
    channel: { id: row.channelId, network: row.network, handle: row.channelHandle },
    contact: {
      id: row.contactId,
      displayName: row.contactName,
      handle: row.contactHandle,
      avatarUrl: row.contactAvatarUrl,
    },
    kind: row.kind,
    status: row.status,
    assignee: row.assigneeId ? { id: row.assigneeId, name: row.assigneeName ?? '' } : null,
    lastMessage: {
      id: row.lastMessageId,
      text: row.lastMessageText,
      direction: row.lastMessageDirection,
      sentAt: lastMessageAt,
      kind: row.lastMessageKind,
    },
    unreadCount: row.unreadCount,
    messageCount: row.messageCount,
    lastMessageAt,
    version: row.version,
  };
}

export function toConversationResponse({ row, replyUnsupportedReason }: ConversationDetail): ConversationResponse {
  const text = row.limits?.text;
  return {
    ...toConversationSummary(row),
    url: row.url,
    replyLimit: text && replyUnsupportedReason === null ? { max: text.max, unit: text.unit } : null,
    replyUnsupportedReason,
  };
}

export function toMessageResponse(row: MessageRowView): MessageResponse {
  return {
    id: row.id,
    conversationId: row.conversationId,
    direction: row.direction,
    kind: row.kind,
    text: row.text,
    language: row.language,
    author:
      row.direction === 'inbound'
        ? { displayName: row.displayName ?? '', handle: row.handle ?? '', avatarUrl: row.avatarUrl }
        : { memberId: row.memberId, name: row.authorName ?? '' },
    sentAt: row.sentAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    url: row.url,
    media: row.media,
    reaction: row.reactionName === null ? null : { name: row.reactionName },
    inReplyToId: row.inReplyToId,
    delivery: row.deliveryState && {
      state: row.deliveryState === 'queued' ? 'sending' : row.deliveryState,
      detail: row.deliveryDetail,
      code: row.deliveryCode,
    },
  };
}
