import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Config, Database, Periodic } from '@divan/platform';
import { AttestationService } from './attestation.service';
import { LedgerVerification } from './ledger-verification';
import { LedgerWatch } from './ledger-watch';
import { ledgerConfig } from './ledger.config';
import { LedgerIntegrator } from './ledger.integrator';

// A refused log stays refused until a person acts; then it should go on soon.
const PAUSE_AFTER_REFUSAL_MS = 5_000;

/**
 * Wakes the integrator: at once when entries are committed, and every few seconds in case a notification was lost. Beside
 * it runs what may be slow and must not hold it up: witnesses, time-stamps, verification.
 */
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
    private readonly watch: LedgerWatch,
    private readonly verification: LedgerVerification,
    private readonly attestation: AttestationService,
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
    for (const { id } of await this.integrator.pendingOrganizations()) this.wake(id, this.batchMs);
  }

  @Periodic('ledger.watch', 10_000)
  async watchLag(): Promise<void> {
    await this.watch.look();
  }

  @Periodic('ledger.verify', 60_000)
  async verify(): Promise<void> {
    await this.verification.run();
  }

  @Periodic('ledger.attest', 5_000)
  async attest(): Promise<void> {
    await this.attestation.run();
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
