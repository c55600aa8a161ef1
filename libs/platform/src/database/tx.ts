import type { PoolClient } from 'pg';

/**
 * An open transaction, already bound to an organization. Every repository method takes it first.
 */
export class Tx {
  constructor(
    /** Null inside `Database.system`. */
    readonly organizationId: string | null,
    private readonly client: PoolClient,
  ) {}

  /** What listeners are told once this has committed: channel and payload, each pair once. */
  readonly notifications: [channel: string, payload: string][] = [];

  /**
   * Tells the listeners of a channel after the commit. Not NOTIFY inside the transaction: that makes all commits of the
   * database wait for each other. Lost when the process dies at that very moment, so listeners also look by themselves.
   */
  notify(channel: string, payload: string): void {
    this.notifications.push([channel, payload]);
  }

  async query<T>(sql: string, params: unknown[] = []): Promise<T[]> {
    return (await this.client.query(sql, params)).rows as T[];
  }

  /** A query that PostgreSQL plans once per connection; `name` must be unique to the text. */
  async prepared<T>(name: string, sql: string, params: unknown[] = []): Promise<T[]> {
    return (await this.client.query({ name, text: sql, values: params })).rows as T[];
  }

  /** @returns how many rows were affected */
  async execute(sql: string, params: unknown[] = []): Promise<number> {
    return (await this.client.query(sql, params)).rowCount ?? 0;
  }
}
