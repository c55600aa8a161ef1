import { ChannelConnectionService, ChannelsService } from '@divan/channels';
import { ConnectorError } from '@divan/connectors';
import { ConversationsService } from './conversations.service';
import { InboxPolling } from './inbox-polling.service';
import { InboxStreams } from './inbox-streams.service';
import { createInboxWorld, type InboxWorld } from './inbox-world.fake';
import { inboundItem, person } from './network.fake';
import { PollRepository } from './poll.repository';

let world: InboxWorld;
let polling: InboxPolling;
const { signal } = new AbortController();

beforeAll(async () => {
  world = await createInboxWorld();
  polling = world.module.get(InboxPolling);
});
afterAll(() => world?.close());
beforeEach(() => {
  world.network.feed = [];
  world.network.nextPoll = null;
});

async function nextPoll(channelId: string): Promise<number | undefined> {
  const [job] = await world.ownerQuery<{ at: Date }>('SELECT run_at AS at FROM graphile_worker.jobs WHERE key = $1', [
    `inbox.poll-channel:${channelId}`,
  ]);
  return job && (job.at.getTime() - world.clock.now().getTime()) / 1000;
}

const clearJobs = () => world.ownerQuery('DELETE FROM graphile_worker._private_jobs');

it('polls as soon as a channel is connected, takes in every page and schedules the next', async () => {
  const { ctx, channel } = await world.city();
  expect(await nextPoll(channel.id)).toBeLessThanOrEqual(0);
  world.network.pageSize = 10;
  world.network.feed = Array.from({ length: 35 }, (_, i) => inboundItem(`${i}`, { author: person(`${i}`) }));
  await polling.pollChannel(ctx, channel.id, signal);
  const rows = await world.module.get(ConversationsService).listConversations(ctx, {}, undefined, 100);
  expect(rows).toHaveLength(35);
  expect(await nextPoll(channel.id)).toBeGreaterThan(3);
  expect((await world.module.get(ChannelsService).getChannel(ctx, channel.id)).lastPolledAt).not.toBeNull();
});

it('takes in each message once when several workers poll at once', async () => {
  const { ctx, channel } = await world.city();
  world.network.feed = Array.from({ length: 50 }, (_, i) => inboundItem(`${i}`));
  await Promise.all([1, 2, 3].map(() => polling.pollChannel(ctx, channel.id, signal)));
  const rows = await world.module.get(ConversationsService).listConversations(ctx, {}, undefined, 100);
  expect(rows.reduce((sum, row) => sum + row.messageCount, 0)).toBe(50);
});

it('stops at refused credentials until a person connects again', async () => {
  const { ctx, channel } = await world.city('refused');
  await clearJobs();
  world.network.nextPoll = new ConnectorError('auth_expired', 'The network refuses the credentials.');
  expect(await polling.pollChannel(ctx, channel.id, signal)).toBeNull();
  expect(await nextPoll(channel.id)).toBeUndefined();
  const channels = world.module.get(ChannelsService);
  expect(await channels.getChannel(ctx, channel.id)).toMatchObject({
    state: 'needs-reauthorization',
    lastError: 'The network refuses the credentials.',
  });
  await polling.ensurePolling();
  expect(await nextPoll(channel.id)).toBeUndefined();
  const again = await world.module.get(ChannelConnectionService).connectByCredentials(ctx, 'fake', { name: 'refused' });
  expect(again).toMatchObject({ id: channel.id, state: 'active' });
  expect(await nextPoll(channel.id)).toBeLessThanOrEqual(0);
});

it('waits as long as the network asks, and longer each time it is away', async () => {
  const { ctx, channel } = await world.city();
  world.network.nextPoll = new ConnectorError('rate_limited', 'Slower, please.', { retryAfterSeconds: 77 });
  await polling.pollChannel(ctx, channel.id, signal);
  expect(await nextPoll(channel.id)).toBeGreaterThan(70);
  const waits: number[] = [];
  for (let i = 0; i < 4; i += 1) {
    world.network.nextPoll = new ConnectorError('unavailable', 'The network is away.');
    await polling.pollChannel(ctx, channel.id, signal);
    waits.push((await nextPoll(channel.id)) ?? 0);
  }
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits[3]).toBeGreaterThan(waits[0]! * 2);
  await polling.pollChannel(ctx, channel.id, signal);
  expect(await nextPoll(channel.id)).toBeLessThan(6);
});

it('starts the polls again that a killed worker left behind', async () => {
  const { channel } = await world.city();
  await clearJobs();
  world.clock.advance(60);
  await polling.ensurePolling();
  expect(await nextPoll(channel.id)).toBeLessThanOrEqual(0);
});

it('polls once more when something arrived while it polled', async () => {
  const { ctx, channel } = await world.city();
  const original = world.network.inbox.poll.bind(world.network.inbox);
  world.network.inbox.poll = async (access, cursor) => {
    await world.database.transaction(ctx, (tx) => polling.pollNow(tx, ctx, channel.id));
    return original(access, cursor);
  };
  await polling.pollChannel(ctx, channel.id, signal);
  world.network.inbox.poll = original;
  expect(await nextPoll(channel.id)).toBeLessThanOrEqual(0);
});

it('follows a stream from one worker only, and a wake brings the poll forward', async () => {
  const { ctx, channel } = await world.city();
  const streams = world.module.get(InboxStreams);
  const other = new InboxStreams(world.database, polling, world.module.get(PollRepository), world.clock);
  const open = (await polling.pollChannel(ctx, channel.id, signal))!;
  const before = world.network.streams;
  await Promise.all([streams.follow(ctx, open), other.follow(ctx, open), streams.follow(ctx, open)]);
  expect(world.network.streams - before).toBe(1);
  expect(await nextPoll(channel.id)).toBeGreaterThan(3);
  world.network.wake!();
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await nextPoll(channel.id)).toBeLessThanOrEqual(0);
  await streams.beforeApplicationShutdown();
  await other.beforeApplicationShutdown();
});
