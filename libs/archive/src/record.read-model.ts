import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { RecordAuthor, RecordClass, RecordMedia, StoredRecord } from './record';

interface Row {
  id: string;
  leafIndex: string;
  leafHash: Buffer;
  entry: Buffer;
  class: RecordClass;
  capturedAt: Date;
  channelId: string | null;
  network: string | null;
  channelHandle: string | null;
  remoteId: string | null;
  remoteUrl: string | null;
  author: RecordAuthor | null;
  activity: string | null;
  salt: Buffer | null;
  payloadSha256: string | null;
  payloadSize: number | null;
  payloadType: string | null;
}

const SELECT = `SELECT r.id, l.leaf_index AS "leafIndex", l.leaf_hash AS "leafHash", l.entry, r.class,
    r.captured_at AS "capturedAt", r.channel_id AS "channelId", r.network, r.channel_handle AS "channelHandle",
    r.remote_id AS "remoteId", c.remote_url AS "remoteUrl", c.author, c.activity, c.salt,
    encode(sha256(c.payload), 'hex') AS "payloadSha256", octet_length(c.payload) AS "payloadSize", c.payload_type AS "payloadType"
  FROM ledger_leaves l JOIN records r ON r.id = l.source_id LEFT JOIN record_contents c ON c.record_id = r.id`;

/** Records as they stand in the log: with their leaf, in its order. What is not yet in the tree is not shown. */
@Injectable()
export class RecordReadModel {
  /** Ascending, from leaf `from` to leaf `to`, both included. */
  async range(tx: Tx, from: number, to: number, limit: number): Promise<StoredRecord[]> {
    const sql = `${SELECT} WHERE l.organization_id = $1 AND l.leaf_index BETWEEN $2 AND $3 ORDER BY l.leaf_index LIMIT $4`;
    return this.withMedia(tx, await tx.query<Row>(sql, [tx.organizationId, from, to, limit]));
  }

  /** Newest first, below leaf `before`. */
  async newest(tx: Tx, before: number | null, limit: number): Promise<StoredRecord[]> {
    const sql = `${SELECT} WHERE l.organization_id = $1 AND ($2::bigint IS NULL OR l.leaf_index < $2) ORDER BY l.leaf_index DESC LIMIT $3`;
    return this.withMedia(tx, await tx.query<Row>(sql, [tx.organizationId, before, limit]));
  }

  async find(tx: Tx, id: string): Promise<StoredRecord | undefined> {
    const sql = `${SELECT} WHERE l.organization_id = $1 AND l.source_id = $2`;
    return (await this.withMedia(tx, await tx.query<Row>(sql, [tx.organizationId, id])))[0];
  }

  /** Null when the record's content was erased; undefined when there is no such record. */
  async payload(tx: Tx, id: string): Promise<{ bytes: Buffer; mediaType: string } | null | undefined> {
    const [row] = await tx.query<{ bytes: Buffer | null; mediaType: string }>(
      `SELECT c.payload AS bytes, c.payload_type AS "mediaType" FROM records r LEFT JOIN record_contents c ON c.record_id = r.id
        WHERE r.organization_id = $1 AND r.id = $2`,
      [tx.organizationId, id],
    );
    if (!row) return undefined;
    return row.bytes && { bytes: row.bytes, mediaType: row.mediaType };
  }

  private async withMedia(tx: Tx, rows: Row[]): Promise<StoredRecord[]> {
    if (rows.length === 0) return [];
    const media = await tx.query<RecordMedia & { recordId: string }>(
      `SELECT record_id AS "recordId", sha256, media_type AS "mediaType", alt_text AS "altText", bytes, url
         FROM record_media WHERE record_id = ANY($1::uuid[]) ORDER BY record_id, position`,
      [rows.map((row) => row.id)],
    );
    const byRecord = new Map<string, RecordMedia[]>();
    for (const { recordId, ...item } of media) byRecord.set(recordId, [...(byRecord.get(recordId) ?? []), item]);
    return rows.map((row) => toStored(row, byRecord.get(row.id) ?? []));
  }
}

function toStored(row: Row, media: RecordMedia[]): StoredRecord {
  const { channelId, network, channelHandle, salt, author, activity } = row;
  return {
    id: row.id,
    leafIndex: Number(row.leafIndex),
    leafHash: row.leafHash,
    entry: row.entry,
    class: row.class,
    capturedAt: row.capturedAt,
    channel: channelId === null ? null : { id: channelId, network: network!, handle: channelHandle! },
    remoteId: row.remoteId,
    content: salt && {
      remoteUrl: row.remoteUrl,
      author: author!,
      activityJson: activity!,
      salt,
      payload: { sha256: row.payloadSha256!, bytes: row.payloadSize!, mediaType: row.payloadType! },
    },
    media,
  };
}
