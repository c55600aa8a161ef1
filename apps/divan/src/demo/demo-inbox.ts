import { setTimeout as wait } from 'node:timers/promises';
import type { DemoClient } from './demo-client';
import type { DemoFile } from './demo-state';

interface Conversation {
  id: string;
  kind: string;
  status: string;
  version: number;
  messageCount: number;
  lastMessage: { text: string; direction: string } | null;
}

const PERSIAN = /[\u0600-\u06FF]/;
const REPLY = {
  en: 'Thank you for telling us. Our crew has your message and will look at it today.',
  fa: 'ممنون که به ما خبر دادید. پیام شما به همکارانمان رسید و امروز رسیدگی می‌کنند.',
};

/** The week's messages come in by themselves; an agent then has done part of the day's work. */
export async function workInbox(agent: DemoClient, file: DemoFile): Promise<void> {
  await untilQuiet(agent);
  const { member } = await agent.get<{ member: { id: string } }>('/v1/me');
  const open = (await conversations(agent)).filter(({ kind }) => kind !== 'reaction');
  const waiting = open.filter(({ lastMessage }) => lastMessage?.direction === 'inbound');
  const persian = waiting.filter(({ lastMessage }) => PERSIAN.test(lastMessage?.text ?? ''));
  const english = waiting.filter(({ lastMessage }) => !PERSIAN.test(lastMessage?.text ?? ''));
  const [answered, mine, pending] = [
    [persian.at(-1), english.at(-1), english.at(-2)],
    [persian[0], english[0], english[1]],
    [english.at(-3)],
  ];
  for (const [index, conversation] of answered.entries()) {
    if (conversation) await file.step(`inbox-reply-${index}`, () => reply(agent, conversation));
  }
  for (const conversation of mine) if (conversation) await change(agent, conversation.id, { assigneeId: member.id });
  for (const conversation of pending) if (conversation) await change(agent, conversation.id, { status: 'pending' });
  for (const conversation of answered.slice(0, 2)) {
    if (conversation) await change(agent, conversation.id, { status: 'resolved' });
  }
}

async function reply(agent: DemoClient, { id, lastMessage }: Conversation): Promise<void> {
  const text = PERSIAN.test(lastMessage?.text ?? '') ? REPLY.fa : REPLY.en;
  await agent.post(`/v1/conversations/${id}/messages`, { text }, `demo-reply-${id}`);
}

async function change(agent: DemoClient, id: string, patch: object): Promise<void> {
  const { version } = await agent.get<Conversation>(`/v1/conversations/${id}`);
  await agent.patch(`/v1/conversations/${id}`, patch, version);
}

async function conversations(agent: DemoClient): Promise<Conversation[]> {
  return (await agent.get<{ items: Conversation[] }>('/v1/conversations?status=open&limit=100')).items;
}

/** Until messages have come in and no more do. */
async function untilQuiet(agent: DemoClient): Promise<void> {
  let last = '';
  for (let quiet = 0, tries = 0; quiet < 4 && tries < 120; tries++) {
    const counts = JSON.stringify(await agent.get('/v1/conversation-counts'));
    const total = (await conversations(agent)).reduce((sum, { messageCount }) => sum + messageCount, 0);
    const now = `${counts}/${total}`;
    quiet = total > 0 && now === last ? quiet + 1 : 0;
    last = now;
    await wait(500);
  }
}
