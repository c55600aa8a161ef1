/** Posts, their media and their approval. */

export interface Media {
  id: string;
  mediaType: string;
  width: number | null;
  height: number | null;
  bytes: number;
  altText: string | null;
  url: string;
  version: number;
}

export type PostState =
  | 'draft'
  | 'in_review'
  | 'changes_requested'
  | 'rejected'
  | 'approved'
  | 'scheduled'
  | 'publishing'
  | 'published'
  | 'partly_published'
  | 'failed';

export type PublicationState = 'scheduled' | 'sending' | 'published' | 'rejected' | 'unknown' | 'cancelled';

export interface Post {
  id: string;
  title: string | null;
  text: string;
  media: Media[];
  variants: {
    channelId: string;
    channel: { network: string; handle: string };
    text: string | null;
    mediaIds: string[] | null;
    effectiveText: string;
  }[];
  state: PostState;
  contentHash: string;
  scheduledFor: { local: string; timeZone: string; at: string } | null;
  author: { id: string; name: string };
  publications: {
    id: string;
    channelId: string;
    state: PublicationState;
    remoteUrl: string | null;
    publishedAt: string | null;
    error: { code: string; detail: string } | null;
  }[];
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface PostCheck {
  channelId: string;
  count: { used: number; max: number; unit: string; bytesUsed?: number; maxBytes?: number };
  findings: { severity: 'error' | 'warning'; code: string; detail: string; params: Record<string, unknown> }[];
}

export type Decision = 'approve' | 'reject' | 'request_changes';

export interface ApprovalRequest {
  id: string;
  post: Post;
  contentHash: string;
  state: 'pending' | 'approved' | 'rejected' | 'changes_requested' | 'voided';
  requestedBy: { id: string; name: string };
  requestedAt: string;
  decisions: { decision: Decision; comment: string | null; by: { id: string; name: string }; at: string }[];
  canDecide: boolean;
  cannotDecideReason: string | null;
  version: number;
}
