import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Database, DomainEvents, newId, type RequestContext, type Tx } from '@divan/platform';
import { canonicalJson, commit } from '@divan/transparency-log';
import type { LedgerAlarm, LostHead } from './alarm.repository';
import type { StoredCheckpoint } from './checkpoint.repository';
import { KeyRepository } from './key.repository';
import { LedgerAlarms } from './ledger-alarms';
import { LedgerHeads } from './ledger-heads';
import { LedgerKeys } from './ledger-keys';
import { LedgerRefusal } from './ledger-refusal';
import { LedgerTree } from './ledger-tree';
import { forkAcknowledged } from './ledger.events';
import { assertWhole } from './ledger.integrator';
import { LedgerRepository, type StoredLog } from './ledger.repository';
import { AttestorRepository } from './attestor.repository';
import { moreLost, noCheckpoint, notAcknowledgeable, nothingLost } from './log.errors';

/** What the log says about an accepted loss. Version 1 is never edited. `reason` is hex SHA-256(salt ‖ reason). */
export interface ForkEntry {
  type: 'divan.fork-acknowledged';
  v: 1;
  id: string;
  lost: { origin: string; size: number; root: string | null; note: string | null };
  restored: { origin: string; size: number; root: string };
  newVkey: string;
  at: string;
  actor: { kind: string; id: string };
  commitments: { reason: string };
}

/** A log that goes on after a loss. */
export interface AcknowledgedFork {
  origin: string;
  keyId: string;
  /** Leaves under the first head of the new name; the last of them is the acknowledgement. */
  size: number;
  lostSize: number;
}

/**
 * Accepting that signed leaves are lost, after a restored backup. A log of one name must never sign two histories
 * (c2sp.org/tlog-checkpoint), so it goes on under a new name and key, and its next leaf says why.
 */
@Injectable()
export class ForkService {
  constructor(
    private readonly database: Database,
    private readonly repository: LedgerRepository,
    private readonly keyRepository: KeyRepository,
    private readonly attestors: AttestorRepository,
    private readonly keys: LedgerKeys,
    private readonly tree: LedgerTree,
    private readonly heads: LedgerHeads,
    private readonly alarms: LedgerAlarms,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** @param lostSize leaves that were signed before the loss, as the alarm or a kept checkpoint says */
  async acknowledge(
    ctx: RequestContext,
    { reason, lostSize }: { reason: string; lostSize: number },
  ): Promise<AcknowledgedFork> {
    const remembered = await this.heads.read(ctx.organizationId);
    const head = await this.database.transaction(ctx, async (tx) => {
      await this.repository.holdIntegration(tx);
      const log = await this.repository.state(tx);
      if (!log.last) throw noCheckpoint();
      const lost = acknowledgedLoss(log, log.last, lostSize);
      const origin = await this.newOrigin(tx, [lost.origin, ...(remembered ? [remembered.origin] : [])]);
      return this.begin(tx, ctx, { log, last: log.last, lost, origin, reason });
    });
    await this.heads.write(ctx.organizationId, head);
    return { origin: head.origin, keyId: head.keyId, size: head.size, lostSize };
  }

  private async begin(
    tx: Tx,
    ctx: RequestContext,
    fork: { log: StoredLog; last: StoredCheckpoint; lost: LostHead; origin: string; reason: string },
  ): Promise<StoredCheckpoint> {
    const { log, last, lost, origin, reason } = fork;
    const id = newId();
    const at = this.clock.now();
    const { keyId, vkey } = await this.keys.make(tx, origin, id);
    const salt = randomBytes(16);
    await this.keyRepository.saveReason(tx, keyId, salt, reason);
    const entry: ForkEntry = {
      type: 'divan.fork-acknowledged',
      v: 1,
      id,
      lost: { origin: lost.origin, size: lost.size, root: lost.root, note: lost.note },
      restored: { origin: last.origin, size: last.size, root: last.root.toString('base64') },
      newVkey: vkey,
      at: at.toISOString(),
      actor: { kind: ctx.actor.kind, id: ctx.actor.id },
      commitments: { reason: commit(salt, reason) },
    };
    const head = await this.extend(tx, ctx, log, id, entry);
    await this.keyRepository.saveFork(tx, {
      keyId,
      lostOrigin: lost.origin,
      lostSize: lost.size,
      lostNote: lost.note,
      restoredSize: last.size,
      acknowledgedAt: at,
    });
    await this.alarms.clear(tx, ctx, ['rolled_back', 'witness_conflict'], null);
    // Witnesses have never heard of the new name.
    await this.attestors.forget(tx);
    await this.events.publish(tx, ctx, forkAcknowledged, [
      { lostOrigin: lost.origin, lostSize: lost.size, restoredSize: last.size, origin, keyId, reason, at },
    ]);
    return head;
  }

  /** The acknowledgement goes before everything that waits, so that no leaf stands between it and what was restored. */
  private async extend(
    tx: Tx,
    ctx: RequestContext,
    log: StoredLog,
    id: string,
    entry: ForkEntry,
  ): Promise<StoredCheckpoint> {
    try {
      assertWhole(log);
      const hash = await this.repository.insertLeaf(tx, log.size, id, canonicalJson(entry));
      const grown = await this.tree.grow(tx, log, [hash]);
      return await this.tree.sign(tx, ctx, grown, log.last);
    } catch (error) {
      if (error instanceof LedgerRefusal) throw notAcknowledgeable(error.message);
      throw error;
    }
  }

  /** A name that no log ever had: also not one that a lost fork had, of which nothing may be known here. */
  private async newOrigin(tx: Tx, alsoUsed: readonly string[]): Promise<string> {
    const used = [...(await this.keyRepository.origins(tx)), ...alsoUsed];
    const numbers = used.map((origin) => Number(FORK.exec(origin)?.[1] ?? 1));
    const first = used[0]!.replace(FORK, '');
    return `${first}/fork-${Math.max(...numbers) + 1}-${randomBytes(4).toString('hex')}`;
  }
}

const FORK = /\/fork-([0-9]{1,9})-[0-9a-f]{8}$/;

function acknowledgedLoss({ alarms }: StoredLog, last: StoredCheckpoint, lostSize: number): LostHead {
  const broken = alarms.find(({ kind }) => kind === 'inconsistent');
  if (broken) throw notAcknowledgeable(broken.reason);
  const known = alarms.flatMap(({ lost }) => lost ?? []).sort((a, b) => b.size - a.size);
  const [largest] = known;
  if (!largest && lostSize <= last.size) throw nothingLost(last.size);
  if (largest && lostSize < largest.size) throw moreLost(largest.size);
  const exact = known.find(({ size, root }) => size === lostSize && root !== null);
  const origin = largest?.origin ?? last.origin;
  return exact ?? { origin, size: lostSize, root: null, note: null, vkey: null };
}

/** Whether `acknowledge` can end this alarm. */
export function isAcknowledgeable({ kind }: LedgerAlarm, all: readonly LedgerAlarm[]): boolean {
  return (kind === 'rolled_back' || kind === 'witness_conflict') && !all.some((alarm) => alarm.kind === 'inconsistent');
}
