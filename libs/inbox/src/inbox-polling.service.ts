import { Injectable, Logger } from '@nestjs/common';
import { ChannelAccessService, ChannelsService, type OpenChannel } from '@divan/channels';
import { ConnectorError, type InboxCapability } from '@divan/connectors';
import { AppError, Clock, Config, Database, Jobs, type RequestContext, type Tx } from '@divan/platform';
import { inboxConfig } from './inbox.config';
import { InboxIngestion } from './inbox-ingestion.service';
import { PollRepository, type PollPosition } from './poll.repository';

export const POLL_CHANNEL = 'inbox.poll-channel';
const LEASE_MS = 90_000;
const OVERDUE_MS = 15_000;
const MAX_PAGES = 50;
const MAX_BACKOFF_SECONDS = 300;

/** What the next poll has to wait for; null when there is none until a person acts. */
type Next = { afterSeconds: number; failures: number } | null;

/** Asks the networks for what is new, each channel at its own pace, and keeps that going whatever happens to a worker. */
@Injectable()
export class InboxPolling {
  private readonly logger = new Logger(InboxPolling.name);

  constructor(
    private readonly database: Database,
    private readonly channels: ChannelsService,
    private readonly access: ChannelAccessService,
    private readonly ingestion: InboxIngestion,
    private readonly polls: PollRepository,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** @returns the open channel when it can be followed by stream as well */
  async pollChannel(ctx: RequestContext, channelId: string, signal: AbortSignal): Promise<OpenChannel | null> {
    const open = await this.open(ctx, channelId);
    const inbox = open?.connector.inbox;
    if (!open || !inbox) return null;
    const position = await this.claim(ctx, channelId);
    if (!position) return open;
    const next = await this.pollPages(ctx, open, inbox, position.cursor, signal).then(
      () => this.succeeded(ctx, channelId, inbox),
      (error: unknown) => this.failed(ctx, open, inbox, position.failures, error),
    );
    await this.finish(ctx, channelId, next);
    return next && open;
  }

  /** Polls as soon as a worker is free. */
  async pollNow(tx: Tx, ctx: RequestContext, channelId: string): Promise<void> {
    const now = this.clock.now();
    if (!(await this.polls.requestAgain(tx, channelId, now)))
      await this.schedule(tx, channelId, ctx.organizationId, now);
  }

  /** Starts again what a killed worker left behind: every active channel has a poll coming. */
  async ensurePolling(): Promise<void> {
    const active = await this.channels.listActive();
    const overdue = new Date(this.clock.now().getTime() - OVERDUE_MS);
    const scheduled = await this.database.system('inbox.ensure-polling', (tx) => this.polls.findScheduled(tx, overdue));
    const networks = new Set(this.channels.listNetworks().flatMap((network) => (network.inbox ? [network.id] : [])));
    const missing = active.filter((channel) => networks.has(channel.network) && !scheduled.has(channel.id));
    if (missing.length === 0) return;
    const items = missing.map(({ id, organizationId }) => ({
      payload: { organizationId, channelId: id },
      options: { jobKey: jobKey(id), runAt: this.clock.now(), maxAttempts: 3 },
    }));
    await this.database.system('inbox.ensure-polling', (tx) => this.jobs.addMany(tx, POLL_CHANNEL, items));
  }

  private claim(ctx: RequestContext, channelId: string): Promise<PollPosition | null> {
    return this.database.transaction(ctx, async (tx) => {
      const now = this.clock.now();
      const position = await this.polls.claim(tx, channelId, now, this.in(LEASE_MS));
      // Another worker is asking right now; what woke us may be newer than its answer.
      if (!position && !(await this.polls.requestAgain(tx, channelId, now)))
        await this.schedule(tx, channelId, ctx.organizationId, now);
      return position;
    });
  }

  private async open(ctx: RequestContext, channelId: string): Promise<OpenChannel | null> {
    try {
      return await this.access.access(ctx, null, channelId);
    } catch (error) {
      // Disconnected or gone: the chain of polls ends here; connecting begins a new one.
      if (error instanceof AppError && (error.status === 404 || error.status === 409)) return null;
      throw error;
    }
  }

  private async pollPages(
    ctx: RequestContext,
    open: OpenChannel,
    inbox: InboxCapability,
    from: string | null,
    signal: AbortSignal,
  ): Promise<void> {
    let cursor = from;
    for (let page = 0; page < MAX_PAGES && !signal.aborted; page += 1) {
      const result = await inbox.poll(open.access, cursor);
      if (result.items.length > 0 || result.cursor !== cursor) {
        await this.ingestion.receive(ctx, open.channel, result.items, result.cursor, cursor);
      }
      cursor = result.cursor;
      if (!result.more) return;
      await this.database.transaction(ctx, (tx) => this.polls.extend(tx, open.channel.id, this.in(LEASE_MS)));
    }
  }

  private async succeeded(ctx: RequestContext, channelId: string, inbox: InboxCapability): Promise<Next> {
    await this.channels.recordHealth(ctx, channelId, null);
    return { afterSeconds: this.interval(inbox), failures: 0 };
  }

  private async failed(
    ctx: RequestContext,
    open: OpenChannel,
    inbox: InboxCapability,
    before: number,
    error: unknown,
  ): Promise<Next> {
    const failures = before + 1;
    const backoff = Math.min(this.interval(inbox) * 2 ** Math.min(failures, 10), MAX_BACKOFF_SECONDS);
    const { id, network } = open.channel;
    if (!(error instanceof ConnectorError)) {
      this.logger.error({ err: error, channelId: id, network }, 'Taking in messages failed; it is tried again.');
      await this.channels.recordHealth(ctx, id, 'Receiving failed on our side. It is tried again by itself.');
      return { afterSeconds: backoff, failures };
    }
    this.logger.warn({ channelId: id, network, kind: error.kind }, 'The network did not answer a poll well.');
    if (error.kind === 'auth_expired') {
      await this.channels.requireReauthorization(ctx, id, error.detail);
      return null;
    }
    await this.channels.recordHealth(ctx, id, error.detail);
    const limited = error.kind === 'rate_limited';
    return { afterSeconds: limited ? (error.retryAfterSeconds ?? 60) : backoff, failures };
  }

  private async finish(ctx: RequestContext, channelId: string, next: Next): Promise<void> {
    const at = this.in((next?.afterSeconds ?? 0) * 1000);
    await this.database.transaction(ctx, async (tx) => {
      const due = await this.polls.release(tx, channelId, next?.failures ?? 0, this.clock.now(), at);
      if (next) await this.schedule(tx, channelId, ctx.organizationId, due);
    });
  }

  private schedule(tx: Tx, channelId: string, organizationId: string, runAt: Date): Promise<void> {
    return this.jobs.add(
      tx,
      POLL_CHANNEL,
      { organizationId, channelId },
      { jobKey: jobKey(channelId), runAt, maxAttempts: 3 },
    );
  }

  private interval(inbox: InboxCapability): number {
    return this.config.get(inboxConfig).INBOX_POLL_SECONDS ?? inbox.pollEverySeconds;
  }

  private in(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}

function jobKey(channelId: string): string {
  return `${POLL_CHANNEL}:${channelId}`;
}
