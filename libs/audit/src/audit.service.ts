import { Injectable } from '@nestjs/common';
import { Clock, Database, type RequestContext, type Tx } from '@divan/platform';
import { Ledger } from '@divan/ledger';
import { newAuditEvents } from './audit-event';
import type { AuditItem, AuditKind } from './audit-kind';
import { AuditRepository } from './audit.repository';

/** Records who did what. No audit event, no action: write in the transaction of the change itself. */
@Injectable()
export class Audit {
  constructor(
    private readonly repository: AuditRepository,
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  write<D extends object>(tx: Tx, ctx: RequestContext, kind: AuditKind<D>, item: AuditItem<D>): Promise<void> {
    return this.writeMany(tx, ctx, kind, [item]);
  }

  /** Any number of events of one kind, in two statements. */
  async writeMany<D extends object>(
    tx: Tx,
    ctx: RequestContext,
    kind: AuditKind<D>,
    items: readonly AuditItem<D>[],
  ): Promise<void> {
    if (items.length === 0) return;
    const at = this.clock.now();
    const context = wellFormed(ctx);
    const events = newAuditEvents(context, kind, items.map(wellFormedReason), at);
    // Neither needs the other's answer, and on a pipelined connection both are one round trip.
    await Promise.all([this.repository.insertMany(tx, context, kind, events, at), this.ledger.append(tx, events)]);
  }

  /** A refusal, in a transaction of its own: the refused one is rolled back and would take its trace along. */
  refuse<D extends object>(
    ctx: RequestContext,
    kind: AuditKind<D>,
    item: Omit<AuditItem<D>, 'outcome'>,
  ): Promise<void> {
    const { organizationId } = ctx;
    return this.database.transaction({ organizationId }, (tx) =>
      this.write(tx, ctx, kind, { ...item, outcome: 'refused' }),
    );
  }
}

// A browser's header or a person's words may hold what neither PostgreSQL nor canonical JSON can; that must not
// become a way to act without a trace, or to be refused everything.
const clean = <T extends string | null | undefined>(text: T): T =>
  (typeof text === 'string' ? Buffer.from(text.replaceAll('\0', '\ufffd')).toString('utf8') : text) as T;

function wellFormed(ctx: RequestContext): RequestContext {
  const { address, userAgent, sessionId } = ctx.origin;
  return {
    ...ctx,
    requestId: clean(ctx.requestId),
    actor: { ...ctx.actor, id: clean(ctx.actor.id), name: clean(ctx.actor.name) },
    origin: { address: clean(address), userAgent: clean(userAgent), sessionId: clean(sessionId) },
  };
}

function wellFormedReason<D extends object>(item: AuditItem<D>): AuditItem<D> {
  const object = { type: item.object.type, id: clean(item.object.id) };
  return item.reason === undefined ? { ...item, object } : { ...item, object, reason: clean(item.reason) };
}
