import type { Told } from './seed-story';

/** Direct messages of the seeded week. The network shows them to the two who write, and calls nothing else private. */
export const MESSAGES: readonly Told[] = [
  {
    by: 'hannah_berg',
    ago: 139,
    direct: true,
    text: '@rivertown my neighbour is 82 and got a water bill of $640. She is afraid to call. May I ask for her, and what do you need?',
    replies: [
      {
        by: 'rivertown',
        after: 65,
        direct: true,
        text: 'That does sound wrong. She may name you on form W-7, or we call her together with you. We have put the bill on hold, nothing is due now.',
        replies: [
          {
            by: 'hannah_berg',
            after: 30,
            direct: true,
            text: '@rivertown You cannot imagine how relieved she is. We will call on Monday.',
          },
        ],
      },
    ],
  },
  {
    by: 'tom_whitaker',
    ago: 100,
    direct: true,
    text: '@rivertown may our association use the small hall of City Hall on the 3rd at 7 pm? About 40 people.',
    replies: [
      {
        by: 'rivertown',
        after: 300,
        direct: true,
        text: 'The hall is free and reserved for you. The key is at the desk until 6 pm.',
      },
    ],
  },
  {
    by: 'ali_hosseini',
    ago: 74,
    direct: true,
    text: '@rivertown سلام. برای مجوز تابلو چه مدارکی کم است؟ نمی‌خواهم شمارهٔ تلفنم را عمومی بنویسم.',
    replies: [
      {
        by: 'rivertown',
        after: 90,
        direct: true,
        text: 'سلام آقای حسینی. فقط نقشهٔ نمای مغازه کم است. می‌توانید آن را همین‌جا بفرستید.',
      },
    ],
  },
  {
    by: 'aisha_rahman',
    ago: 58,
    direct: true,
    text: '@rivertown_transit I left a grey bag on the 17:40 Line 4 bus yesterday. My medication is in it. Is there any way to reach the depot today?',
    replies: [
      {
        by: 'rivertown_transit',
        after: 16,
        direct: true,
        text: 'The driver has found it. It is at the depot desk, open until 8 pm. Shall we bring it to your stop?',
        replies: [
          {
            by: 'aisha_rahman',
            after: 5,
            direct: true,
            text: '@rivertown_transit Yes please, Oak and 7th at six. Thank you so much!',
          },
        ],
      },
    ],
  },
  {
    by: 'maryam_jafari',
    ago: 26,
    direct: true,
    text: '@rivertown می‌خواهم برای قصه‌خوانی فارسی در کتابخانه داوطلب شوم. با چه کسی صحبت کنم؟',
  },
  {
    by: 'rose_dubois',
    ago: 19,
    direct: true,
    text: '@rivertown_parks I would like to give the city forty young apple trees from my nursery. Whom may I call?',
  },
  {
    by: 'james_okafor',
    ago: 9,
    direct: true,
    text: '@rivertown I saw a city truck pass a stopped school bus on Oak at 8:05. I would rather not say so in public. The number was 114.',
  },
  {
    by: 'maria_lopez',
    ago: 1.8,
    direct: true,
    text: '@rivertown my baby’s formula needs tap water. Is there a place where I can get clean water this evening?',
  },
];
