import { DateTime } from 'luxon';
import sharp from 'sharp';
import { type DemoChannel, isAccount } from './demo-channels';
import type { DemoClient } from './demo-client';
import { ORGANIZATION } from './demo-people';
import type { DemoFile } from './demo-state';

interface Post {
  id: string;
  version: number;
  state: string;
  contentHash: string;
}

interface Planned {
  title: string;
  text: string;
  accounts: string[];
  /** For one account, where its readers need other words. */
  variant?: { account: string; text: string };
  image?: { altText: string; svg: string };
  /** Days after the demo was begun, and a wall clock time. */
  scheduled?: { days: number; time: string };
  outcome: 'draft' | 'in_review' | 'changes_requested' | 'approved';
  comment?: string;
}

const POSTER = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="675">
  <rect width="1200" height="675" fill="#dceefb"/><rect y="430" width="1200" height="245" fill="#2b6cb0"/>
  <path d="M0 430 Q300 250 600 430 T1200 430" fill="none" stroke="#2d3748" stroke-width="26"/>
  <circle cx="980" cy="150" r="70" fill="#f6ad55"/>
  <text x="60" y="590" font-family="sans-serif" font-size="64" font-weight="700" fill="#fff">River Day · Saturday 10 am</text>
</svg>`;

const POSTS: readonly Planned[] = [
  {
    title: 'River Day',
    text: 'River Day is this Saturday from 10 am at the Old Harbor. Free ferry rides, music and a clean-up of the banks. Bring gloves, we bring the lunch.',
    accounts: ['rivertown', 'rivertown_parks'],
    image: {
      altText: 'A drawing of the river bridge in the sun with the words “River Day, Saturday 10 am”.',
      svg: POSTER,
    },
    outcome: 'approved',
  },
  {
    title: 'Persian story time',
    text: 'قصه‌خوانی فارسی در کتابخانهٔ مرکزی، پنجشنبه ساعت ۵ عصر. ورود برای همه آزاد است.',
    accounts: ['rivertown'],
    outcome: 'approved',
  },
  {
    title: 'Line 4 weekend works',
    text: 'Line 4 runs every 20 minutes this weekend because of track works at Oak Street. Buses replace trams between Oak and Harbor.',
    accounts: ['rivertown', 'rivertown_transit'],
    variant: {
      account: 'rivertown_transit',
      text: 'Line 4, Saturday and Sunday: every 20 minutes, replacement buses between Oak and Harbor, stops at the kerb. Wheelchair ramps on every bus.',
    },
    scheduled: { days: 2, time: '07:30' },
    outcome: 'approved',
  },
  {
    title: 'Budget hearing',
    text: 'The public hearing on next year’s budget is on Tuesday at 6 pm in City Hall, and online. Interpreters for Spanish and Persian will be there.',
    accounts: ['rivertown'],
    scheduled: { days: 5, time: '09:00' },
    outcome: 'approved',
  },
  {
    title: 'Leaf collection',
    text: 'Leaf collection begins on Monday. Please leave leaves in paper bags at the kerb by 7 am on your street’s day.',
    accounts: ['rivertown', 'rivertown_parks'],
    scheduled: { days: 3, time: '08:00' },
    outcome: 'in_review',
  },
  {
    title: 'Winter shelter',
    text: 'The winter shelter on Mill Street opens tonight.',
    accounts: ['rivertown'],
    outcome: 'changes_requested',
    comment: 'Please add the opening hours and the phone number for rides.',
  },
  {
    title: 'Ice rink',
    text: 'The ice rink in Harbor Park opens on December 5. Skates from size',
    accounts: ['rivertown_parks'],
    outcome: 'draft',
  },
  {
    title: 'Snow parking rules',
    text: 'When a snow emergency is declared, park on the even side of the street.',
    accounts: ['rivertown', 'rivertown_transit'],
    outcome: 'draft',
  },
];

/** The publisher's week: drafts, posts in review, scheduled ones and published ones, decided by somebody else. */
export async function makePosts(
  people: { publisher: DemoClient; approver: DemoClient },
  channels: DemoChannel[],
  file: DemoFile,
): Promise<void> {
  for (const [index, planned] of POSTS.entries()) {
    await file.step(`post-${index}`, () => makePost(people, channels, planned, index, file.state.begunAt));
  }
}

async function makePost(
  { publisher, approver }: { publisher: DemoClient; approver: DemoClient },
  channels: DemoChannel[],
  planned: Planned,
  index: number,
  begunAt: string,
): Promise<void> {
  const key = `demo-post-${index}`;
  const mediaIds = planned.image ? [await upload(publisher, planned.image, key)] : [];
  const made = await publisher.post<Post>('/v1/posts', bodyOf(planned, channels, mediaIds, begunAt), key);
  const post = await publisher.get<Post>(`/v1/posts/${made.id}`);
  if (planned.outcome === 'draft') return;
  if (post.state === 'draft') await publisher.post(`/v1/posts/${post.id}/submit`, undefined, undefined, post.version);
  if (planned.outcome === 'in_review') return;
  const { items } = await approver.get<{ items: { id: string; contentHash: string; post: Post }[] }>(
    '/v1/approval-requests?state=pending&limit=200',
  );
  const request = items.find((item) => item.post.id === post.id);
  if (!request) return;
  await approver.post(
    `/v1/approval-requests/${request.id}/decisions`,
    {
      decision: planned.outcome === 'approved' ? 'approve' : 'request_changes',
      comment: planned.comment,
      contentHash: request.contentHash,
    },
    `demo-decision-${index}`,
  );
}

async function upload(publisher: DemoClient, image: { altText: string; svg: string }, key: string): Promise<string> {
  const form = new FormData();
  form.append('altText', image.altText);
  const png = await sharp(Buffer.from(image.svg)).png().toBuffer();
  form.append('file', new Blob([new Uint8Array(png)], { type: 'image/png' }), `${key}.png`);
  return (await publisher.post<{ id: string }>('/v1/media', form)).id;
}

function bodyOf(planned: Planned, channels: DemoChannel[], mediaIds: string[], begunAt: string): object {
  const { title, text, accounts, variant, scheduled } = planned;
  const variants = accounts.flatMap((account) => {
    const channel = channels.find(({ handle }) => isAccount(handle, account));
    return channel ? [{ channelId: channel.id, text: variant?.account === account ? variant.text : null }] : [];
  });
  const day = DateTime.fromISO(begunAt, { zone: ORGANIZATION.timeZone }).plus({ days: scheduled?.days ?? 0 });
  const local = `${day.toFormat('yyyy-MM-dd')}T${scheduled?.time ?? ''}`;
  return {
    title,
    text,
    mediaIds,
    variants,
    ...(scheduled ? { scheduledFor: { local, timeZone: ORGANIZATION.timeZone } } : {}),
  };
}
