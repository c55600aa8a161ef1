import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

@Injectable()
export class KnownDeviceRepository {
  async isKnown(tx: Tx, accountId: string, deviceHash: Buffer): Promise<boolean> {
    const rows = await tx.query('SELECT FROM known_devices WHERE account_id = $1 AND device_hash = $2', [
      accountId,
      deviceHash,
    ]);
    return rows.length > 0;
  }

  /** @returns whether the account was here before, and whether it was anywhere before */
  async seen(
    tx: Tx,
    accountId: string,
    device: { hash: Buffer; family: string },
    now: Date,
  ): Promise<{ here: boolean; anywhere: boolean }> {
    const rows = await tx.query<{ here: boolean | null; anywhere: boolean | null }>(
      `SELECT bool_or(device_hash = $2 AND family = $3) AS here, count(*) > 0 AS anywhere
         FROM known_devices WHERE account_id = $1`,
      [accountId, device.hash, device.family],
    );
    await tx.execute(
      `INSERT INTO known_devices (account_id, device_hash, family, first_seen_at, last_seen_at) VALUES ($1, $2, $3, $4, $4)
       ON CONFLICT ON CONSTRAINT known_devices_pk DO UPDATE SET family = excluded.family, last_seen_at = excluded.last_seen_at`,
      [accountId, device.hash, device.family, now],
    );
    return { here: rows[0]?.here ?? false, anywhere: rows[0]?.anywhere ?? false };
  }

  async prune(tx: Tx, before: Date): Promise<void> {
    await tx.execute('DELETE FROM known_devices WHERE last_seen_at < $1', [before]);
  }
}
