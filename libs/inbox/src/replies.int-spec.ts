import { ConnectorError } from '@divan/connectors';
import { type RequestContext } from '@divan/platform';
import { ConversationsService } from './conversations.service';
import { InboxIngestion } from './inbox-ingestion.service';
import { createInboxWorld, type InboxWorld } from './inbox-world.fake';
import { inboundItem, type NextSend } from './network.fake';
import { RepliesService } from './replies.service';
import { ReplyDeliveryService } from './reply-delivery.service';

let world: InboxWorld;
let replies: RepliesService;
let delivery: ReplyDeliveryService;
let conversations: ConversationsService;

beforeAll(async () => {
  world = await createInboxWorld();
  replies = world.module.get(RepliesService);
  delivery = world.module.get(ReplyDeliveryService);
  conversations = world.module.get(ConversationsService);
});
afterAll(() => world?.close());
beforeEach(() => {
  world.network.sends.length = 0;
  world.network.posts.clear();
  world.network.nextSends = [];
  world.network.resendSafe = true;
  world.archive.sent = [];
});

async function asked() {
  const { ctx, channel } = await world.city();
  await world.module
    .get(InboxIngestion)
    .receive(ctx, channel, [inboundItem('1', { kind: 'direct_message' })], '1', null);
  const [row] = await conversations.listConversations(ctx, {}, undefined, 1);
  return { ctx, channel, agent: await world.member(ctx, ['inbox:read', 'inbox:reply']), id: row!.id };
}

async function state(ctx: RequestContext, conversationId: string) {
  const [message] = await conversations.listMessages(ctx, conversationId, undefined, 1);
  return message!.deliveryState;
}

async function sent(...next: NextSend[]) {
  const it = await asked();
  world.network.nextSends = next;
  const message = await replies.reply(it.agent, it.id, 'On our way', undefined);
  await delivery.deliver(it.ctx, message.id);
  return { ...it, messageId: message.id };
}

it('sends a reply once and tells the archive what the network answered', async () => {
  const { ctx, id, agent, messageId, channel } = await sent();
  await delivery.deliver(ctx, messageId);
  await delivery.deliver(ctx, messageId);
  expect(world.network.sends).toHaveLength(1);
  expect([...world.network.posts.values()]).toMatchObject([
    {
      text: 'On our way',
      visibility: 'direct',
      mentionHandle: 'dana.example',
      replyTo: { root: { uri: 'thread-1' }, parent: { uri: '1' } },
    },
  ]);
  expect(world.archive.sent).toMatchObject([
    {
      messageId,
      conversationId: id,
      channelId: channel.id,
      text: 'On our way',
      author: { memberId: agent.actor.id, name: 'Sara Lind' },
      kind: 'direct_message',
    },
  ]);
  expect(world.archive.sent[0]!.payload).toContain(world.network.sends[0]!.handle);
  const detail = await conversations.openConversation(ctx, id);
  expect(detail.row).toMatchObject({
    unreadCount: 0,
    messageCount: 2,
    lastMessageDirection: 'outbound',
    lastMessageText: 'On our way',
  });
  expect(await state(ctx, id)).toBe('sent');
});

it('sends once when two workers get the job', async () => {
  const { ctx, agent, id } = await asked();
  const message = await replies.reply(agent, id, 'On our way', undefined);
  await Promise.all([1, 2, 3, 4].map(() => delivery.deliver(ctx, message.id)));
  expect(world.network.sends).toHaveLength(1);
});

it('finds its own post after a crash between sending and storing, and does not send again', async () => {
  const { ctx, id, messageId } = await sent('publish-then-crash');
  expect(await state(ctx, id)).toBe('unknown');
  await delivery.deliver(ctx, messageId);
  expect(await state(ctx, id)).toBe('sent');
  expect(world.network.sends).toHaveLength(1);
  expect(world.archive.sent).toHaveLength(1);
});

it('leaves a call alone while its worker lives, and looks first when the worker was killed', async () => {
  const { ctx, agent, id } = await asked();
  const message = await replies.reply(agent, id, 'On our way', undefined);
  // As a worker leaves it that is killed while the network has the post already.
  const handle = await world.ownerQuery<{ handle: { key: string } }>(
    'SELECT handle FROM reply_deliveries WHERE message_id = $1',
    [message.id],
  );
  world.network.posts.set(handle[0]!.handle.key, { text: 'On our way', media: [] });
  await world.ownerQuery(
    `UPDATE reply_deliveries SET state = 'sending', attempt = 1, call_id = message_id, lease_until = $2 WHERE message_id = $1`,
    [message.id, new Date(world.clock.now().getTime() + 30_000)],
  );
  await delivery.deliver(ctx, message.id);
  expect(await state(ctx, id)).toBe('sending');
  world.clock.advance(40);
  await delivery.recover();
  const jobs = await world.ownerQuery(`SELECT 1 FROM graphile_worker.jobs WHERE key = $1`, [
    `inbox.send-reply:${message.id}`,
  ]);
  expect(jobs).toHaveLength(1);
  await delivery.deliver(ctx, message.id);
  expect(await state(ctx, id)).toBe('sent');
  expect(world.network.sends).toHaveLength(0);
});

it('sends again by itself only where the network makes one message of two', async () => {
  const safe = await sent('crash');
  await delivery.deliver(safe.ctx, safe.messageId);
  await delivery.deliver(safe.ctx, safe.messageId);
  expect(await state(safe.ctx, safe.id)).toBe('sent');
  expect(new Set(world.network.sends.map((send) => send.handle)).size).toBe(1);

  world.network.resendSafe = false;
  const unsafe = await sent('crash');
  const sends = world.network.sends.length;
  for (let i = 0; i < 4; i += 1) await delivery.deliver(unsafe.ctx, unsafe.messageId);
  expect(await state(unsafe.ctx, unsafe.id)).toBe('unknown');
  expect(world.network.sends).toHaveLength(sends);
  await replies.retry(unsafe.agent, unsafe.messageId);
  await delivery.deliver(unsafe.ctx, unsafe.messageId);
  expect(await state(unsafe.ctx, unsafe.id)).toBe('sent');
});

it('shows a rejection, lets a person retry it, and refuses to retry what is sent', async () => {
  const { ctx, id, agent, messageId } = await sent('reject');
  const [failed] = await conversations.listMessages(ctx, id, undefined, 1);
  expect(failed).toMatchObject({ deliveryState: 'failed', deliveryCode: 'blocked' });
  await replies.retry(agent, messageId);
  await delivery.deliver(ctx, messageId);
  expect(await state(ctx, id)).toBe('sent');
  await expect(replies.retry(agent, messageId)).rejects.toMatchObject({
    code: 'inbox.reply_not_retryable',
    status: 409,
  });
});

it('waits when the network says slower, and asks for a person when it refuses the credentials', async () => {
  const limited = await sent(new ConnectorError('rate_limited', 'slower', { retryAfterSeconds: 120 }));
  expect(await state(limited.ctx, limited.id)).toBe('queued');
  const refused = await sent(new ConnectorError('auth_expired', 'The network refuses the credentials.'));
  expect(await state(refused.ctx, refused.id)).toBe('failed');
  expect((await conversations.openConversation(refused.ctx, refused.id)).replyUnsupportedReason).toContain(
    'not connected',
  );
});

it('refuses what the network would, pointing at the text', async () => {
  const { agent, id } = await asked();
  await expect(replies.reply(agent, id, 'x'.repeat(21), undefined)).rejects.toMatchObject({
    status: 422,
    errors: [{ pointer: '/text', code: 'text_too_long' }],
  });
});

it('lets one of two agents answer who saw the same version', async () => {
  const { agent, id, ctx } = await asked();
  const { row } = await conversations.openConversation(agent, id);
  const both = await Promise.allSettled([
    replies.reply(agent, id, 'Answer A', `"${row.version}"`),
    replies.reply(await world.member(ctx, ['inbox:reply']), id, 'Answer B', `"${row.version}"`),
  ]);
  expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
});

it('assigns and resolves with the version and the permission, and audits refusals', async () => {
  const { ctx, agent, id } = await asked();
  const lead = await world.member(ctx, ['inbox:read', 'inbox:assign', 'inbox:resolve']);
  const { row } = await conversations.openConversation(lead, id);
  const changed = await conversations.changeConversation(
    lead,
    id,
    { assigneeId: agent.actor.id, status: 'pending' },
    `"${row.version}"`,
  );
  expect(changed.row).toMatchObject({ assigneeId: agent.actor.id, assigneeName: 'Sara Lind', status: 'pending' });
  await expect(
    conversations.changeConversation(lead, id, { status: 'open' }, `"${row.version}"`),
  ).rejects.toMatchObject({ status: 412 });
  await expect(conversations.changeConversation(agent, id, { status: 'open' }, '*')).rejects.toMatchObject({
    status: 403,
  });
  const kinds = await world.ownerQuery<{ kind: string; outcome: string }>(
    `SELECT kind, outcome FROM audit_events WHERE organization_id = $1 AND object_id = $2 ORDER BY id`,
    [ctx.organizationId, id],
  );
  expect(kinds.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual(
    expect.arrayContaining([
      'inbox.conversation-assigned success',
      'inbox.conversation-status-changed success',
      'inbox.conversation-change-refused refused',
    ]),
  );
});
