import { Injectable } from '@nestjs/common';
import type { RequestContext, Tx } from '@divan/platform';
import type { NewAuditEvent } from './audit-event';
import type { AuditKind } from './audit-kind';

/** Writes audit events. They are only ever inserted. */
@Injectable()
export class AuditRepository {
  /** Events of one kind in one statement, envelope and detail together. */
  async insertMany(
    tx: Tx,
    ctx: RequestContext,
    kind: AuditKind,
    events: readonly NewAuditEvent[],
    at: Date,
  ): Promise<void> {
    await tx.prepared('audit.insert-many', INSERT, [
      ctx.organizationId,
      kind.name,
      kind.version,
      ctx.actor.kind,
      ctx.actor.id,
      at,
      ctx.requestId,
      ctx.origin.sessionId,
      ctx.actor.name,
      ctx.origin.address,
      ctx.origin.userAgent,
      events.map((event) => event.id),
      events.map((event) => event.objectType),
      events.map((event) => event.objectId),
      events.map((event) => event.outcome),
      events.map((event) => event.salt),
      events.map((event) => event.reason),
      // Canonical JSON holds no newline, so one text carries them all; an array would be escaped twice.
      events.map((event) => event.detail).join('\n'),
      events.map((event) => event.before ?? '').join('\n'),
      events.map((event) => event.after ?? '').join('\n'),
    ]);
  }

  /** @returns whether this viewer had not read it since `since` */
  async markRead(tx: Tx, viewer: string, subject: string, now: Date, since: Date): Promise<boolean> {
    const count = await tx.execute(
      `INSERT INTO audit_reads (organization_id, viewer, subject, read_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT audit_reads_pk DO UPDATE SET read_at = excluded.read_at WHERE audit_reads.read_at <= $5`,
      [tx.organizationId, viewer, subject, now, since],
    );
    return count > 0;
  }

  /** Across organizations; only inside `Database.system`. */
  async forgetReads(tx: Tx, before: Date): Promise<void> {
    await tx.execute('DELETE FROM audit_reads WHERE read_at < $1', [before]);
  }
}

const INSERT = `
  WITH item AS (
    SELECT * FROM unnest($12::uuid[], $13::text[], $14::text[], $15::text[], $16::bytea[], $17::text[],
                         string_to_array($18, E'\\n'), string_to_array($19, E'\\n'), string_to_array($20, E'\\n'))
      AS item(id, object_type, object_id, outcome, salt, reason, detail, before, after)
  ), inserted AS (
    INSERT INTO audit_events (organization_id, id, kind, version, actor_kind, actor_id, object_type, object_id, outcome,
                              occurred_at, request_id, session_id)
    SELECT $1::uuid, id, $2::text, $3::smallint, $4::text, $5::text, object_type, object_id, outcome,
           $6::timestamptz, $7::text, $8::text FROM item
  )
  INSERT INTO audit_details (organization_id, event_id, salt, actor_name, address, user_agent, reason, detail, before, after)
  SELECT $1::uuid, id, salt, $9::text, $10::text, $11::text, reason, detail, nullif(before, ''), nullif(after, '') FROM item`;
