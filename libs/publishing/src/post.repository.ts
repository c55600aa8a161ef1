import { Injectable } from '@nestjs/common';
import { visibleChannelsSql } from '@divan/channels';
import type { RequestContext, Tx } from '@divan/platform';
import type { Post, PostState, StateReason, Variant } from './post';

interface PostRow extends Omit<Post, 'variants' | 'schedule' | 'author' | 'submittedBy'> {
  scheduledLocal: string | null;
  scheduledZone: string | null;
  scheduledAt: Date | null;
  authorId: string;
  authorName: string;
  submittedById: string | null;
  submittedByName: string | null;
}

const COLUMNS = `p.id, p.title, p.text, p.media_ids::text[] AS "mediaIds", p.state, p.state_reason AS "stateReason",
  p.content_hash AS "contentHash", p.scheduled_local AS "scheduledLocal", p.scheduled_zone AS "scheduledZone",
  p.scheduled_at AS "scheduledAt", p.author_id AS "authorId", p.author_name AS "authorName",
  p.submitted_by_id AS "submittedById", p.submitted_by_name AS "submittedByName", p.version,
  p.created_at AS "createdAt", p.updated_at AS "updatedAt"`;

export interface PostFilter {
  state: PostState[] | null;
  from: Date | null;
  to: Date | null;
  before: { at: Date; id: string } | null;
  limit: number;
}

@Injectable()
export class PostRepository {
  async insert(tx: Tx, organizationId: string, post: Post): Promise<void> {
    await tx.execute(
      `INSERT INTO posts (id, organization_id, title, text, media_ids, state, content_hash, scheduled_local, scheduled_zone,
         scheduled_at, author_id, author_name, version, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5::uuid[], $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)`,
      [
        post.id,
        organizationId,
        post.title,
        post.text,
        post.mediaIds,
        post.state,
        post.contentHash,
        ...scheduleValues(post),
        post.author.id,
        post.author.name,
        post.version,
        post.createdAt,
      ],
    );
    await this.replaceVariants(tx, organizationId, post);
  }

  /** Everything a writer may change, and a new version. */
  async saveContent(tx: Tx, organizationId: string, post: Post): Promise<void> {
    await tx.execute(
      `UPDATE posts SET title = $2, text = $3, media_ids = $4::uuid[], state = $5, state_reason = NULL, content_hash = $6,
         scheduled_local = $7, scheduled_zone = $8, scheduled_at = $9, updated_at = $10, version = version + 1 WHERE id = $1`,
      [
        post.id,
        post.title,
        post.text,
        post.mediaIds,
        post.state,
        post.contentHash,
        ...scheduleValues(post),
        post.updatedAt,
      ],
    );
    await tx.execute(`DELETE FROM post_variants WHERE post_id = $1`, [post.id]);
    await this.replaceVariants(tx, organizationId, post);
  }

  private async replaceVariants(tx: Tx, organizationId: string, post: Post): Promise<void> {
    for (const [position, variant] of post.variants.entries()) {
      await tx.execute(
        `INSERT INTO post_variants (organization_id, post_id, channel_id, position, text, media_ids)
         VALUES ($1, $2, $3, $4, $5, $6::uuid[])`,
        [organizationId, post.id, variant.channelId, position, variant.text, variant.mediaIds],
      );
    }
  }

  /**
   * Holds the post until the transaction ends. Whoever needs publications or requests of a post too, locks the post first:
   * one order for all, so that nobody waits in a circle.
   */
  async lock(tx: Tx, ctx: RequestContext, id: string): Promise<Post | undefined> {
    const visible = visiblePostSql(ctx, 2);
    const locked = await tx.query(
      `SELECT FROM posts p WHERE p.id = $1 AND p.deleted_at IS NULL AND ${visible.sql} FOR UPDATE OF p`,
      [id, ...visible.params],
    );
    return locked.length > 0 ? (await this.findMany(tx, ctx, [id]))[0] : undefined;
  }

  /** Deleted ones too: what was decided about them stays readable. In no particular order. */
  async findMany(tx: Tx, ctx: RequestContext, ids: readonly string[]): Promise<Post[]> {
    const visible = visiblePostSql(ctx, 2);
    const sql = `SELECT ${COLUMNS} FROM posts p WHERE p.id = ANY($1::uuid[]) AND ${visible.sql}`;
    return this.withVariants(tx, await tx.query<PostRow>(sql, [ids, ...visible.params]));
  }

  /** Latest planned time first. */
  async list(tx: Tx, ctx: RequestContext, filter: PostFilter): Promise<Post[]> {
    const visible = visiblePostSql(ctx, 8);
    const rows = await tx.query<PostRow>(
      `SELECT ${COLUMNS} FROM posts p
        WHERE p.organization_id = $1 AND p.deleted_at IS NULL AND ($2::text[] IS NULL OR p.state = ANY($2))
          AND ($3::timestamptz IS NULL OR p.planned_at >= $3) AND ($4::timestamptz IS NULL OR p.planned_at < $4)
          AND ($5::timestamptz IS NULL OR (p.planned_at, p.id) < ($5, $6::uuid)) AND ${visible.sql}
        ORDER BY p.planned_at DESC, p.id DESC LIMIT $7`,
      [
        tx.organizationId,
        filter.state,
        filter.from,
        filter.to,
        filter.before?.at ?? null,
        filter.before?.id ?? null,
        filter.limit,
        ...visible.params,
      ],
    );
    return this.withVariants(tx, rows);
  }

  async setState(tx: Tx, id: string, state: PostState, reason: StateReason | null, now: Date): Promise<void> {
    await tx.execute(
      `UPDATE posts SET state = $2, state_reason = $3, updated_at = $4, version = version + 1 WHERE id = $1`,
      [id, state, reason, now],
    );
  }

  async setSubmitted(
    tx: Tx,
    post: Post,
    contentHash: string,
    by: { id: string; name: string },
    now: Date,
  ): Promise<void> {
    await tx.execute(
      `UPDATE posts SET state = 'in_review', state_reason = NULL, content_hash = $2, submitted_by_id = $3,
         submitted_by_name = $4, updated_at = $5, version = version + 1 WHERE id = $1`,
      [post.id, contentHash, by.id, by.name, now],
    );
  }

  async delete(tx: Tx, id: string, now: Date): Promise<void> {
    await tx.execute(`UPDATE posts SET deleted_at = $2, version = version + 1 WHERE id = $1`, [id, now]);
  }

  /** Posts that can still change and use one of these media. */
  async findOpenWithMedia(tx: Tx, mediaIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT p.id FROM posts p
        WHERE p.deleted_at IS NULL
          AND p.state IN ('draft', 'in_review', 'changes_requested', 'rejected', 'approved', 'scheduled')
          AND (p.media_ids && $1::uuid[]
            OR EXISTS (SELECT FROM post_variants v WHERE v.post_id = p.id AND v.media_ids && $1::uuid[]))
        ORDER BY p.id`,
      [mediaIds],
    );
    return rows.map((row) => row.id);
  }

  private async withVariants(tx: Tx, rows: PostRow[]): Promise<Post[]> {
    if (rows.length === 0) return [];
    const variants = await tx.query<Variant & { postId: string }>(
      `SELECT post_id AS "postId", channel_id AS "channelId", text, media_ids::text[] AS "mediaIds" FROM post_variants
        WHERE post_id = ANY($1::uuid[]) ORDER BY post_id, position`,
      [rows.map((row) => row.id)],
    );
    const byPost = new Map<string, Variant[]>(rows.map((row) => [row.id, []]));
    for (const { postId, ...variant } of variants) byPost.get(postId)!.push(variant);
    return rows.map((row) => toPost(row, byPost.get(row.id)!));
  }
}

/**
 * A post is visible to whoever sees all of its channels: its text says what will be said there. One that has no channel
 * yet is not within those that a key is bound to.
 */
function visiblePostSql(ctx: RequestContext, first: number): { sql: string; params: unknown[] } {
  const channel = visibleChannelsSql(ctx, 'ch', first);
  if (channel.params.length === 0) return channel;
  const sql = `NOT EXISTS (SELECT FROM post_variants v JOIN channels ch ON ch.id = v.channel_id
    WHERE v.post_id = p.id AND NOT ${channel.sql})${ctx.channelIds ? ' AND EXISTS (SELECT FROM post_variants v WHERE v.post_id = p.id)' : ''}`;
  return { sql, params: channel.params };
}

function scheduleValues({ schedule }: Post): [string | null, string | null, Date | null] {
  return [schedule?.local ?? null, schedule?.timeZone ?? null, schedule?.at ?? null];
}

function toPost(row: PostRow, variants: Variant[]): Post {
  const { scheduledLocal, scheduledZone, scheduledAt, authorId, authorName, submittedById, submittedByName, ...rest } =
    row;
  return {
    ...rest,
    variants,
    schedule: scheduledAt && { local: scheduledLocal!, timeZone: scheduledZone!, at: scheduledAt },
    author: { id: authorId, name: authorName },
    submittedBy: submittedById === null ? null : { id: submittedById, name: submittedByName! },
  };
}
