import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** How far a witness, or the time-stamping authority, is with a log. */
export interface AttestorState {
  attestor: string;
  /** Leaves of the newest head that it vouched for. */
  size: number;
  conflict: boolean;
  attestedAt: Date | null;
  attemptedAt: Date;
  nextAttemptAt: Date;
  /** In a row. */
  failures: number;
  error: string | null;
}

/** Witnesses and the time-stamping authority: what they have seen, when they are asked next. */
@Injectable()
export class AttestorRepository {
  /** Who has not seen a log's newest head and may be asked now. Across organizations; only inside `Database.system`. */
  async due(tx: Tx, attestors: readonly string[], at: Date): Promise<{ organizationId: string; attestor: string }[]> {
    return tx.query(
      `SELECT l.organization_id AS "organizationId", wanted.attestor
         FROM ledger_logs l CROSS JOIN unnest($1::text[]) AS wanted(attestor)
         LEFT JOIN ledger_attestors a ON a.organization_id = l.organization_id AND a.attestor = wanted.attestor
         CROSS JOIN LATERAL (SELECT c.tree_size FROM ledger_checkpoints c
           WHERE c.organization_id = l.organization_id ORDER BY c.tree_size DESC LIMIT 1) AS head
        WHERE coalesce(a.size < head.tree_size OR a.conflict, true) AND coalesce(a.next_attempt_at <= $2, true)
        ORDER BY a.next_attempt_at NULLS FIRST LIMIT 200`,
      [attestors, at],
    );
  }

  async all(tx: Tx): Promise<AttestorState[]> {
    const rows = await tx.query<Omit<AttestorState, 'size'> & { size: string }>(
      `SELECT attestor, size, conflict, attested_at AS "attestedAt", attempted_at AS "attemptedAt",
              next_attempt_at AS "nextAttemptAt", failures, error
         FROM ledger_attestors WHERE organization_id = $1`,
      [tx.organizationId],
    );
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  }

  async save(tx: Tx, state: AttestorState): Promise<void> {
    await tx.execute(
      `INSERT INTO ledger_attestors (organization_id, attestor, size, conflict, attested_at, attempted_at, next_attempt_at, failures, error)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT ON CONSTRAINT ledger_attestors_pk DO UPDATE SET size = excluded.size, conflict = excluded.conflict,
         attested_at = excluded.attested_at, attempted_at = excluded.attempted_at, next_attempt_at = excluded.next_attempt_at,
         failures = excluded.failures, error = excluded.error`,
      [
        tx.organizationId,
        state.attestor,
        state.size,
        state.conflict,
        state.attestedAt,
        state.attemptedAt,
        state.nextAttemptAt,
        state.failures,
        state.error,
      ],
    );
  }

  async forget(tx: Tx): Promise<void> {
    await tx.execute('DELETE FROM ledger_attestors WHERE organization_id = $1', [tx.organizationId]);
  }
}
