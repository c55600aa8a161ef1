import type { Contact, Conversation, Message } from '../api/types';
import { ago } from './fixtures';

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
