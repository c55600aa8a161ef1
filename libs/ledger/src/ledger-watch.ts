import { Injectable } from '@nestjs/common';
import { Clock, Database, systemContext } from '@divan/platform';
import { AlarmRepository } from './alarm.repository';
import { LedgerAlarms } from './ledger-alarms';
import { LedgerRepository } from './ledger.repository';

/** Who raises and clears the alarm of a lag. */
export const WATCH = 'watch';

const MAX_LAG_MS = 60_000;

/** Why a log whose oldest waiting entry is this old is an alarm; null when it is none. */
export function lagAlarm(oldest: Date | null, now: Date): string | null {
  const waited = oldest ? now.getTime() - oldest.getTime() : 0;
  if (waited <= MAX_LAG_MS) return null;
  return `Entries have waited since ${oldest!.toISOString()} to be taken into the log.`;
}

/** Notices that the integrator does not keep up, or does not run. */
@Injectable()
export class LedgerWatch {
  constructor(
    private readonly database: Database,
    private readonly repository: LedgerRepository,
    private readonly alarmRepository: AlarmRepository,
    private readonly alarms: LedgerAlarms,
    private readonly clock: Clock,
  ) {}

  /** One look at all organizations. */
  async look(): Promise<void> {
    const { waiting, raised } = await this.database.system('ledger.watch', async (tx) => ({
      waiting: await this.repository.pendingOrganizations(tx),
      raised: await this.alarmRepository.of(tx, 'lagging'),
    }));
    const now = this.clock.now();
    const late = new Map(
      waiting.flatMap(({ id, oldest }) => {
        const reason = lagAlarm(oldest, now);
        return reason === null ? [] : [[id, reason] as const];
      }),
    );
    for (const [id, reason] of late) {
      const ctx = systemContext(id, 'ledger');
      const alarm = { kind: 'lagging', source: WATCH, reason, lost: null } as const;
      await this.database.transaction(ctx, (tx) => this.alarms.raise(tx, ctx, alarm));
    }
    for (const { organizationId } of raised.filter((alarm) => !late.has(alarm.organizationId))) {
      const ctx = systemContext(organizationId, 'ledger');
      await this.database.transaction(ctx, (tx) => this.alarms.clear(tx, ctx, ['lagging'], WATCH));
    }
  }
}
