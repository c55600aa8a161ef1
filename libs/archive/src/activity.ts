import type { DecisionMade } from '@divan/approvals';
import type { MessageReceived, ReplySent } from '@divan/inbox';
import type { PublicationPublished } from '@divan/publishing';

/** ActivityStreams 2.0 (W3C REC-activitystreams-core), with what it has no word for under a namespace of our own. */
const CONTEXT = ['https://www.w3.org/ns/activitystreams', { divan: 'urn:divan:terms:' }];

const REPOSTS: ReadonlySet<string> = new Set(['repost', 'reblog', 'boost', 'share']);

export function messageActivity(item: MessageReceived): object {
  const { author } = item;
  const actor = defined({
    type: 'Person',
    id: author.profileUrl,
    name: author.displayName,
    preferredUsername: author.handle,
    'divan:remoteId': author.remoteId,
  });
  if (item.reaction) return reactionActivity(item, actor, item.reaction);
  return defined({
    '@context': CONTEXT,
    type: item.edited ? 'Update' : 'Create',
    actor,
    published: item.sentAt,
    to: item.kind === 'direct_message' ? [channelActor(item)] : ['https://www.w3.org/ns/activitystreams#Public'],
    object: note(item, { 'divan:kind': item.kind, attributedTo: author.profileUrl ?? author.handle }),
  });
}

function reactionActivity(
  item: MessageReceived,
  actor: object,
  reaction: { name: string; targetRemoteId: string },
): object {
  return defined({
    '@context': CONTEXT,
    type: REPOSTS.has(reaction.name) ? 'Announce' : 'Like',
    id: item.url,
    actor,
    published: item.sentAt,
    content: reaction.name,
    object: { type: 'Note', 'divan:remoteId': reaction.targetRemoteId },
  });
}

export function replyActivity(item: ReplySent): object {
  return defined({
    '@context': CONTEXT,
    type: 'Create',
    actor: channelActor(item),
    'divan:author': item.author.name,
    published: item.sentAt,
    object: note({ ...item, media: [], language: null }, { 'divan:kind': item.kind }),
  });
}

export function postActivity(item: PublicationPublished): object {
  return defined({
    '@context': CONTEXT,
    type: 'Create',
    actor: channelActor(item),
    'divan:author': item.author.name,
    published: item.publishedAt,
    to: ['https://www.w3.org/ns/activitystreams#Public'],
    object: defined({
      type: 'Note',
      id: item.url,
      content: item.text,
      mediaType: 'text/plain',
      published: item.publishedAt,
      'divan:remoteId': item.remoteId,
      attachment: item.media.map(({ sha256, mediaType, altText }) => ({
        type: 'Image',
        mediaType,
        name: altText,
        'divan:sha256': sha256,
      })),
    }),
  });
}

const DECISION_TYPE = { approve: 'Accept', reject: 'Reject', request_changes: 'TentativeReject' } as const;

export function decisionActivity(item: DecisionMade): object {
  return defined({
    '@context': CONTEXT,
    type: DECISION_TYPE[item.decision],
    actor: { type: 'Person', name: item.decidedBy.name, 'divan:memberId': item.decidedBy.id },
    published: item.decidedAt,
    summary: item.comment,
    object: {
      type: 'Object',
      'divan:postId': item.postId,
      'divan:contentHash': item.contentHash,
      content: item.content,
      mediaType: 'application/json',
    },
  });
}

interface Said {
  text: string;
  language: string | null;
  url: string | null;
  remoteId: string;
  threadRemoteId: string;
  inReplyToRemoteId: string | null;
  sentAt: string;
  media: { url: string; mediaType: string | null; altText: string | null }[];
}

function note(said: Said, more: object): object {
  return defined({
    type: 'Note',
    id: said.url,
    content: said.text,
    contentMap: said.language ? { [said.language]: said.text } : null,
    mediaType: 'text/plain',
    published: said.sentAt,
    'divan:remoteId': said.remoteId,
    'divan:thread': said.threadRemoteId,
    inReplyTo: said.inReplyToRemoteId ? { type: 'Note', 'divan:remoteId': said.inReplyToRemoteId } : null,
    attachment: said.media.map(({ url, mediaType, altText }) =>
      defined({ type: 'Document', url, mediaType, name: altText }),
    ),
    ...more,
  });
}

function channelActor({ channelHandle, network }: { channelHandle: string; network: string }): object {
  return { type: 'Organization', preferredUsername: channelHandle, 'divan:network': network };
}

/** ActivityStreams leaves out what is not known. */
function defined(value: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(value).filter(([, v]) => v !== null && v !== undefined && !(Array.isArray(v) && v.length === 0)),
  );
}
