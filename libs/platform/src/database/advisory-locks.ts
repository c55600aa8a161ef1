import type { Pool, PoolClient } from 'pg';

/**
 * Session-level advisory locks of this process, all on one connection: whoever holds a lock needs other connections for
 * the work itself, and a connection for each lock lets a process wait for itself. It is taken while any lock is wanted.
 */
export class AdvisoryLocks {
  private readonly wanted = new Set<string>();
  private keeper: Promise<PoolClient> | undefined;

  constructor(private readonly pool: Pool) {}

  /** @returns undefined when the lock is held elsewhere, in this process or another */
  async hold<T>(key: string, work: () => Promise<T>): Promise<T | undefined> {
    // PostgreSQL would give the same session the same lock again.
    if (this.wanted.has(key)) return undefined;
    this.wanted.add(key);
    try {
      if (!(await this.ask('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS done', key))) return undefined;
      try {
        return await work();
      } finally {
        // A connection that was lost meanwhile took its locks with it.
        await this.ask('SELECT pg_advisory_unlock(hashtextextended($1, 0)) AS done', key).catch(() => undefined);
      }
    } finally {
      this.wanted.delete(key);
      if (this.wanted.size === 0) this.leave();
    }
  }

  private async ask(sql: string, key: string): Promise<boolean> {
    const keeper = (this.keeper ??= this.pool.connect());
    try {
      const { rows } = await (await keeper).query<{ done: boolean }>(sql, [key]);
      return rows[0]?.done === true;
    } catch (error) {
      // The next one begins on a new connection.
      if (this.keeper === keeper) this.leave(error as Error);
      throw error;
    }
  }

  private leave(lost?: Error): void {
    const { keeper } = this;
    this.keeper = undefined;
    void keeper?.then((client) => client.release(lost)).catch(() => undefined);
  }
}
