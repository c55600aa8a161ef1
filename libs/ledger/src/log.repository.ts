import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** What is decided about a log, by people and by its verification. */
export interface LogSettings {
  isPublic: boolean;
  version: number;
}

const UNTOUCHED: LogSettings = { isPublic: false, version: 1 };

/** One row for each log: who may read it, and how far it was verified. */
@Injectable()
export class LogRepository {
  async settings(tx: Tx): Promise<LogSettings> {
    const [row] = await tx.prepared<LogSettings>(
      'ledger.log-settings',
      'SELECT is_public AS "isPublic", version FROM ledger_logs WHERE organization_id = $1',
      [tx.organizationId],
    );
    return row ?? UNTOUCHED;
  }

  async forUpdate(tx: Tx): Promise<LogSettings> {
    await tx.execute('INSERT INTO ledger_logs (organization_id) VALUES ($1) ON CONFLICT DO NOTHING', [
      tx.organizationId,
    ]);
    const [row] = await tx.query<LogSettings>(
      'SELECT is_public AS "isPublic", version FROM ledger_logs WHERE organization_id = $1 FOR UPDATE',
      [tx.organizationId],
    );
    return row!;
  }

  async setPublic(tx: Tx, isPublic: boolean): Promise<void> {
    await tx.execute('UPDATE ledger_logs SET is_public = $2, version = version + 1 WHERE organization_id = $1', [
      tx.organizationId,
      isPublic,
    ]);
  }

  /** The logs whose verification is longest ago. Across organizations; only inside `Database.system`. */
  async leastVerified(tx: Tx, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      'SELECT organization_id AS id FROM ledger_logs ORDER BY verified_at NULLS FIRST LIMIT $1',
      [limit],
    );
    return rows.map((row) => row.id);
  }

  /** The leaf at which the next round of verification begins. */
  async verifiedTo(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ leaf: string }>(
      'SELECT verified_to AS leaf FROM ledger_logs WHERE organization_id = $1',
      [tx.organizationId],
    );
    return Number(row?.leaf ?? 0);
  }

  async saveVerified(tx: Tx, to: number, at: Date): Promise<void> {
    await tx.execute('UPDATE ledger_logs SET verified_to = $2, verified_at = $3 WHERE organization_id = $1', [
      tx.organizationId,
      to,
      at,
    ]);
  }
}
