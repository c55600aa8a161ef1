import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

export interface ThrottleRule {
  /** The failure from which on each one blocks for a while. */
  blocksFrom: number;
  longestSeconds: number;
  /** Failures after which nothing but an administrator helps; null for never. */
  locksAt: number | null;
  /** Failures this long ago are forgotten; null for never. */
  forgetAfterSeconds: number | null;
}

@Injectable()
export class ThrottleRepository {
  /**
   * Counts an attempt as failed before it is judged, so that attempts at the same time cannot outrun the count.
   * @returns null when it may go on; otherwise until when this key is blocked
   */
  async reserve(tx: Tx, key: string, rule: ThrottleRule, now: Date): Promise<Date | number | null> {
    const reserved = await tx.query(
      `INSERT INTO sign_in_throttles AS t (key, failures, last_failure_at) VALUES ($1, 1, $2)
       ON CONFLICT (key) DO UPDATE SET
         failures = CASE WHEN $6::int IS NOT NULL AND t.last_failure_at < $2::timestamptz - make_interval(secs => $6::int) THEN 1 ELSE t.failures + 1 END,
         last_failure_at = $2,
         blocked_until = CASE
           WHEN $6::int IS NOT NULL AND t.last_failure_at < $2::timestamptz - make_interval(secs => $6::int) THEN NULL
           WHEN t.failures + 1 >= $5::int THEN 'infinity'::timestamptz
           WHEN t.failures + 1 >= $3::int THEN $2::timestamptz + make_interval(secs => least(power(2, least(t.failures + 1 - $3::int, 30)), $4::int)::int)
         END
       WHERE t.blocked_until IS NULL OR t.blocked_until <= $2
       RETURNING failures`,
      [key, now, rule.blocksFrom, rule.longestSeconds, rule.locksAt, rule.forgetAfterSeconds],
    );
    if (reserved.length > 0) return null;
    const rows = await tx.query<{ until: Date | number }>(
      'SELECT blocked_until AS until FROM sign_in_throttles WHERE key = $1',
      [key],
    );
    return rows[0]?.until ?? null;
  }

  /** Takes back one reserved attempt that turned out right; earlier failures still count. */
  async release(tx: Tx, key: string): Promise<void> {
    await tx.execute(
      'UPDATE sign_in_throttles SET failures = greatest(failures - 1, 0), blocked_until = NULL WHERE key = $1',
      [key],
    );
  }

  async clear(tx: Tx, key: string): Promise<void> {
    await tx.execute('DELETE FROM sign_in_throttles WHERE key = $1', [key]);
  }

  async clearAll(tx: Tx, prefix: string): Promise<void> {
    await tx.execute('DELETE FROM sign_in_throttles WHERE starts_with(key, $1)', [prefix]);
  }

  /** Forgets what is old and does not lock anyone. */
  async prune(tx: Tx, before: Date): Promise<void> {
    await tx.execute(
      `DELETE FROM sign_in_throttles WHERE last_failure_at < $1 AND blocked_until IS DISTINCT FROM 'infinity'`,
      [before],
    );
  }
}
