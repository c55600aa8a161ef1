import type { DecisionMade } from '@divan/approvals';
import type { MessageReceived, ReplySent } from '@divan/inbox';
import { canonicalJson } from '@divan/ledger';
import type { PublicationPublished } from '@divan/publishing';
import { decisionActivity, messageActivity, postActivity, replyActivity } from './activity';
import type { Capture } from './record';

const JSON_TYPE = 'application/json';

interface OfChannel {
  channelId: string;
  network: string;
  channelHandle: string;
}

const channelOf = ({ channelId, network, channelHandle }: OfChannel): Capture['channel'] => ({
  id: channelId,
  network,
  handle: channelHandle,
});

export function captureMessage(item: MessageReceived): Capture {
  return {
    class: item.reaction ? 'reaction' : 'inbound_message',
    method: 'network-read',
    subjectId: item.messageId,
    edited: item.edited,
    channel: channelOf(item),
    remoteId: item.remoteId,
    remoteUrl: item.url,
    author: { name: item.author.displayName, handle: item.author.handle },
    activity: messageActivity(item),
    media: item.media.map(({ url, mediaType, altText }) => ({ sha256: null, mediaType, altText, bytes: null, url })),
    payload: item.payload,
    payloadType: JSON_TYPE,
  };
}

export function captureReply(item: ReplySent): Capture {
  return {
    class: 'outbound_reply',
    method: 'network-answer',
    subjectId: item.messageId,
    edited: false,
    channel: channelOf(item),
    remoteId: item.remoteId,
    remoteUrl: item.url,
    author: { name: item.author.name, ...(item.author.memberId ? { memberId: item.author.memberId } : {}) },
    activity: replyActivity(item),
    media: [],
    payload: item.payload,
    payloadType: JSON_TYPE,
  };
}

export function capturePublication(item: PublicationPublished): Capture {
  return {
    class: 'outbound_post',
    method: 'network-answer',
    subjectId: item.publicationId,
    edited: false,
    channel: channelOf(item),
    remoteId: item.remoteId,
    remoteUrl: item.url,
    author: { memberId: item.author.id, name: item.author.name },
    activity: postActivity(item),
    media: item.media.map((media) => ({ ...media, url: null })),
    payload: item.payload,
    payloadType: JSON_TYPE,
  };
}

/** No network speaks here: the payload is the decision itself, with the content that was decided about. */
export function captureDecision(item: DecisionMade): Capture {
  return {
    class: 'approval_decision',
    method: 'divan',
    subjectId: item.decisionId,
    edited: false,
    channel: null,
    remoteId: null,
    remoteUrl: null,
    author: { memberId: item.decidedBy.id, name: item.decidedBy.name },
    activity: decisionActivity(item),
    media: [],
    payload: canonicalJson(item),
    payloadType: JSON_TYPE,
  };
}
