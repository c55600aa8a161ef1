/* global document, navigator */

const WORDS = {
  en: {
    title: 'Rivertown Practice',
    tagline: 'A practice network. Nothing here leaves this machine.',
    switchTo: 'فارسی',
    playing: 'Play a citizen',
    playingHelp: 'Choose who you are. Everyone here is invented.',
    write: 'Write to the city',
    to: 'To',
    publicPost: 'Public post',
    directMessage: 'Direct message',
    postPlaceholder: 'What should the city know?',
    messagePlaceholder: 'Only the city reads this.',
    replyPlaceholder: 'Write a reply',
    post: 'Post',
    send: 'Send',
    reply: 'Reply',
    cancel: 'Cancel',
    boost: 'Boost',
    like: 'Like',
    everyone: 'Everyone',
    city: 'The city',
    messages: 'Messages',
    official: 'Official',
    answers: (name) => `answers @${name}`,
    more: 'Show older posts',
    back: 'Back',
    thread: 'Conversation',
    live: 'Live',
    waiting: 'Connecting …',
    noMessages: 'No direct messages yet. Write one to the city.',
    noPosts: 'Nothing here yet.',
    sent: 'Sent.',
    edited: 'edited',
    direct: 'Direct message',
    left: (count) => `${count} characters left`,
    as: (name) => `as ${name}`,
    problem: 'That did not work: ',
    newPost: (name) => `New post by ${name}`,
    empty: 'Write something first.',
    main: 'Posts',
  },
  fa: {
    title: 'شبکهٔ تمرینی ریورتاون',
    tagline: 'شبکه‌ای برای تمرین. هیچ‌چیز از این رایانه بیرون نمی‌رود.',
    switchTo: 'English',
    playing: 'در نقش یک شهروند',
    playingHelp: 'برگزینید که هستید. همهٔ این افراد خیالی‌اند.',
    write: 'نوشتن به شهر',
    to: 'به',
    publicPost: 'پست همگانی',
    directMessage: 'پیام مستقیم',
    postPlaceholder: 'شهر چه چیزی را باید بداند؟',
    messagePlaceholder: 'تنها شهر این را می‌خواند.',
    replyPlaceholder: 'پاسخی بنویسید',
    post: 'انتشار',
    send: 'فرستادن',
    reply: 'پاسخ',
    cancel: 'انصراف',
    boost: 'بازنشر',
    like: 'پسند',
    everyone: 'همه',
    city: 'شهر',
    messages: 'پیام‌ها',
    official: 'رسمی',
    answers: (name) => `در پاسخ به \u2068@${name}\u2069`,
    more: 'پست‌های قدیمی‌تر',
    back: 'بازگشت',
    thread: 'گفت‌وگو',
    live: 'زنده',
    waiting: 'در حال اتصال …',
    noMessages: 'هنوز پیام مستقیمی نیست. یکی به شهر بنویسید.',
    noPosts: 'هنوز چیزی نیست.',
    sent: 'فرستاده شد.',
    edited: 'ویرایش‌شده',
    direct: 'پیام مستقیم',
    left: (count) => `${number(count)} نویسهٔ باقی‌مانده`,
    as: (name) => `در نقش ${name}`,
    problem: 'انجام نشد: ',
    newPost: (name) => `پست تازه از ${name}`,
    empty: 'نخست چیزی بنویسید.',
    main: 'پست‌ها',
  },
};

export const language = document.documentElement.lang === 'fa' ? 'fa' : 'en';
export const words = WORDS[language];

export function switchLanguage(location) {
  const next = language === 'fa' ? 'en' : 'fa';
  document.cookie = `practice-language=${next}; path=/; max-age=31536000; SameSite=Lax`;
  const url = new URL(location.href);
  url.searchParams.delete('lang');
  location.replace(url);
}

const locale = language === 'fa' ? 'fa-IR' : navigator.language.startsWith('en') ? navigator.language : 'en';
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' });
const numbers = new Intl.NumberFormat(locale);

export const number = (value) => numbers.format(value);
export const fullTime = (iso) => full.format(new Date(iso));

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

export function timeAgo(iso) {
  const passed = Date.parse(iso) - Date.now();
  const [unit, size] = UNITS.find(([, each]) => Math.abs(passed) >= each) ?? ['second', 1000];
  return relative.format(Math.min(0, Math.round(passed / size)), unit);
}
