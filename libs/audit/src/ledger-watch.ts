import { Injectable } from '@nestjs/common';
import { alarmCleared, alarmRaised, forkAcknowledged, keyRotated, logAccessChanged } from '@divan/ledger';
import { OnEvent, type RequestContext, type Tx } from '@divan/platform';
import {
  alarmClearedAudit,
  alarmRaisedAudit,
  forkAcknowledgedAudit,
  keyRotatedAudit,
  logAccessChangedAudit,
} from './audit.events';
import type { AuditKind } from './audit-kind';
import { Audit } from './audit.service';

/** What the ledger says, of which the kind's schema takes its part. */
type Said = object & { reason?: string };

/**
 * The ledger lies below the audit log and cannot write to it. What an administrator does to the log, and what is found to
 * be wrong with it, it publishes; here it becomes an event, in the transaction of the act.
 */
@Injectable()
export class LedgerWatch {
  constructor(private readonly audit: Audit) {}

  @OnEvent(keyRotated)
  whenKeyRotated(tx: Tx, ctx: RequestContext, items: Said[]): Promise<void> {
    return this.write(tx, ctx, keyRotatedAudit, items);
  }

  @OnEvent(forkAcknowledged)
  whenForkAcknowledged(tx: Tx, ctx: RequestContext, items: Said[]): Promise<void> {
    return this.write(tx, ctx, forkAcknowledgedAudit, items);
  }

  @OnEvent(logAccessChanged)
  whenAccessChanged(tx: Tx, ctx: RequestContext, items: Said[]): Promise<void> {
    return this.write(tx, ctx, logAccessChangedAudit, items);
  }

  @OnEvent(alarmRaised)
  whenAlarmRaised(tx: Tx, ctx: RequestContext, items: Said[]): Promise<void> {
    return this.write(tx, ctx, alarmRaisedAudit, items);
  }

  @OnEvent(alarmCleared)
  whenAlarmCleared(tx: Tx, ctx: RequestContext, items: Said[]): Promise<void> {
    return this.write(tx, ctx, alarmClearedAudit, items);
  }

  /** The kind's schema takes from an item what belongs into the detail; words of people are the reason. */
  private write<D extends object>(
    tx: Tx,
    ctx: RequestContext,
    kind: AuditKind<D>,
    items: readonly Said[],
  ): Promise<void> {
    const object = { type: 'log', id: ctx.organizationId };
    return this.audit.writeMany(
      tx,
      ctx,
      kind,
      items.map((item) => ({
        object,
        detail: kind.detail.parse(item),
        ...(item.reason === undefined ? {} : { reason: item.reason }),
      })),
    );
  }
}
