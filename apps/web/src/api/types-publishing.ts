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

export interface Reason {
  code: string;
  detail: string;
}

export interface Publication {
  id: string;
  channelId: string;
  state: PublicationState;
  remoteUrl: string | null;
  publishedAt: string | null;
  error: Reason | null;
  /** The network was asked and said that it is not there: it may be sent again. */
  confirmedAbsent: boolean;
}

export interface Post {
  id: string;
  title: string | null;
  text: string;
  mediaIds: string[];
  /** Every medium that the post or a variant uses. */
  media: Media[];
  variants: {
    channelId: string;
    channel: { network: string; handle: string };
    text: string | null;
    mediaIds: string[] | null;
    effectiveText: string;
  }[];
  state: PostState;
  /** What a person should know about the state, such as an approval that came too late. */
  stateReason: Reason | null;
  contentHash: string;
  scheduledFor: { local: string; timeZone: string; at: string } | null;
  author: { id: string; name: string };
  publications: Publication[];
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface TextCount {
  used: number;
  max: number;
  unit: string;
  bytesUsed?: number;
  maxBytes?: number;
}

export interface Finding {
  severity: 'error' | 'warning';
  code: string;
  detail: string;
  params: Record<string, string | number>;
}

export interface PostCheck {
  channelId: string;
  /** Null where the channel cannot publish. */
  count: TextCount | null;
  findings: Finding[];
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
