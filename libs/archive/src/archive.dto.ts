import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import type { PulledPage } from './archive.service';
import { RECORD_CLASSES, type RecordClass, type StoredRecord } from './record';

export class ListRecordsQuery {
  /** Pull: records after this leaf, oldest first; -1 begins. @example -1 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(-1)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;

  /** Newest first: records before this leaf (`nextCursor` of the page before). */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;

  /** The same as `before`. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  cursor?: number;

  @IsOptional()
  @IsIn(['newest'])
  order?: 'newest';

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 50;
}

export class RecordChannelResponse {
  id!: string;
  network!: string;
  handle!: string;
}

export class RecordAuthorResponse {
  memberId?: string;
  name!: string;
  handle?: string;
}

export class RecordMediaResponse {
  /** Null for media of the public, which were not fetched. */
  sha256!: string | null;
  mediaType!: string | null;
  altText!: string | null;
  bytes!: number | null;
  url!: string | null;
}

export class RecordPayloadResponse {
  /** Of the bytes at `/v1/records/{id}/payload`, lower-case hex. */
  sha256!: string;
  bytes!: number;
  mediaType!: string;
}

export class RecordResponse {
  id!: string;
  leafIndex!: number;
  /** SHA-256(0x00 ‖ entry), base64. */
  leafHash!: string;
  @IsIn(RECORD_CLASSES)
  class!: RecordClass;
  capturedAt!: string;
  channel!: RecordChannelResponse | null;
  remoteId!: string | null;
  remoteUrl!: string | null;
  /** Null once erased, as are activity, payload and salt. */
  author!: RecordAuthorResponse | null;
  /** ActivityStreams 2.0. Its RFC 8785 JSON is what the entry's `commitments.activity` commits to. */
  activity!: Record<string, unknown> | null;
  media!: RecordMediaResponse[];
  payload!: RecordPayloadResponse | null;
  /** The leaf's entry: canonical JSON, base64. */
  entry!: string;
  /** Opens the entry's commitments, SHA-256(salt ‖ bytes); base64. */
  salt!: string | null;
}

export class LeafHashesResponse {
  from!: number;
  /** Included; below `from` when there is nothing. */
  to!: number;
  /** Base64, one for each leaf from `from` to `to`. */
  hashes!: string[];
}

export class CheckpointResponse {
  /** The signed note. */
  note!: string;
  origin!: string;
  size!: number;
  /** Base64. */
  root!: string;
}

export class RecordPageResponse {
  items!: RecordResponse[];
  /** Newest first only: `before` of the next page. */
  nextCursor?: string | null;
  /** Pull only: `after` of the next page. Equal to `checkpoint.size - 1`: everything signed so far was pulled. */
  nextAfter?: number;
  /** Pull only: every leaf of the page's range, records or not. */
  leafHashes?: LeafHashesResponse;
  /** Pull only: the signed head that covers the page; null before the first. */
  checkpoint?: CheckpointResponse | null;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export function toRecordResponse(record: StoredRecord): RecordResponse {
  const { content } = record;
  return {
    id: record.id,
    leafIndex: record.leafIndex,
    leafHash: base64(record.leafHash),
    class: record.class,
    capturedAt: record.capturedAt.toISOString(),
    channel: record.channel,
    remoteId: record.remoteId,
    remoteUrl: content?.remoteUrl ?? null,
    author: content?.author ?? null,
    activity: content ? (JSON.parse(content.activityJson) as Record<string, unknown>) : null,
    media: record.media,
    payload: content?.payload ?? null,
    entry: base64(record.entry),
    salt: content ? base64(content.salt) : null,
  };
}

export function toPulledPage({ items, nextAfter, leafHashes, checkpoint }: PulledPage): RecordPageResponse {
  return {
    items: items.map(toRecordResponse),
    nextAfter,
    leafHashes: { ...leafHashes, hashes: leafHashes.hashes.map(base64) },
    checkpoint: checkpoint && {
      note: checkpoint.note,
      origin: checkpoint.origin,
      size: checkpoint.size,
      root: base64(checkpoint.root),
    },
  };
}

/** @param rows read with one more than `limit` */
export function toNewestPage(rows: StoredRecord[], limit: number): RecordPageResponse {
  const items = rows.slice(0, limit);
  return {
    items: items.map(toRecordResponse),
    nextCursor: rows.length > limit ? String(items.at(-1)!.leafIndex) : null,
  };
}
