import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { Media } from './media';

const COLUMNS = `id, sha256, media_type AS "mediaType", width, height, bytes, alt_text AS "altText", version, created_at AS "createdAt"`;

@Injectable()
export class MediaRepository {
  async insert(tx: Tx, organizationId: string, createdBy: string, media: Media): Promise<void> {
    await tx.execute(
      `INSERT INTO media (id, organization_id, sha256, media_type, width, height, bytes, alt_text, version, created_by_id, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
      [
        media.id,
        organizationId,
        media.sha256,
        media.mediaType,
        media.width,
        media.height,
        media.bytes,
        media.altText,
        media.version,
        createdBy,
        media.createdAt,
      ],
    );
  }

  findMany(tx: Tx, ids: readonly string[]): Promise<Media[]> {
    return tx.query<Media>(`SELECT ${COLUMNS} FROM media WHERE id = ANY($1::uuid[])`, [ids]);
  }

  async lock(tx: Tx, id: string): Promise<Media | undefined> {
    return (await tx.query<Media>(`SELECT ${COLUMNS} FROM media WHERE id = $1 FOR UPDATE`, [id]))[0];
  }

  async setAltText(tx: Tx, id: string, altText: string, now: Date): Promise<void> {
    await tx.execute(`UPDATE media SET alt_text = $2, version = version + 1, updated_at = $3 WHERE id = $1`, [
      id,
      altText,
      now,
    ]);
  }

  /** Newest first, before `before`. */
  list(tx: Tx, limit: number, before: string | null): Promise<Media[]> {
    return tx.query<Media>(
      `SELECT ${COLUMNS} FROM media WHERE ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
      [before, limit],
    );
  }
}
