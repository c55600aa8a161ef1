export { InboxModule } from './inbox.module';
export { InboxIngestion } from './inbox-ingestion.service';
export { InboxPolling } from './inbox-polling.service';
export { ConversationsService } from './conversations.service';
export { RepliesService } from './replies.service';
export { ReplyDeliveryService } from './reply-delivery.service';
export type { SourceChannel } from './inbox.types';
export {
  conversationChanged,
  messageChanged,
  messageReceived,
  replySent,
  type MessageReceived,
  type ReplySent,
} from './inbox.events';
export { inboxMigrations } from './migrations/1700000800000-inbox';
