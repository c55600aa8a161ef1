import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { hasPermission, type RequestContext } from '../context/request-context';
import { Database } from '../database/database';

export interface LiveRow {
  /** `<transaction id>-<row id>`: the order in which every reader sees events, whatever the order of commits. */
  id: string;
  type: string;
  data: unknown;
}

type Sink = { ctx: RequestContext; send: (rows: LiveRow[]) => void; end: () => void };
interface Room {
  position: string;
  sinks: Set<Sink>;
  work: Promise<void>;
  again?: NodeJS.Timeout;
}
interface OutboxRow extends LiveRow {
  permission: string | null;
}

const START = '0-0';
const CATCH_UP = 1000;
const MAX_XID8 = 2n ** 64n - 1n;
const MAX_BIGINT = 2n ** 63n - 1n;

/** Hands committed outbox rows to this process's event streams, in an order without gaps. */
@Injectable()
export class LiveEvents implements OnApplicationBootstrap {
  private readonly logger = new Logger(LiveEvents.name);
  private readonly rooms = new Map<string, Room>();
  /** From the moment that they ask: whoever loses their rights while they join is heard of too. */
  private readonly readers = new Set<Sink>();

  constructor(private readonly database: Database) {}

  async onApplicationBootstrap(): Promise<void> {
    const wakeAll = (): void => this.rooms.forEach((_, organizationId) => this.wake(organizationId));
    await this.database.listen('divan_events', (organizationId) => this.wake(organizationId), wakeAll);
  }

  /**
   * @param lastEventId where the client left off; unknown or too old: it gets one `reset` event and reads anew
   * @param end closes the stream when its reader's rights ended or changed
   * @returns a function that ends the subscription
   */
  async subscribe(
    ctx: RequestContext,
    lastEventId: string | undefined,
    send: (rows: LiveRow[]) => void,
    end: () => void = () => undefined,
  ): Promise<() => void> {
    const sink: Sink = { ctx, send, end };
    this.readers.add(sink);
    try {
      return await this.join(sink, lastEventId);
    } catch (error) {
      this.readers.delete(sink);
      throw error;
    }
  }

  private async join(sink: Sink, lastEventId: string | undefined): Promise<() => void> {
    const { ctx, send } = sink;
    const room = this.rooms.get(ctx.organizationId) ?? (await this.open(ctx.organizationId));
    const joined = room.work.then(async () => {
      if (lastEventId) send(await this.missed(ctx, lastEventId, room.position));
      room.sinks.add(sink);
    });
    // One reader who cannot join is no reason for the others to hear nothing.
    room.work = joined.catch(() => undefined);
    await joined;
    this.wake(ctx.organizationId);
    return () => {
      this.readers.delete(sink);
      room.sinks.delete(sink);
      if (room.sinks.size > 0) return;
      clearTimeout(room.again);
      if (this.rooms.get(ctx.organizationId) === room) this.rooms.delete(ctx.organizationId);
    };
  }

  /** Ends the streams of these readers: whoever still may read comes back with their present rights. */
  disconnect(matches: (ctx: RequestContext) => boolean): void {
    for (const { ctx, end } of this.readers) if (matches(ctx)) end();
  }

  private async open(organizationId: string): Promise<Room> {
    const position = await this.database.read({ organizationId }, async (tx) => {
      const rows = await tx.query<{ id: string }>(
        `SELECT transaction_id::text || '-' || id AS id FROM outbox_events
          WHERE organization_id = $1 AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
          ORDER BY transaction_id DESC, id DESC LIMIT 1`,
        [organizationId],
      );
      return rows[0]?.id ?? START;
    });
    const room = this.rooms.get(organizationId) ?? { position, sinks: new Set<Sink>(), work: Promise.resolve() };
    this.rooms.set(organizationId, room);
    return room;
  }

  private async missed(ctx: RequestContext, from: string, to: string): Promise<LiveRow[]> {
    const reset = [{ id: to, type: 'reset', data: {} }];
    if (!isPosition(from)) return reset;
    const { known, rows } = await this.database.read(ctx, async (tx) => ({
      known:
        from === START ||
        (
          await tx.query(
            'SELECT 1 FROM outbox_events WHERE organization_id = $1 AND transaction_id = $2::xid8 AND id = $3',
            [ctx.organizationId, ...from.split('-')],
          )
        ).length > 0,
      rows: await tx.query<OutboxRow>(
        `${SELECT_AFTER} AND (transaction_id, id) <= ($4::xid8, $5) ORDER BY transaction_id, id LIMIT ${CATCH_UP}`,
        [ctx.organizationId, ...from.split('-'), ...to.split('-')],
      ),
    }));
    return known && rows.length < CATCH_UP ? visibleTo(ctx, rows) : reset;
  }

  private wake(organizationId: string): void {
    const room = this.rooms.get(organizationId);
    if (!room || room.again) return;
    // Several commits in a burst cost one read.
    room.again = setTimeout(() => {
      room.again = undefined;
      room.work = room.work
        .then(() => this.advance(organizationId, room))
        .catch((error: unknown) => {
          this.logger.warn({ err: error }, 'Reading live events failed; it is tried again.');
          setTimeout(() => this.wake(organizationId), 500).unref();
        });
    }, 10);
  }

  private async advance(organizationId: string, room: Room): Promise<void> {
    const { rows, waiting } = await this.database.read({ organizationId }, async (tx) => ({
      rows: await tx.query<OutboxRow>(
        `${SELECT_AFTER} AND transaction_id < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY transaction_id, id LIMIT ${CATCH_UP}`,
        [organizationId, ...room.position.split('-')],
      ),
      waiting:
        (
          await tx.query(
            'SELECT 1 FROM outbox_events WHERE organization_id = $1 AND transaction_id >= pg_snapshot_xmin(pg_current_snapshot()) LIMIT 1',
            [organizationId],
          )
        ).length > 0,
    }));
    const last = rows.at(-1);
    if (last) {
      room.position = last.id;
      for (const sink of room.sinks) {
        const visible = visibleTo(sink.ctx, rows);
        if (visible.length > 0) sink.send(visible);
      }
    }
    if (waiting || rows.length === CATCH_UP) setTimeout(() => this.wake(organizationId), 50).unref();
  }
}

const SELECT_AFTER = `SELECT transaction_id::text || '-' || id AS id, type, data, permission FROM outbox_events
  WHERE organization_id = $1 AND (transaction_id, id) > ($2::xid8, $3)`;

function isPosition(id: string): boolean {
  const [, transaction, row] = /^(\d{1,20})-(\d{1,19})$/.exec(id) ?? [];
  return transaction !== undefined && BigInt(transaction) <= MAX_XID8 && BigInt(row!) <= MAX_BIGINT;
}

function visibleTo(ctx: RequestContext, rows: OutboxRow[]): LiveRow[] {
  return rows
    .filter((row) => row.permission === null || hasPermission(ctx, row.permission))
    .map(({ id, type, data }) => ({ id, type, data }));
}
