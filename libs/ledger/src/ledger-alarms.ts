import { Injectable, Logger } from '@nestjs/common';
import { Clock, DomainEvents, type RequestContext, type Tx } from '@divan/platform';
import { AlarmRepository, type NewAlarm } from './alarm.repository';
import { alarmCleared, alarmRaised, type AlarmKind } from './ledger.events';

/** Raises and clears alarms, and tells of each change once. */
@Injectable()
export class LedgerAlarms {
  private readonly logger = new Logger(LedgerAlarms.name);

  constructor(
    private readonly repository: AlarmRepository,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  async raise(tx: Tx, ctx: RequestContext, alarm: NewAlarm): Promise<void> {
    const at = this.clock.now();
    if (!(await this.repository.raise(tx, alarm, at))) return;
    const { kind, source, reason } = alarm;
    this.logger.error(`The log of organization ${ctx.organizationId}: ${kind}. ${reason} See docs/operations.md.`);
    await this.events.publish(tx, ctx, alarmRaised, [{ kind, source, reason, at }]);
  }

  /** @param source null: whoever raised them */
  async clear(tx: Tx, ctx: RequestContext, kinds: readonly AlarmKind[], source: string | null): Promise<void> {
    const at = this.clock.now();
    const cleared = await this.repository.clear(tx, kinds, source);
    await this.events.publish(
      tx,
      ctx,
      alarmCleared,
      cleared.map(({ kind, source: by, reason }) => ({ kind, source: by, reason, at })),
    );
  }
}
