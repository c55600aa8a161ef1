import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { NewRecord } from './record';

/** Writes records, any number in three statements. */
@Injectable()
export class RecordRepository {
  async insertMany(tx: Tx, records: readonly NewRecord[]): Promise<void> {
    await tx.prepared(
      'archive.insert-records',
      `INSERT INTO records (organization_id, id, class, subject_id, subject_version, channel_id, network, channel_handle,
         remote_id, captured_at)
       SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::int[], $6::uuid[], $7::text[], $8::text[], $9::text[],
         $10::timestamptz[])`,
      [
        tx.organizationId,
        records.map((record) => record.id),
        records.map((record) => record.class),
        records.map((record) => record.subjectId),
        records.map((record) => record.subjectVersion),
        records.map((record) => record.channel?.id ?? null),
        records.map((record) => record.channel?.network ?? null),
        records.map((record) => record.channel?.handle ?? null),
        records.map((record) => record.remoteId),
        records.map((record) => record.capturedAt),
      ],
    );
    await tx.prepared(
      'archive.insert-contents',
      `INSERT INTO record_contents (organization_id, record_id, salt, payload, payload_type, activity, author, remote_url)
       SELECT $1, * FROM unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::text[], $6::text[], $7::jsonb[], $8::text[])`,
      [
        tx.organizationId,
        records.map((record) => record.id),
        records.map((record) => record.salt),
        records.map((record) => record.payloadBytes),
        records.map((record) => record.payloadType),
        records.map((record) => record.activityJson),
        records.map((record) => JSON.stringify(record.author)),
        records.map((record) => record.remoteUrl),
      ],
    );
    await this.insertMedia(tx, records);
  }

  /** The latest version of each subject that has a record. */
  async findVersions(tx: Tx, subjectIds: readonly string[]): Promise<Map<string, number>> {
    if (subjectIds.length === 0) return new Map();
    const rows = await tx.query<{ subjectId: string; version: number }>(
      `SELECT subject_id AS "subjectId", max(subject_version) AS version FROM records
        WHERE organization_id = $1 AND subject_id = ANY($2::uuid[]) GROUP BY subject_id`,
      [tx.organizationId, subjectIds],
    );
    return new Map(rows.map((row) => [row.subjectId, row.version]));
  }

  private async insertMedia(tx: Tx, records: readonly NewRecord[]): Promise<void> {
    const media = records.flatMap((record) =>
      record.media.map((item, position) => ({ ...item, position, recordId: record.id })),
    );
    if (media.length === 0) return;
    await tx.execute(
      `INSERT INTO record_media (organization_id, record_id, position, sha256, media_type, alt_text, bytes, url)
       SELECT $1, * FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[])`,
      [
        tx.organizationId,
        media.map((item) => item.recordId),
        media.map((item) => item.position),
        media.map((item) => item.sha256),
        media.map((item) => item.mediaType),
        media.map((item) => item.altText),
        media.map((item) => item.bytes),
        media.map((item) => item.url),
      ],
    );
  }
}
