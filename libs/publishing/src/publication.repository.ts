import type { JsonObject, PublishedOutcome } from '@divan/connectors';
import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { Publication, PublicationError, PublicationState } from './publication';

const COLUMNS = `id, post_id AS "postId", channel_id AS "channelId", state, content, due_at AS "dueAt",
  next_try_at AS "nextTryAt", attempt, handle, sending_since AS "sendingSince", remote_id AS "remoteId",
  remote_ref AS "remoteRef", remote_url AS "remoteUrl", published_at AS "publishedAt", error,
  confirmed_absent AS "confirmedAbsent"`;

/** Compare-and-set on the attempt: an answer that comes late can never overwrite what a later attempt knows. */
const SAME_ATTEMPT = `id = $1 AND attempt = $2 AND state IN ('sending', 'unknown')`;

/** Nothing is sent for an organization that is suspended; what waits there is not overdue. */
const ACTIVE = `SELECT id FROM organizations WHERE state = 'active'`;

@Injectable()
export class PublicationRepository {
  async insertMany(tx: Tx, organizationId: string, publications: Publication[], now: Date): Promise<void> {
    for (const publication of publications) {
      await tx.execute(
        `INSERT INTO publications (id, organization_id, post_id, channel_id, state, content, due_at, next_try_at, attempt,
           created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $9)`,
        [
          publication.id,
          organizationId,
          publication.postId,
          publication.channelId,
          publication.state,
          JSON.stringify(publication.content),
          publication.dueAt,
          publication.nextTryAt,
          now,
        ],
      );
    }
  }

  async find(tx: Tx, id: string): Promise<Publication | undefined> {
    return (await tx.query<Publication>(`SELECT ${COLUMNS} FROM publications WHERE id = $1`, [id]))[0];
  }

  /** After the post is locked, never before. */
  async lock(tx: Tx, id: string): Promise<Publication | undefined> {
    return (await tx.query<Publication>(`SELECT ${COLUMNS} FROM publications WHERE id = $1 FOR UPDATE`, [id]))[0];
  }

  /** Without the cancelled ones. */
  findOfPosts(tx: Tx, postIds: readonly string[]): Promise<Publication[]> {
    return tx.query<Publication>(
      `SELECT ${COLUMNS} FROM publications WHERE post_id = ANY($1::uuid[]) AND state <> 'cancelled' ORDER BY id`,
      [postIds],
    );
  }

  /** @returns the cancelled ones */
  async cancel(tx: Tx, postId: string, states: PublicationState[], now: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE publications SET state = 'cancelled', updated_at = $3 WHERE post_id = $1 AND state = ANY($2) RETURNING id`,
      [postId, states, now],
    );
    return rows.map((row) => row.id);
  }

  /**
   * One worker at a time works on a publication. A lease and not a lock held open: no connection is kept during a call to
   * a network, and what a killed worker held comes free by itself. By the database's clock, which all workers share.
   */
  async takeLease(tx: Tx, id: string, owner: string, seconds: number): Promise<Publication | undefined> {
    const rows = await tx.query<Publication>(
      `UPDATE publications SET lease_owner = $2, lease_until = clock_timestamp() + make_interval(secs => $3)
        WHERE id = $1 AND (lease_until IS NULL OR lease_until < clock_timestamp()) RETURNING ${COLUMNS}`,
      [id, owner, seconds],
    );
    return rows[0];
  }

  /** @returns false when it was lost to another */
  async renewLease(tx: Tx, id: string, owner: string, seconds: number): Promise<boolean> {
    const sql = `UPDATE publications SET lease_until = clock_timestamp() + make_interval(secs => $3) WHERE id = $1 AND lease_owner = $2`;
    return (await tx.execute(sql, [id, owner, seconds])) > 0;
  }

  async holdsLease(tx: Tx, id: string, owner: string): Promise<boolean> {
    const sql = `SELECT FROM publications WHERE id = $1 AND lease_owner = $2 AND lease_until > clock_timestamp()`;
    return (await tx.query(sql, [id, owner])).length > 0;
  }

  async releaseLease(tx: Tx, id: string, owner: string): Promise<void> {
    await tx.execute(
      `UPDATE publications SET lease_until = NULL, lease_owner = NULL WHERE id = $1 AND lease_owner = $2`,
      [id, owner],
    );
  }

  /** The step before the irreversible call: committed first, so that after any crash we know what may have been sent. */
  async beginAttempt(tx: Tx, publication: Publication, handle: JsonObject, now: Date): Promise<void> {
    const number = publication.attempt + 1;
    await tx.execute(
      `UPDATE publications SET state = 'sending', attempt = $2, handle = $3, sending_since = $4, next_try_at = $4, error = NULL,
         confirmed_absent = false, updated_at = $4 WHERE id = $1`,
      [publication.id, number, JSON.stringify(handle), now],
    );
    await tx.execute(
      `INSERT INTO publication_attempts (organization_id, publication_id, number, handle, started_at) VALUES ($1, $2, $3, $4, $5)`,
      [tx.organizationId, publication.id, number, JSON.stringify(handle), now],
    );
  }

  async setPublished(tx: Tx, { id, attempt }: Publication, outcome: PublishedOutcome, now: Date): Promise<boolean> {
    const changed = await tx.execute(
      `UPDATE publications SET state = 'published', remote_id = $3, remote_ref = $4, remote_url = $5, published_at = $6,
         error = NULL, updated_at = $7 WHERE ${SAME_ATTEMPT}`,
      [
        id,
        attempt,
        outcome.remoteId,
        JSON.stringify(outcome.remoteRef),
        outcome.url,
        new Date(outcome.publishedAt),
        now,
      ],
    );
    if (changed > 0) await this.endAttempt(tx, id, attempt, 'published', null, now);
    return changed > 0;
  }

  /** From `sending` or `unknown` of this attempt, or from `scheduled` when nothing was sent at all. */
  async setFailed(
    tx: Tx,
    publication: Publication,
    to: 'rejected' | 'unknown',
    error: PublicationError,
    now: Date,
  ): Promise<boolean> {
    const changed = await tx.execute(
      `UPDATE publications SET state = $3, error = $4, updated_at = $5
        WHERE id = $1 AND attempt = $2 AND state IN ('sending', 'unknown', 'scheduled') AND state <> $3`,
      [publication.id, publication.attempt, to, JSON.stringify(error), now],
    );
    if (changed > 0) await this.endAttempt(tx, publication.id, publication.attempt, to, error.detail, now);
    return changed > 0;
  }

  /** It is certain that nothing was published: back to waiting. The handle stays unless `keepHandle` is false. */
  async reschedule(
    tx: Tx,
    publication: Publication,
    next: { at: Date; dueAt?: Date; keepHandle: boolean; error: PublicationError | null },
    now: Date,
  ): Promise<boolean> {
    const changed = await tx.execute(
      `UPDATE publications SET state = 'scheduled', next_try_at = $3, due_at = coalesce($4, due_at), error = $5,
         handle = CASE WHEN $6 THEN handle END, updated_at = $7
        WHERE id = $1 AND attempt = $2 AND state IN ('sending', 'unknown', 'rejected', 'scheduled')`,
      [
        publication.id,
        publication.attempt,
        next.at,
        next.dueAt ?? null,
        next.error && JSON.stringify(next.error),
        next.keepHandle,
        now,
      ],
    );
    if (changed > 0)
      await this.endAttempt(tx, publication.id, publication.attempt, 'not_sent', next.error?.detail ?? null, now);
    return changed > 0;
  }

  /** The network is still at it, or cannot be asked: look again later. */
  async lookAgain(tx: Tx, { id, attempt }: Publication, handle: JsonObject | null, at: Date): Promise<boolean> {
    const sql = `UPDATE publications SET next_try_at = $3, handle = coalesce($4, handle) WHERE id = $1 AND attempt = $2 AND state = 'sending'`;
    return (await tx.execute(sql, [id, attempt, at, handle && JSON.stringify(handle)])) > 0;
  }

  async confirmAbsent(tx: Tx, { id, attempt }: Publication, now: Date): Promise<void> {
    await tx.execute(
      `UPDATE publications SET confirmed_absent = true, updated_at = $3 WHERE id = $1 AND attempt = $2 AND state = 'unknown'`,
      [id, attempt, now],
    );
  }

  /** Of the whole installation: what should be moving and is not. Only in `Database.system`. */
  findOverdue(tx: Tx, limit: number): Promise<{ id: string; organizationId: string }[]> {
    return tx.query(
      `SELECT id, organization_id AS "organizationId" FROM publications
        WHERE state IN ('scheduled', 'sending') AND next_try_at < clock_timestamp() - interval '3 seconds'
          AND (lease_until IS NULL OR lease_until < clock_timestamp()) AND organization_id IN (${ACTIVE})
        ORDER BY next_try_at LIMIT $1`,
      [limit],
    );
  }

  /** Seconds; 0 when nothing is overdue. Only in `Database.system`. */
  async longestOverdue(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ seconds: number }>(
      `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(next_try_at)), 0)::float8 AS seconds FROM publications
        WHERE state IN ('scheduled', 'sending') AND next_try_at < clock_timestamp() AND organization_id IN (${ACTIVE})`,
    );
    return Math.round(row?.seconds ?? 0);
  }

  private async endAttempt(
    tx: Tx,
    id: string,
    number: number,
    outcome: string,
    detail: string | null,
    now: Date,
  ): Promise<void> {
    await tx.execute(
      `UPDATE publication_attempts SET outcome = $3, detail = $4, ended_at = $5
        WHERE publication_id = $1 AND number = $2 AND (outcome IS NULL OR outcome = 'unknown')`,
      [id, number, outcome, detail, now],
    );
  }
}
