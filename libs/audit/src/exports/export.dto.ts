import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { AuditFilterRequest } from '../audit.dto';
import type { StoredExport } from './export.repository';

export class RequestExportRequest {
  /** CSV for people and spreadsheets; NDJSON is complete and can be verified. */
  @IsIn(['csv', 'ndjson'])
  format!: 'csv' | 'ndjson';

  /** As for the list; without it everything. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AuditFilterRequest)
  filter?: AuditFilterRequest;
}

export class ExportResultResponse {
  /** Events in it. @example 1204 */
  rows!: number;
  /** @example 1873331 */
  bytes!: number;
  /** Of the content, hex. */
  sha256!: string;
  /** It covers the leaves below this one. @example 1310 */
  checkpointSize!: number;
}

export class ExportMemberResponse {
  id!: string;
  /** @example 'Dana Reyes' */
  name!: string;
}

/** An export of the audit log. */
export class AuditExportResponse {
  id!: string;
  format!: 'csv' | 'ndjson';
  /** As it was asked for. @example { "kind": "inbox." } */
  filter!: Record<string, string>;
  state!: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /** Leaves of the log that are done. @example 1000 */
  done!: number;
  /** Of so many. @example 1310 */
  total!: number | null;
  result!: ExportResultResponse | null;
  error!: string | null;
  createdBy!: ExportMemberResponse;
  createdAt!: string;
  finishedAt!: string | null;
  /** When it is removed. */
  expiresAt!: string | null;
}

export class AuditExportsResponse {
  items!: AuditExportResponse[];
  nextCursor!: string | null;
}

export function toExportResponse(item: StoredExport): AuditExportResponse {
  const { id, format, filter, state, error, rows, bytes, sha256, treeSize } = item;
  return {
    id,
    format,
    filter,
    state,
    done: item.nextLeaf,
    total: treeSize,
    result: state === 'done' ? { rows, bytes, sha256: sha256!, checkpointSize: treeSize } : null,
    error,
    createdBy: { id: item.createdById, name: item.createdByName },
    createdAt: item.createdAt.toISOString(),
    finishedAt: item.finishedAt?.toISOString() ?? null,
    expiresAt: item.expiresAt?.toISOString() ?? null,
  };
}
