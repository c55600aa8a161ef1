import { Injectable, Logger } from '@nestjs/common';
import { Clock, Config, Database, DomainEvents, systemContext, type RequestContext, type Tx } from '@divan/platform';
import {
  consistencyProof,
  consistencyRanges,
  edgeTiles,
  formatCheckpoint,
  growTiles,
  rootFromTiles,
  signNote,
  tilePath,
  tilesOf,
  verifyConsistency,
} from '@divan/transparency-log';
import { LedgerKeys } from './ledger-keys';
import { ledgerConfig } from './ledger.config';
import { checkpointCreated, signingRefused } from './ledger.events';
import { LedgerRepository, type StoredCheckpoint } from './ledger.repository';

/** The stored log contradicts its last signed head. Signing on would fork it, so nothing is integrated either. */
export class LedgerRefusal extends Error {}

export type IntegrationOutcome =
  /** Everything that was committed before is in the tree and under a signed head. */
  | { state: 'done'; integrated: number }
  /** Another process integrates this log now; it may have looked before the newest entries were committed. */
  | { state: 'busy'; integrated: number }
  | { state: 'refused'; integrated: number; reason: string };

/** Gives pending entries their places in the tree and signs the new head: one organization, one integrator at a time. */
@Injectable()
export class LedgerIntegrator {
  private readonly logger = new Logger(LedgerIntegrator.name);

  constructor(
    private readonly database: Database,
    private readonly repository: LedgerRepository,
    private readonly keys: LedgerKeys,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  organizationsWithPending(): Promise<string[]> {
    return this.database.system('ledger.find-pending', (tx) => this.repository.organizationsWithPending(tx));
  }

  /** Integrates everything pending, batch by batch. */
  async integrate(organizationId: string): Promise<IntegrationOutcome> {
    const ctx = systemContext(organizationId, 'ledger');
    const limit = this.config.get(ledgerConfig).LEDGER_BATCH_LEAVES;
    let integrated = 0;
    try {
      for (;;) {
        const count = await this.database.transaction(ctx, (tx) => this.integrateBatch(tx, ctx, limit));
        if (count === 'busy') return { state: 'busy', integrated };
        integrated += count;
        if (count < limit) return { state: 'done', integrated };
      }
    } catch (error) {
      if (!(error instanceof LedgerRefusal)) throw error;
      await this.raiseAlarm(ctx, error.message);
      return { state: 'refused', integrated, reason: error.message };
    }
  }

  private async integrateBatch(tx: Tx, ctx: RequestContext, limit: number): Promise<number | 'busy'> {
    if (!(await this.repository.lockIntegration(tx))) return 'busy';
    const last = await this.repository.latestCheckpoint(tx);
    const size = await this.repository.treeSize(tx);
    if (last && size < last.size) {
      throw new LedgerRefusal(`The log has ${size} leaves, fewer than the ${last.size} of the last signed checkpoint.`);
    }
    const hashes = await this.repository.drainPending(tx, size, limit);
    if (hashes.length === 0) return 0;
    const head = await this.growTree(tx, size, hashes, last);
    const { origin, keyId, signer } = await this.keys.signer(tx);
    const note = signNote(formatCheckpoint({ origin, ...head }), signer);
    const root = Buffer.from(head.root);
    await this.repository.saveCheckpoint(tx, { size: head.size, root, note, keyId, signedAt: this.clock.now() });
    await this.events.publish(tx, ctx, checkpointCreated, [{ size: head.size, root: root.toString('base64') }]);
    // Only a log that was refused before has an alarm; a delete that finds nothing costs next to nothing.
    await this.repository.clearAlarm(tx);
    return hashes.length;
  }

  /** Extends the tiles and proves from them that the new tree contains the last signed one. */
  private async growTree(
    tx: Tx,
    oldSize: number,
    hashes: readonly Uint8Array[],
    last: StoredCheckpoint | null,
  ): Promise<{ size: number; root: Uint8Array }> {
    const size = oldSize + hashes.length;
    const proven = last ? tilesOf(consistencyRanges(last.size, size), size) : [];
    const tiles = await this.repository.tiles(tx, [...edgeTiles(oldSize), ...proven]);
    try {
      const changed = growTiles(oldSize, hashes, tiles);
      for (const tile of changed) tiles.set(tilePath(tile.level, tile.index), tile.hashes);
      const root = rootFromTiles(size, tiles);
      if (last) {
        const proof = consistencyProof(last.size, size, tiles);
        verifyConsistency({ size1: last.size, size2: size, root1: last.root, root2: root, proof });
      }
      await this.repository.saveTiles(tx, changed);
      return { size, root };
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw new LedgerRefusal(`The log is not consistent with its last signed checkpoint: ${detail}.`, { cause });
    }
  }

  private async raiseAlarm(ctx: RequestContext, reason: string): Promise<void> {
    this.logger.error(
      `Refused to sign the log of organization ${ctx.organizationId}. ${reason} See docs/operations.md.`,
    );
    await this.database.transaction(ctx, async (tx) => {
      await this.repository.raiseAlarm(tx, reason, this.clock.now());
      await this.events.publish(tx, ctx, signingRefused, [{ reason }]);
    });
  }
}
