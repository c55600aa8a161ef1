import type { PoolClient } from 'pg';
import type { EntityManager, QueryRunner } from 'typeorm';

/**
 * An open transaction, already bound to an organization. Every repository method takes it first.
 * `query` speaks to the driver directly, so rows come back as they are, also from `UPDATE … RETURNING`.
 */
export class Tx {
  constructor(
    /** Null inside `Database.system`. */
    readonly organizationId: string | null,
    private readonly client: PoolClient,
    private readonly runner: QueryRunner | null,
  ) {}

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

  get manager(): EntityManager {
    if (!this.runner) throw new Error('Entities are not available in a read; use query().');
    return this.runner.manager;
  }
}
