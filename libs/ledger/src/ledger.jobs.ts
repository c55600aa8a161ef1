import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Config, Database, Periodic } from '@divan/platform';
import { ledgerConfig } from './ledger.config';
import { LedgerIntegrator } from './ledger.integrator';

// A refused log stays refused until a person acts; asking every second would only fill the error log.
const PAUSE_AFTER_REFUSAL_MS = 60_000;

/** Wakes the integrator: at once when entries are committed, and every few seconds in case a notification was lost. */
@Injectable()
export class LedgerJobs implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LedgerJobs.name);
  private readonly batchMs: number;
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private listener: Promise<{ close(): Promise<void> }> | undefined;
  private stopped = false;

  constructor(
    private readonly integrator: LedgerIntegrator,
    private readonly database: Database,
    config: Config,
  ) {
    this.batchMs = config.get(ledgerConfig).LEDGER_BATCH_MILLISECONDS;
  }

  /** Periodic work runs in workers only, so the first run is also where a worker starts to listen. */
  @Periodic('ledger.integrate-pending', 2_000)
  async integratePending(): Promise<void> {
    if (this.stopped) return;
    this.listener ??= this.listen();
    for (const organizationId of await this.integrator.organizationsWithPending())
      this.wake(organizationId, this.batchMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await (await this.listener?.catch(() => undefined))?.close();
    await Promise.allSettled(this.running);
  }

  private async listen(): Promise<{ close(): Promise<void> }> {
    try {
      return await this.database.listen('divan_ledger', (organizationId) => this.wake(organizationId, this.batchMs));
    } catch (error) {
      this.listener = undefined;
      this.logger.warn({ err: error }, 'Listening for ledger entries failed; periodic work tries again.');
      return { close: () => Promise.resolve() };
    }
  }

  /** Entries that follow within the delay join the same batch. */
  private wake(organizationId: string, delayMs: number): void {
    if (this.stopped || this.timers.has(organizationId)) return;
    const start = (): void => {
      const work = this.integrate(organizationId);
      this.running.add(work);
      void work.finally(() => this.running.delete(work));
    };
    this.timers.set(organizationId, setTimeout(start, delayMs));
  }

  private async integrate(organizationId: string): Promise<void> {
    let again: number | undefined;
    try {
      // The timer is cleared first: what is committed from here on asks for a round of its own.
      this.timers.delete(organizationId);
      const outcome = await this.integrator.integrate(organizationId);
      if (outcome.state === 'busy') again = this.batchMs;
      if (outcome.state === 'refused') again = PAUSE_AFTER_REFUSAL_MS;
    } catch (error) {
      this.logger.error({ err: error, organizationId }, 'Integrating the ledger failed; it is tried again.');
      again = 1_000;
    }
    if (again !== undefined) this.wake(organizationId, again);
  }
}
