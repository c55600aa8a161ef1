import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

export interface PollPosition {
  cursor: string | null;
  failures: number;
}

@Injectable()
export class PollRepository {
  /** Takes the right to poll until `until`. @returns null when another worker is at it */
  async claim(tx: Tx, channelId: string, now: Date, until: Date): Promise<PollPosition | null> {
    const rows = await tx.query<PollPosition>(
      `INSERT INTO inbox_cursors AS p (channel_id, organization_id, polling_until) VALUES ($1, $2, $4)
       ON CONFLICT (channel_id) DO UPDATE SET polling_until = excluded.polling_until, poll_again = false WHERE p.polling_until <= $3
       RETURNING cursor, failures`,
      [channelId, tx.organizationId, now, until],
    );
    return rows[0] ?? null;
  }

  async extend(tx: Tx, channelId: string, until: Date): Promise<void> {
    await tx.execute('UPDATE inbox_cursors SET polling_until = $3 WHERE channel_id = $1 AND organization_id = $2', [
      channelId,
      tx.organizationId,
      until,
    ]);
  }

  /** Asks whoever is polling to poll once more. @returns false when nobody is */
  async requestAgain(tx: Tx, channelId: string, now: Date): Promise<boolean> {
    const count = await tx.execute(
      'UPDATE inbox_cursors SET poll_again = true WHERE channel_id = $1 AND organization_id = $2 AND polling_until > $3',
      [channelId, tx.organizationId, now],
    );
    return count > 0;
  }

  /** Gives the right back. @returns when the next poll is due: at once when one was asked for meanwhile */
  async release(tx: Tx, channelId: string, failures: number, now: Date, nextPollAt: Date): Promise<Date> {
    const rows = await tx.query<{ at: Date }>(
      `UPDATE inbox_cursors SET polling_until = '-infinity', failures = $3,
              next_poll_at = CASE WHEN poll_again AND $3 = 0 THEN $4::timestamptz ELSE $5::timestamptz END
        WHERE channel_id = $1 AND organization_id = $2 RETURNING next_poll_at AS at`,
      [channelId, tx.organizationId, failures, now, nextPollAt],
    );
    return rows[0]?.at ?? nextPollAt;
  }

  /** Which of these channels have a poll coming, or running; only inside `Database.system`. */
  async findScheduled(tx: Tx, overdueSince: Date): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      'SELECT channel_id AS id FROM inbox_cursors WHERE next_poll_at >= $1 OR polling_until >= $1',
      [overdueSince],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Takes or keeps the stream of a channel; only inside `Database.system`. @returns those that are `owner`'s now */
  async leaseStreams(tx: Tx, owner: string, channelIds: string[], now: Date, until: Date): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE inbox_cursors SET stream_owner = $1, stream_until = $4
        WHERE channel_id = ANY($2::uuid[]) AND (stream_owner = $1 OR stream_until <= $3)
          AND organization_id IN (SELECT id FROM organizations WHERE state = 'active') RETURNING channel_id AS id`,
      [owner, channelIds, now, until],
    );
    return new Set(rows.map((row) => row.id));
  }

  async releaseStreams(tx: Tx, owner: string, channelIds: string[]): Promise<void> {
    await tx.execute(
      `UPDATE inbox_cursors SET stream_owner = NULL, stream_until = '-infinity' WHERE channel_id = ANY($2::uuid[]) AND stream_owner = $1`,
      [owner, channelIds],
    );
  }
}
