import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import { SCHEMA } from './schema';

export interface Reader {
  query<T extends object>(sql: string, params?: unknown[]): Promise<T[]>;
}

export interface Writer extends Reader {
  /** Runs once the transaction is durable: what others are told, they can also read. */
  afterCommit(action: () => Promise<void>): void;
}

export class Database implements Reader {
  private readonly pool: Pool;
  private queue: Promise<unknown> = Promise.resolve();
  private telling: Promise<void> = Promise.resolve();

  constructor(
    url: string,
    private readonly onError: (error: unknown) => void,
  ) {
    this.pool = new Pool({ connectionString: url, max: 8, options: '-c search_path=practice' });
    // A connection that the server closes while idle must not end the process.
    this.pool.on('error', onError);
  }

  async prepare(): Promise<void> {
    await this.pool.query(SCHEMA);
  }

  async query<T extends object>(sql: string, params: unknown[] = []): Promise<T[]> {
    const result = await this.pool.query<T & QueryResultRow>(sql, params);
    return result.rows;
  }

  /**
   * One write transaction at a time: ids then become visible in the order in which they were made, so that a
   * client which pages by min_id or since_id never misses a row that commits late.
   */
  write<T>(work: (tx: Writer) => Promise<T>): Promise<T> {
    const turn = this.queue.then(() => this.transaction(work));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.queue;
    await this.telling;
    await this.pool.end();
  }

  private async transaction<T>(work: (tx: Writer) => Promise<T>): Promise<T> {
    const actions: (() => Promise<void>)[] = [];
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work(writer(client, actions));
      await client.query('COMMIT');
      this.tellLater(actions);
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** In the order of the transactions, so that nobody is told of a deletion before what was deleted. */
  private tellLater(actions: (() => Promise<void>)[]): void {
    for (const action of actions) this.telling = this.telling.then(action).catch(this.onError);
  }
}

function writer(client: PoolClient, actions: (() => Promise<void>)[]): Writer {
  return {
    query: async <T extends object>(sql: string, params: unknown[] = []) =>
      (await client.query<T & QueryResultRow>(sql, params)).rows,
    afterCommit: (action) => actions.push(action),
  };
}
