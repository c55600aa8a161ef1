import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { OpenChannel } from '@divan/channels';
import { Clock, Database, newId, type RequestContext } from '@divan/platform';
import { InboxPolling } from './inbox-polling.service';
import { PollRepository } from './poll.repository';

const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
const RESTART_MS = 5000;
const DEBOUNCE_MS = 100;

interface Stream {
  stop: AbortController;
  wake?: NodeJS.Timeout;
}

/**
 * Follows channels live where a network offers it. A stream carries no data: it only wakes the poll. One worker of the
 * installation holds a channel's stream, by a lease that ends by itself when the worker is killed.
 */
@Injectable()
export class InboxStreams implements BeforeApplicationShutdown {
  private readonly logger = new Logger(InboxStreams.name);
  private readonly owner = newId();
  private readonly streams = new Map<string, Stream>();
  private renewal: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly database: Database,
    private readonly polling: InboxPolling,
    private readonly polls: PollRepository,
    private readonly clock: Clock,
  ) {}

  /** Begins to follow the channel unless someone does. Called after each poll, so streams spread over the workers. */
  async follow(ctx: RequestContext, open: OpenChannel): Promise<void> {
    const { id } = open.channel;
    const stream = open.connector.inbox?.stream?.bind(open.connector.inbox);
    if (!stream || this.closed || this.streams.has(id)) return;
    if (!(await this.lease([id])).has(id) || this.closed || this.streams.has(id)) return;
    const entry: Stream = { stop: new AbortController() };
    this.streams.set(id, entry);
    this.renewal ??= setInterval(() => void this.renew(), RENEW_MS).unref();
    void stream(open.access, () => this.wake(ctx, id, entry), entry.stop.signal)
      .catch((error: unknown) => this.logger.debug({ err: error, channelId: id }, 'A stream ended.'))
      // A network that closes at once must not be asked in a loop; polling goes on meanwhile.
      .then(() => new Promise((resolve) => setTimeout(resolve, entry.stop.signal.aborted ? 0 : RESTART_MS).unref()))
      .then(() => this.end(id, entry));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearInterval(this.renewal);
    const ids = [...this.streams.keys()];
    for (const [id, entry] of this.streams) this.end(id, entry);
    if (ids.length > 0) {
      await this.database
        .system('inbox.release-streams', (tx) => this.polls.releaseStreams(tx, this.owner, ids))
        .catch(() => undefined);
    }
  }

  private end(channelId: string, entry: Stream): void {
    entry.stop.abort();
    clearTimeout(entry.wake);
    if (this.streams.get(channelId) === entry) this.streams.delete(channelId);
  }

  private wake(ctx: RequestContext, channelId: string, entry: Stream): void {
    if (this.closed || entry.stop.signal.aborted || entry.wake) return;
    entry.wake = setTimeout(() => {
      entry.wake = undefined;
      this.database
        .transaction(ctx, (tx) => this.polling.pollNow(tx, ctx, channelId))
        .catch((error: unknown) =>
          this.logger.warn({ err: error, channelId }, 'A wake-up was lost; the next poll comes by itself.'),
        );
    }, DEBOUNCE_MS);
  }

  private async renew(): Promise<void> {
    const ids = [...this.streams.keys()];
    if (ids.length === 0) return;
    try {
      const kept = await this.lease(ids);
      for (const [id, entry] of this.streams) if (ids.includes(id) && !kept.has(id)) this.end(id, entry);
    } catch (error) {
      this.logger.warn({ err: error }, 'Leases of streams could not be renewed.');
    }
  }

  private lease(ids: string[]): Promise<Set<string>> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + LEASE_MS);
    return this.database.system('inbox.lease-streams', (tx) =>
      this.polls.leaseStreams(tx, this.owner, ids, now, until),
    );
  }
}
