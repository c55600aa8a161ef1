import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { verifyConsistency, type ConsistencyClaim } from '@divan/transparency-log';
import type { LostHead } from './alarm.repository';
import { KeyRepository } from './key.repository';
import { LedgerHeads, type RememberedHead } from './ledger-heads';
import { LedgerRefusal } from './ledger-refusal';
import type { StoredLog } from './ledger.repository';

/** A head that the stored tree must contain. */
export type KnownHead = Omit<RememberedHead, 'vkey' | 'note'> & { note: string | null; vkey: string | null };

/** Which heads the log is known to have signed, beside those in the database. */
@Injectable()
export class LedgerMemory {
  constructor(
    private readonly heads: LedgerHeads,
    private readonly keys: KeyRepository,
  ) {}

  /**
   * The heads that the stored tree has yet to be proven to contain; none, as a rule, because the remembered head is the
   * newest stored one.
   * @throws LedgerRefusal when the tree is too short to contain one of them
   */
  async toProve(tx: Tx, { size, last, alarms }: StoredLog): Promise<KnownHead[]> {
    const conflict = alarms.find((alarm) => alarm.kind === 'witness_conflict');
    if (conflict) throw new LedgerRefusal('witness_conflict', conflict.reason, conflict.lost);
    const known = [
      await this.heads.read(tx.organizationId!),
      ...alarms.filter(({ kind }) => kind === 'rolled_back').map(({ lost }) => toKnown(lost)),
    ].filter((head): head is KnownHead => head !== null && !(last && isSame(head, last)));
    const open: KnownHead[] = [];
    for (const head of known) {
      if (head.origin !== (last?.origin ?? head.origin) && (await this.isGivenUp(tx, head))) continue;
      if (head.size > size || !last) throw rolledBack(head, `the stored log has ${size}`);
      open.push(head);
    }
    return open;
  }

  /** @returns whether the loss of this head, of an earlier origin, was acknowledged; false when it must be in the tree */
  private async isGivenUp(tx: Tx, head: KnownHead): Promise<boolean> {
    const forks = (await this.keys.forks(tx)).filter(({ lostOrigin }) => lostOrigin === head.origin);
    if (forks.length === 0) {
      if ((await this.keys.origins(tx)).includes(head.origin)) return false;
      throw rolledBack(head, 'the stored log knows nothing of that origin');
    }
    if (head.size <= Math.min(...forks.map((fork) => fork.restoredSize))) return false;
    const acknowledged = Math.max(...forks.map((fork) => fork.lostSize));
    if (head.size <= acknowledged) return true;
    throw rolledBack(head, `only the loss of ${acknowledged} was acknowledged`);
  }
}

/** @throws LedgerRefusal unless the proof shows that the new tree contains the head */
export function assertContains(head: KnownHead, claim: Omit<ConsistencyClaim, 'size1' | 'root1'>): void {
  try {
    verifyConsistency({ size1: head.size, root1: head.root, ...claim });
  } catch (cause) {
    throw rolledBack(head, 'the stored log has other leaves there', cause);
  }
}

function rolledBack(head: KnownHead, instead: string, cause?: unknown): LedgerRefusal {
  return new LedgerRefusal(
    'rolled_back',
    `This log has signed ${head.size} leaves as ${head.origin}; ${instead}. The database was set back to an earlier state.`,
    {
      origin: head.origin,
      size: head.size,
      root: Buffer.from(head.root).toString('base64'),
      note: head.note,
      vkey: head.vkey,
    },
    { cause },
  );
}

function toKnown(lost: LostHead | null): KnownHead | null {
  return lost?.root ? { ...lost, root: new Uint8Array(Buffer.from(lost.root, 'base64')) } : null;
}

function isSame(head: KnownHead, last: { origin: string; size: number; root: Uint8Array }): boolean {
  return head.size === last.size && head.origin === last.origin && Buffer.from(head.root).equals(last.root);
}
