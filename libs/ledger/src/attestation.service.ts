import { Injectable, Logger } from '@nestjs/common';
import { Clock, Database, HttpClientError, systemContext, type RequestContext, type Tx } from '@divan/platform';
import { AlarmRepository } from './alarm.repository';
import { AttestationConflict, type Attestor } from './attestation';
import { AttestorRepository, type AttestorState } from './attestor.repository';
import { LedgerAlarms } from './ledger-alarms';
import { TimestampService } from './timestamp.service';
import { WITNESS_PREFIX, WitnessService } from './witness.service';

const AT_ONCE = 8;
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 3_600_000;

/** Asks witnesses and the time-stamping authority about new heads, again and again until they answer. */
@Injectable()
export class AttestationService {
  private readonly logger = new Logger(AttestationService.name);

  constructor(
    private readonly database: Database,
    private readonly repository: AttestorRepository,
    private readonly alarmRepository: AlarmRepository,
    private readonly alarms: LedgerAlarms,
    private readonly witnesses: WitnessService,
    private readonly timestamps: TimestampService,
    private readonly clock: Clock,
  ) {}

  /** One round over all organizations. */
  async run(): Promise<void> {
    await this.forgetRemovedWitnesses();
    const attestors = new Map(
      [...this.witnesses.attestors, this.timestamps.attestor].flatMap((one) => (one ? [[one.id, one] as const] : [])),
    );
    if (attestors.size === 0) return;
    const due = await this.database.system('ledger.find-unattested', (tx) =>
      this.repository.due(tx, [...attestors.keys()], this.clock.now()),
    );
    const next = due.values();
    const work = async (): Promise<void> => {
      for (const { organizationId, attestor } of next)
        await this.attempt(systemContext(organizationId, 'ledger'), attestors.get(attestor)!);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  private async attempt(ctx: RequestContext, attestor: Attestor): Promise<void> {
    const before = await this.database.read(ctx, (tx) => this.stateOf(tx, attestor));
    const attemptedAt = this.clock.now();
    const after = { ...before, attemptedAt };
    try {
      const { size, at } = await attestor.attest(ctx, before.size);
      const nextAttemptAt = new Date(attemptedAt.getTime() + attestor.everyMs);
      const done = { ...after, size, attestedAt: at, nextAttemptAt, conflict: false, failures: 0, error: null };
      await this.database.transaction(ctx, async (tx) => {
        await this.repository.save(tx, done);
        if (before.conflict) await this.alarms.clear(tx, ctx, ['witness_conflict'], attestor.id);
      });
    } catch (error) {
      await this.failed(ctx, { ...after, failures: before.failures + 1 }, error);
    }
  }

  private async failed(ctx: RequestContext, state: AttestorState, error: unknown): Promise<void> {
    const conflict = error instanceof AttestationConflict ? error : null;
    const wait = conflict ? LAST_RETRY_MS / 12 : Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (state.failures - 1));
    const nextAttemptAt = new Date(state.attemptedAt.getTime() + wait);
    const reason = explain(error);
    this.logger.warn(`${state.attestor} did not vouch for the log of organization ${ctx.organizationId}: ${reason}`);
    await this.database.transaction(ctx, async (tx) => {
      // A failure to ask says nothing about a conflict that was found before.
      await this.repository.save(tx, {
        ...state,
        nextAttemptAt,
        error: reason,
        conflict: state.conflict || !!conflict,
      });
      if (!conflict) return;
      const alarm = { kind: 'witness_conflict', source: state.attestor, reason, lost: conflict.lost } as const;
      await this.alarms.raise(tx, ctx, alarm);
    });
  }

  private async stateOf(tx: Tx, { id }: Attestor): Promise<AttestorState> {
    const now = this.clock.now();
    const known = (await this.repository.all(tx)).find(({ attestor }) => attestor === id);
    const fresh = { attestor: id, size: 0, conflict: false, attestedAt: null, failures: 0, error: null };
    return known ?? { ...fresh, attemptedAt: now, nextAttemptAt: now };
  }

  /** A witness that is no longer configured has no say: that is how one which lies is got rid of. */
  private async forgetRemovedWitnesses(): Promise<void> {
    const raised = await this.database.system('ledger.find-conflicts', (tx) =>
      this.alarmRepository.of(tx, 'witness_conflict'),
    );
    const configured = new Set(this.witnesses.attestors.map(({ id }) => id));
    for (const { organizationId, source } of raised) {
      if (configured.has(source) || !source.startsWith(WITNESS_PREFIX)) continue;
      const ctx = systemContext(organizationId, 'ledger');
      await this.database.transaction(ctx, (tx) => this.alarms.clear(tx, ctx, ['witness_conflict'], source));
    }
  }
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof HttpClientError ? `${message} (${error.code})` : message;
}
