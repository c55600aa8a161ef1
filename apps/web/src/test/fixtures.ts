import type {
  Channel,
  Contact,
  Conversation,
  Me,
  Member,
  Message,
  Network,
  PublishLimits,
  Role,
  Team,
} from '../api/types';

const NOW = Date.now();
export const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

export const me: Me = {
  member: { id: 'm-sara', name: 'Sara Ahmadi', email: 'sara@rivertown.example', locale: 'en' },
  organization: { id: 'o-1', name: 'City of Rivertown', timeZone: 'America/Chicago' },
  roles: ['administrator'],
  teamIds: ['t-1'],
  permissions: [
    ...['inbox:read', 'inbox:reply', 'inbox:assign', 'inbox:resolve', 'contacts:read', 'posts:read', 'posts:write'],
    ...['posts:submit', 'media:write', 'approvals:read', 'approvals:decide', 'channels:read', 'channels:connect'],
    ...['members:read', 'members:manage', 'audit:read', 'audit:export', 'records:read', 'organization:manage'],
  ],
};

export const teams: Team[] = [
  { id: 't-1', name: 'Communications', memberCount: 3, version: 1 },
  { id: 't-2', name: '311 Service Desk', memberCount: 2, version: 1 },
  { id: 't-3', name: 'ارتباطات فارسی', memberCount: 1, version: 1 },
];

function builtIn(id: string, name: string, permissions: string[], memberCount = 1): Role {
  return { id, name, description: null, permissions, builtIn: true, memberCount, version: 1 };
}

export const roles: Role[] = [
  builtIn('administrator', 'Administrator', me.permissions),
  builtIn('publisher', 'Publisher', ['posts:read', 'posts:write']),
  builtIn('approver', 'Approver', ['approvals:decide']),
  builtIn('agent', 'Agent', ['inbox:read', 'inbox:reply'], 3),
  builtIn('auditor', 'Auditor', ['audit:read']),
];

function member(id: string, name: string, over: Partial<Member> = {}): Member {
  const email = `${id.slice(2)}@rivertown.example`;
  return {
    id,
    kind: 'person',
    name,
    email,
    roles: ['agent'],
    teamIds: ['t-2'],
    state: 'active',
    lastActiveAt: ago(40),
    version: 1,
    ...over,
  };
}

export const members: Member[] = [
  member('m-sara', 'Sara Ahmadi', { roles: ['administrator'], teamIds: ['t-1'], lastActiveAt: ago(1) }),
  member('m-daniel', 'Daniel Okafor', { roles: ['publisher', 'agent'], teamIds: ['t-1', 't-2'] }),
  member('m-mina', 'مینا رستمی', { teamIds: ['t-3'], lastActiveAt: ago(60 * 26) }),
  member('m-lucia', 'Lucía Fernández', { roles: ['approver'], teamIds: [], lastActiveAt: ago(60 * 5) }),
  member('m-tom', 'Tom Bauer', { roles: ['auditor'], state: 'invited', lastActiveAt: null, teamIds: [] }),
  member('m-ray', 'Ray Whitfield', { state: 'disabled', lastActiveAt: ago(60 * 24 * 120) }),
];

export const limits: PublishLimits = {
  text: { max: 300, unit: 'graphemes', maxBytes: 3000 },
  media: { max: 4, types: ['image/png', 'image/jpeg'], maxBytes: 2_000_000, altText: 'required', altTextMax: 2000 },
};

export const networks: Network[] = [
  {
    id: 'bluesky',
    name: 'Bluesky',
    connect: {
      method: 'credentials',
      fields: [
        {
          name: 'handle',
          label: 'Handle',
          kind: 'text',
          required: true,
          help: null,
          placeholder: 'rivertown.bsky.social',
        },
        {
          name: 'password',
          label: 'App password',
          kind: 'password',
          required: true,
          placeholder: null,
          help: 'Made in Bluesky under Settings, Privacy and security, App passwords. Never the password of the account.',
        },
      ],
    },
    capabilities: { publish: {}, inbox: { kinds: ['mention', 'comment', 'reaction'], streaming: false }, metrics: {} },
    unsupported: [
      {
        capability: 'inbox.direct_message',
        reason: 'Direct messages are a service of their own that is not connected yet.',
      },
      { capability: 'inbox.streaming', reason: 'The network streams public records only; notifications are polled.' },
      { capability: 'metrics.impressions', reason: 'The network does not count how often a post was seen.' },
    ],
  },
  {
    id: 'mastodon',
    name: 'Mastodon',
    connect: {
      method: 'oauth',
      fields: [
        {
          name: 'server',
          label: 'Server',
          kind: 'url',
          required: true,
          help: null,
          placeholder: 'https://mastodon.social',
        },
      ],
    },
    capabilities: {
      publish: {},
      inbox: { kinds: ['direct_message', 'mention', 'comment', 'reaction'], streaming: true },
      metrics: {},
    },
    unsupported: [
      { capability: 'metrics.impressions', reason: 'The network does not count how often a post was seen.' },
    ],
  },
];

function channel(id: string, network: string, handle: string, over: Partial<Channel> = {}): Channel {
  const known = networks.find((candidate) => candidate.id === network);
  return {
    id,
    network,
    networkName: known?.name ?? network,
    handle,
    displayName: 'City of Rivertown',
    avatarUrl: null,
    profileUrl: `https://example.org/${handle}`,
    state: 'active',
    health: { lastPolledAt: ago(0.4), lastError: null },
    teamIds: [],
    teamAccess: [],
    level: 'full',
    limits,
    capabilities: known?.capabilities ?? {},
    version: 1,
    connectedAt: ago(60 * 24 * 9),
    ...over,
  };
}

export const channels: Channel[] = [
  channel('c-1', 'mastodon', '@rivertown@practice.example', { teamIds: ['t-1', 't-2'] }),
  channel('c-2', 'bluesky', 'rivertown.example', {
    displayName: 'Rivertown 311',
    state: 'needs-reauthorization',
    health: { lastPolledAt: ago(190), lastError: 'The network refuses the credentials.' },
  }),
];

const people: [id: string, name: string, handle: string][] = [
  ['p-1', 'Maya Thompson', '@maya@practice.example'],
  ['p-2', 'رضا کریمی', '@reza@practice.example'],
  ['p-3', 'Old Mill Bakery', '@oldmill@practice.example'],
  ['p-4', 'Jordan Lee', '@jordan@practice.example'],
  ['p-5', 'نسترن صادقی', '@nastaran@practice.example'],
  ['p-6', 'Priya Natarajan', 'priya.bsky.social'],
  ['p-7', 'Tomás Herrera', '@tomas@practice.example'],
];

const openings: string[] = [
  'The street light at Elm and 4th has been out for a week. My kids walk home there in the dark. Can somebody please have a look?',
  'سلام، از دیروز آب محلهٔ ما قطع است. چه زمانی وصل می‌شود؟ کسی پاسخ تلفن ۳۱۱ را نمی‌دهد.',
  'Thank you for the quick repair on River Road! 🙏 Deliveries arrive on time again.',
  'When does the leaf pickup start this year? The page still shows 2025.',
  'برای ثبت‌نام کلاس‌های تابستانی کتابخانه چه مدارکی لازم است؟',
  'Is the council meeting on Tuesday open to the public? And is there a live stream with captions?',
  'Two potholes on Harbor Ave, photo attached.',
];

const STATUSES = ['open', 'open', 'open', 'pending', 'open', 'open', 'resolved'] as const;
const KINDS = ['mention', 'direct_message', 'comment', 'mention', 'direct_message', 'mention', 'comment'] as const;

export const conversations: Conversation[] = people.map(([id, displayName, handle], index) => ({
  id: `v-${index + 1}`,
  channel:
    index === 5
      ? { id: 'c-2', network: 'bluesky', handle: 'rivertown.example' }
      : { id: 'c-1', network: 'mastodon', handle: '@rivertown@practice.example' },
  contact: { id, displayName, handle, avatarUrl: null },
  kind: KINDS[index] ?? 'mention',
  status: STATUSES[index] ?? 'open',
  assignee:
    index === 1
      ? { id: 'm-sara', name: 'Sara Ahmadi' }
      : index === 3
        ? { id: 'm-daniel', name: 'Daniel Okafor' }
        : null,
  lastMessage: {
    id: `x-${index}`,
    text: openings[index] ?? '',
    direction: 'inbound',
    sentAt: ago(4 + index * index * 90),
    kind: KINDS[index] ?? 'mention',
  },
  unreadCount: index < 3 ? index + 1 : 0,
  messageCount: 3,
  lastMessageAt: ago(4 + index * index * 90),
  version: 1,
  url: 'https://practice.example/@maya/1',
  replyLimit: index === 2 ? null : { max: 500, unit: 'characters' },
  replyUnsupportedReason: index === 2 ? 'The author allows no replies to this post.' : null,
}));

function message(id: string, over: Partial<Message>): Message {
  return {
    id,
    conversationId: 'v-1',
    direction: 'inbound',
    kind: 'mention',
    text: '',
    language: 'en',
    author: { displayName: 'Maya Thompson', handle: '@maya@practice.example', avatarUrl: null },
    sentAt: ago(10),
    receivedAt: ago(10),
    url: null,
    media: [],
    reaction: null,
    inReplyToId: null,
    delivery: null,
    ...over,
  };
}

/** Newest first, as the API sends them. */
export const messages: Message[] = [
  message('x-8', {
    direction: 'outbound',
    author: { memberId: 'm-sara', name: 'Sara Ahmadi' },
    text: 'A crew is booked for tomorrow morning.',
    sentAt: ago(2),
    delivery: { state: 'failed', detail: 'The author has blocked replies.', code: 'network.rejected' },
  }),
  message('x-7', {
    direction: 'outbound',
    author: { memberId: 'm-sara', name: 'Sara Ahmadi' },
    text: 'Could you tell us whether it is the light on the north or the south corner?',
    sentAt: ago(3),
    delivery: { state: 'unknown', detail: null, code: null },
  }),
  message('x-6', { text: 'It is the one next to the bus stop.', sentAt: ago(4), url: 'https://practice.example/6' }),
  message('x-5', {
    kind: 'reaction',
    reaction: { name: 'favourite' },
    sentAt: ago(6),
  }),
  message('x-4', {
    direction: 'outbound',
    author: { memberId: 'm-daniel', name: 'Daniel Okafor' },
    text: 'Thank you, Maya. We have passed it on to Street Lighting and will write here as soon as there is a date.',
    sentAt: ago(60 * 25),
    url: 'https://practice.example/4',
    delivery: { state: 'sent', detail: null, code: null },
  }),
  message('x-2', { text: 'It is really dark there after 6 pm.', sentAt: ago(60 * 26) }),
  message('x-1', { text: openings[0] ?? '', sentAt: ago(60 * 26 + 1), url: 'https://practice.example/1' }),
];

export const persianMessages: Message[] = [
  message('y-2', {
    direction: 'outbound',
    author: { memberId: 'm-sara', name: 'Sara Ahmadi' },
    text: 'سلام آقای کریمی، لولهٔ اصلی خیابان بهار ترکیده است و گروه تعمیر در محل است. پیش‌بینی می‌شود تا ساعت ۱۸ وصل شود.',
    sentAt: ago(30),
    delivery: { state: 'sent', detail: null, code: null },
  }),
  message('y-1', {
    kind: 'direct_message',
    language: 'fa',
    author: { displayName: 'رضا کریمی', handle: '@reza@practice.example', avatarUrl: null },
    text: openings[1] ?? '',
    sentAt: ago(94),
  }),
];

export function contact(id: string): Contact {
  const known = people.find((person) => person[0] === id);
  return {
    id,
    displayName: known?.[1] ?? id,
    identities: [
      {
        id: 'i-1',
        network: 'mastodon',
        handle: known?.[2] ?? '',
        displayName: known?.[1] ?? '',
        avatarUrl: null,
        profileUrl: 'https://practice.example/@maya',
      },
    ],
    conversations: [
      { id: 'v-4', channelId: 'c-1', subject: openings[3] ?? '', lastMessageAt: ago(60 * 40), status: 'pending' },
      { id: 'v-7', channelId: 'c-1', subject: openings[6] ?? '', lastMessageAt: ago(60 * 24 * 12), status: 'resolved' },
    ],
  };
}
