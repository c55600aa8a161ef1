import { Injectable } from '@nestjs/common';
import { Config, Database, systemContext, type RequestContext, type Tx } from '@divan/platform';
import type { StoredCheckpoint } from './checkpoint.repository';
import { LedgerAlarms } from './ledger-alarms';
import { LedgerHeads } from './ledger-heads';
import { LedgerMemory } from './ledger-memory';
import { LedgerRefusal } from './ledger-refusal';
import { LedgerTree } from './ledger-tree';
import { ledgerConfig } from './ledger.config';
import { LedgerRepository, type PendingOrganization } from './ledger.repository';

export type IntegrationOutcome =
  /** Everything that was committed before is in the tree and under a signed head. */
  | { state: 'done'; integrated: number }
  /** Another process integrates this log now; it may have looked before the newest entries were committed. */
  | { state: 'busy'; integrated: number }
  | { state: 'refused'; integrated: number; reason: string };

/** Gives pending entries their places in the tree and signs the new head: one organization, one integrator at a time. */
@Injectable()
export class LedgerIntegrator {
  constructor(
    private readonly database: Database,
    private readonly repository: LedgerRepository,
    private readonly tree: LedgerTree,
    private readonly memory: LedgerMemory,
    private readonly heads: LedgerHeads,
    private readonly alarms: LedgerAlarms,
    private readonly config: Config,
  ) {}

  pendingOrganizations(): Promise<PendingOrganization[]> {
    return this.database.system('ledger.find-pending', (tx) => this.repository.pendingOrganizations(tx));
  }

  /** Integrates everything pending, batch by batch. */
  async integrate(organizationId: string): Promise<IntegrationOutcome> {
    const ctx = systemContext(organizationId, 'ledger');
    const limit = this.config.get(ledgerConfig).LEDGER_BATCH_LEAVES;
    let integrated = 0;
    try {
      for (;;) {
        const batch = await this.database.transaction(ctx, (tx) => this.integrateBatch(tx, ctx, limit));
        if (batch === 'busy') return { state: 'busy', integrated };
        if (batch.head) await this.heads.write(organizationId, batch.head);
        integrated += batch.count;
        if (batch.count < limit) return { state: 'done', integrated };
      }
    } catch (error) {
      if (!(error instanceof LedgerRefusal)) throw error;
      await this.raise(ctx, error);
      return { state: 'refused', integrated, reason: error.message };
    }
  }

  private async integrateBatch(
    tx: Tx,
    ctx: RequestContext,
    limit: number,
  ): Promise<{ count: number; head: StoredCheckpoint | null } | 'busy'> {
    if (!(await this.repository.lockIntegration(tx))) return 'busy';
    const log = await this.repository.state(tx);
    assertWhole(log);
    const known = await this.memory.toProve(tx, log);
    const hashes = await this.repository.drainPending(tx, log.size, limit);
    if (hashes.length === 0) return { count: 0, head: null };
    const grown = await this.tree.grow(tx, log, hashes, known);
    const head = await this.tree.sign(tx, ctx, grown, log.last);
    if (log.alarms.some(({ source }) => source === INTEGRATOR))
      await this.alarms.clear(tx, ctx, ['inconsistent', 'rolled_back'], INTEGRATOR);
    return { count: hashes.length, head };
  }

  private async raise(ctx: RequestContext, { kind, message, lost }: LedgerRefusal): Promise<void> {
    // A witness's conflict is raised, and cleared, by who speaks with the witness.
    if (kind === 'witness_conflict') return;
    await this.database.transaction(ctx, (tx) =>
      this.alarms.raise(tx, ctx, { kind, source: INTEGRATOR, reason: message, lost }),
    );
  }
}

/** Who raises and clears the alarms of refused signatures. */
export const INTEGRATOR = 'integrator';

/** @throws LedgerRefusal when leaves of the last signed head are missing at the end */
export function assertWhole({ size, last }: { size: number; last: StoredCheckpoint | null }): void {
  if (last && size < last.size) {
    throw new LedgerRefusal(
      'inconsistent',
      `The log has ${size} leaves, fewer than the ${last.size} of the last signed checkpoint.`,
    );
  }
}
