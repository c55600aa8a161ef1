import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Client, type Pool } from 'pg';
import { Config } from '../config/config';
import { platformConfig } from '../config/platform.config';
import { isId } from '../clock/id';
import type { RequestContext } from '../context/request-context';
import { AdvisoryLocks } from './advisory-locks';
import { Notifier } from './notifier';
import { Tx } from './tx';

export const POOL = Symbol('POOL');

export type TransactionContext = Pick<RequestContext, 'organizationId'> & Partial<RequestContext>;

/** The way to PostgreSQL: transactions bound to an organization, advisory locks, notifications. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly logger = new Logger(Database.name);
  private readonly notifier: Notifier;
  private readonly locks: AdvisoryLocks;
  private readonly listeners = new Set<{ close(): Promise<void> }>();

  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly config: Config,
  ) {
    this.notifier = new Notifier(this.pool);
    this.locks = new AdvisoryLocks(this.pool);
  }

  /** One business change: all of it commits, or none. */
  transaction<T>(ctx: TransactionContext, work: (tx: Tx) => Promise<T>): Promise<T> {
    const bind = `SET LOCAL app.organization = '${checked(ctx.organizationId)}'`;
    return this.run(bind, ctx.organizationId, async (tx) => {
      if (ctx.idempotencyKey && ctx.actor) await markCarriedOut(tx, ctx.idempotencyKey, ctx.actor.id);
      return work(tx);
    });
  }

  /**
   * Work that belongs to no organization (who signs in, which job is due). Sees only global tables and those
   * declared `tenantTable(…, {system: true})`.
   */
  system<T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(
      `SET LOCAL app.system = 'on'; SET LOCAL application_name = '${name.replace(/[^\w.-]/g, '')}'`,
      null,
      work,
    );
  }

  /** Opening and binding travel with the first statement: connections are pipelined. */
  private async run<T>(setting: string, organizationId: string | null, work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    const opened = client.query(`BEGIN; ${setting}`);
    // Its failure is reported below; until then nothing else may be told of it.
    opened.catch(() => undefined);
    const tx = new Tx(organizationId, client);
    let broken: Error | undefined;
    try {
      const result = await work(tx);
      await opened;
      await client.query('COMMIT');
      this.notifier.send(tx.notifications);
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((lost: Error) => (broken = lost));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /**
   * A read-only transaction in one round trip: connections are pipelined, so opening and binding travel with the first
   * query, and nobody waits for the end. No entity is made.
   */
  async read<T>(ctx: Pick<RequestContext, 'organizationId'>, work: (tx: Tx) => Promise<T>): Promise<T> {
    const bind = `BEGIN READ ONLY; SET LOCAL app.organization = '${checked(ctx.organizationId)}'`;
    const client = await this.pool.connect();
    const opened = client.query(bind);
    // Its failure is reported below; until then nothing else may be told of it.
    opened.catch(() => undefined);
    let broken: Error | undefined;
    try {
      const result = await work(new Tx(ctx.organizationId, client));
      await opened;
      return result;
    } catch (error) {
      if (isConnectionLoss(error)) broken = error as Error;
      throw error;
    } finally {
      client.query('COMMIT').then(
        () => client.release(broken),
        (error: Error) => client.release(error),
      );
    }
  }

  /**
   * Runs `work` while holding a lock that at most one process of the whole installation holds.
   * The lock lives as long as its connection, so a killed process never keeps it.
   * @returns undefined, without running, when another holds it
   */
  withAdvisoryLock<T>(key: string, work: () => Promise<T>): Promise<T | undefined> {
    return this.locks.hold(key, work);
  }

  /**
   * Listens on a connection of its own and reconnects by itself. Notifications sent while it was away are lost, so
   * `onReconnect` must look again.
   */
  async listen(
    channel: string,
    handler: (payload: string) => void,
    onReconnect?: () => void,
  ): Promise<{ close(): Promise<void> }> {
    let client: Client | null = null;
    let closed = false;
    const connect = async (): Promise<void> => {
      const next = new Client({
        connectionString: this.config.get(platformConfig).DATABASE_URL,
        application_name: `divan-listen-${channel}`,
      });
      next.on('notification', (message) => handler(message.payload ?? ''));
      next.on('error', (error) => {
        this.logger.warn(`Listening on ${channel} was interrupted: ${error.message}`);
        retry();
      });
      await next.connect();
      await next.query(`LISTEN ${JSON.stringify(channel)}`);
      client = next;
    };
    const retry = (): void => {
      if (closed) return;
      client?.removeAllListeners('error').on('error', () => undefined);
      client = null;
      setTimeout(() => {
        if (closed) return;
        connect().then(() => onReconnect?.(), retry);
      }, 500).unref();
    };
    await connect();
    const handle = {
      close: async (): Promise<void> => {
        closed = true;
        this.listeners.delete(handle);
        await client?.end().catch(() => undefined);
      },
    };
    this.listeners.add(handle);
    return handle;
  }

  /** @returns how long `SELECT 1` took, in milliseconds */
  async ping(): Promise<number> {
    const start = performance.now();
    await this.pool.query('SELECT 1');
    return performance.now() - start;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.listeners].map((listener) => listener.close()));
    await this.notifier.idle();
    if (!this.pool.ending) await this.pool.end();
  }
}

/** In the same transaction as the change itself: whatever is killed afterwards, a retry can tell that it was done. */
async function markCarriedOut(tx: Tx, key: string, actorId: string): Promise<void> {
  await tx.execute(
    'UPDATE idempotency_keys SET committed_at = coalesce(committed_at, now()) WHERE actor_id = $1 AND key = $2',
    [actorId, key],
  );
}

function checked(organizationId: string): string {
  // The value goes into the statement's text (SET takes no parameters), so nothing but a UUID may pass.
  if (!isId(organizationId)) throw new Error('The context has no valid organization.');
  return organizationId;
}

function isConnectionLoss(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return code.startsWith('08') || code.startsWith('57P') || ['ECONNRESET', 'EPIPE', 'ECONNREFUSED'].includes(code);
}
