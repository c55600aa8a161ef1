import { PageQuery, QueryTime, type Page } from '@divan/platform';
import { IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { AuditPull } from './audit-log.service';
import type { AuditEventView } from './audit.read-model';

const OUTCOMES = ['success', 'failure', 'refused'] as const;

/** Which audit events. */
export class AuditFilterRequest {
  /** Who did it. @example '0199f0a4-7c1e-7000-8000-000000000001' */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  actorId?: string;

  /** A kind, or with a dot at its end all kinds of a feature: `inbox.`. @example 'inbox.message-received' */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  kind?: string;

  /** @example 'conversation' */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  objectType?: string;

  /** @example '0199f0a4-7c1e-7000-8000-000000000002' */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  objectId?: string;

  /** @example 'refused' */
  @IsOptional()
  @IsIn(OUTCOMES)
  outcome?: 'success' | 'failure' | 'refused';

  /** @example '0199f0a4-7c1e-7000-8000-000000000003' */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  requestId?: string;

  /** @example '0199f0a4-7c1e-7000-8000-000000000004' */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  sessionId?: string;

  /** @example '203.0.113.7' */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  address?: string;

  /** Words of names, kinds, reasons and details, or an id; all of them must fit. @example 'dana bridge' */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  q?: string;

  /** Not before. @example '2026-11-01T00:00:00.000Z' */
  @QueryTime()
  from?: Date;

  /** Before. @example '2026-12-01T00:00:00.000Z' */
  @QueryTime()
  to?: Date;
}

/** With `after` they come by leaf index, ascending; otherwise newest first. */
export class AuditEventsQuery extends IntersectionType(PageQuery, AuditFilterRequest) {
  /** Pull by leaf index: only events above this one; -1 starts. @example -1 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(-1)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;
}

/** A kind of audit event. */
export class AuditKindResponse {
  /** @example 'inbox.message-received' */
  name!: string;
  /** @example [1] */
  versions!: number[];
}

export class AuditKindsResponse {
  items!: AuditKindResponse[];
}

/** Who did it. */
export class AuditActorResponse {
  kind!: 'member' | 'key' | 'system';
  /** @example '0199f0a4-7c1e-7000-8000-000000000001' */
  id!: string;
  /** Null when erased. @example 'Dana Reyes' */
  name!: string | null;
}

/** What it was done to. */
export class AuditObjectResponse {
  /** @example 'conversation' */
  type!: string;
  /** @example '0199f0a4-7c1e-7000-8000-000000000002' */
  id!: string;
}

/** One audit event. */
export class AuditEventResponse {
  id!: string;
  /** @example 'inbox.conversation-resolved' */
  kind!: string;
  /** @example 1 */
  version!: number;
  actor!: AuditActorResponse;
  object!: AuditObjectResponse;
  /** @example '2026-11-22T09:00:00.000Z' */
  occurredAt!: string;
  address!: string | null;
  userAgent!: string | null;
  sessionId!: string | null;
  requestId!: string;
  outcome!: 'success' | 'failure' | 'refused';
  reason!: string | null;
  /** As the kind and version define it; null when erased. @example { "status": "resolved" } */
  detail!: Record<string, unknown> | null;
  before!: Record<string, unknown> | null;
  after!: Record<string, unknown> | null;
  /** Its place in the log; null for the moment until it is integrated. @example 17 */
  leafIndex!: number | null;
  /** The log's entry, base64 of canonical JSON; in pulls and single events only. */
  entry?: string | null;
  /** Opens the entry's commitments, base64; with the entry only, null when erased. */
  salt?: string | null;
}

/** The head that covers a pull. */
export class AuditCheckpointResponse {
  /** The signed note. */
  note!: string;
  origin!: string;
  /** @example 1204 */
  size!: number;
  /** Root hash, base64. */
  root!: string;
  vkey!: string;
}

/** A page of audit events. */
export class AuditEventsResponse {
  items!: AuditEventResponse[];
  /** Null on the last page, and always with `after`. */
  nextCursor!: string | null;
  /** With `after` only: pass it as the next `after`, until it stays the same. @example 16 */
  nextAfter?: number;
  /** With `after` only. */
  checkpoint?: AuditCheckpointResponse | null;
}

export function toAuditEventResponse(event: AuditEventView): AuditEventResponse {
  return {
    id: event.id,
    kind: event.kind,
    version: event.version,
    actor: { kind: event.actorKind, id: event.actorId, name: event.actorName },
    object: { type: event.objectType, id: event.objectId },
    occurredAt: event.occurredAt.toISOString(),
    address: event.address,
    userAgent: event.userAgent,
    sessionId: event.sessionId,
    requestId: event.requestId,
    outcome: event.outcome,
    reason: event.reason,
    detail: parsed(event.detail),
    before: parsed(event.before),
    after: parsed(event.after),
    leafIndex: event.leafIndex,
  };
}

export function toAuditEventWithEntry(event: AuditEventView): AuditEventResponse {
  const [entry, salt] = [event.entry, event.salt].map((bytes) => bytes?.toString('base64') ?? null);
  return { ...toAuditEventResponse(event), entry: entry ?? null, salt: salt ?? null };
}

export function toAuditEventsResponse({ items, nextCursor }: Page<AuditEventView>): AuditEventsResponse {
  return { items: items.map(toAuditEventResponse), nextCursor };
}

export function toAuditPullResponse({ items, nextAfter, checkpoint }: AuditPull): AuditEventsResponse {
  return {
    items: items.map(toAuditEventWithEntry),
    nextCursor: null,
    nextAfter,
    checkpoint: checkpoint && {
      note: checkpoint.note,
      origin: checkpoint.origin,
      size: checkpoint.size,
      root: checkpoint.root.toString('base64'),
      vkey: checkpoint.vkey,
    },
  };
}

function parsed(json: string | null): Record<string, unknown> | null {
  return json === null ? null : (JSON.parse(json) as Record<string, unknown>);
}
