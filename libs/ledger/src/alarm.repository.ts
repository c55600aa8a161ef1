import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { AlarmKind } from './ledger.events';

/** A head that the log once signed and that is no longer in it. */
export interface LostHead {
  origin: string;
  size: number;
  /** Base64; null when only the size is known. */
  root: string | null;
  note: string | null;
  vkey: string | null;
}

/** Something that is wrong with a log now. */
export interface LedgerAlarm {
  kind: AlarmKind;
  /** Who found it, and who alone may say that it is over: `integrator`, `self-check`, `watch`, `witness:<name>`. */
  source: string;
  reason: string;
  lost: LostHead | null;
  raisedAt: Date;
}

export type NewAlarm = Omit<LedgerAlarm, 'raisedAt'>;

/** What is wrong with logs now; the past is in the audit. */
@Injectable()
export class AlarmRepository {
  /** @returns whether it is new */
  async raise(tx: Tx, { kind, source, reason, lost }: NewAlarm, at: Date): Promise<boolean> {
    const [row] = await tx.query<{ fresh: boolean }>(
      `INSERT INTO ledger_alarms (organization_id, kind, source, reason, lost, raised_at, last_seen_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6)
       ON CONFLICT ON CONSTRAINT ledger_alarms_pk DO UPDATE
         SET reason = excluded.reason, lost = excluded.lost, last_seen_at = excluded.last_seen_at
       RETURNING (xmax = 0) AS fresh`,
      [tx.organizationId, kind, source, reason, lost && JSON.stringify(lost), at],
    );
    return row?.fresh ?? false;
  }

  /** @returns those that were there */
  async clear(tx: Tx, kinds: readonly AlarmKind[], source: string | null): Promise<NewAlarm[]> {
    return tx.query<NewAlarm>(
      `DELETE FROM ledger_alarms WHERE organization_id = $1 AND kind = ANY ($2) AND ($3::text IS NULL OR source = $3)
       RETURNING kind, source, reason, lost`,
      [tx.organizationId, kinds, source],
    );
  }

  /** Across organizations; only inside `Database.system`. */
  async of(tx: Tx, kind: AlarmKind): Promise<{ organizationId: string; source: string }[]> {
    return tx.query('SELECT organization_id AS "organizationId", source FROM ledger_alarms WHERE kind = $1', [kind]);
  }
}
