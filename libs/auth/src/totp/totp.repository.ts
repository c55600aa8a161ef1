import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

export interface TotpCredential {
  secretSealed: string;
  confirmedAt: Date | null;
}

/** Authenticators and recovery codes. They belong to the account, whatever the organization. */
@Injectable()
export class TotpRepository {
  async find(tx: Tx, accountId: string): Promise<TotpCredential | null> {
    const rows = await tx.query<TotpCredential>(
      'SELECT secret_sealed AS "secretSealed", confirmed_at AS "confirmedAt" FROM totp_credentials WHERE account_id = $1',
      [accountId],
    );
    return rows[0] ?? null;
  }

  /** @returns false when a confirmed authenticator is there already */
  async savePending(tx: Tx, accountId: string, secretSealed: string, now: Date): Promise<boolean> {
    const saved = await tx.execute(
      `INSERT INTO totp_credentials AS t (account_id, secret_sealed, created_at) VALUES ($1, $2, $3)
       ON CONFLICT (account_id) DO UPDATE SET secret_sealed = excluded.secret_sealed, created_at = excluded.created_at
        WHERE t.confirmed_at IS NULL`,
      [accountId, secretSealed, now],
    );
    return saved === 1;
  }

  /** @returns false when another request confirmed first, or began anew with another secret */
  async confirm(tx: Tx, accountId: string, secretSealed: string, step: number, now: Date): Promise<boolean> {
    const confirmed = await tx.execute(
      `UPDATE totp_credentials SET confirmed_at = $4, last_step = $3
        WHERE account_id = $1 AND secret_sealed = $2 AND confirmed_at IS NULL`,
      [accountId, secretSealed, step, now],
    );
    return confirmed === 1;
  }

  /** Keeps a secret that is about to take the confirmed one's place. @returns false when none is confirmed */
  async saveNext(tx: Tx, accountId: string, secretSealed: string, now: Date): Promise<boolean> {
    const saved = await tx.execute(
      `UPDATE totp_credentials SET next_secret_sealed = $2, next_created_at = $3
        WHERE account_id = $1 AND confirmed_at IS NOT NULL`,
      [accountId, secretSealed, now],
    );
    return saved === 1;
  }

  async findNext(tx: Tx, accountId: string, since: Date): Promise<string | null> {
    const sql = `SELECT next_secret_sealed AS sealed FROM totp_credentials WHERE account_id = $1 AND next_created_at > $2`;
    return (await tx.query<{ sealed: string | null }>(sql, [accountId, since]))[0]?.sealed ?? null;
  }

  /** @returns false when another request was faster, or began anew with another secret */
  async move(tx: Tx, accountId: string, secretSealed: string, step: number, now: Date): Promise<boolean> {
    const moved = await tx.execute(
      `UPDATE totp_credentials SET secret_sealed = next_secret_sealed, confirmed_at = $4, last_step = $3,
              next_secret_sealed = NULL, next_created_at = NULL
        WHERE account_id = $1 AND next_secret_sealed = $2`,
      [accountId, secretSealed, step, now],
    );
    return moved === 1;
  }

  /** Takes the code's time step. @returns true for exactly one of any number of requests with one code */
  async takeStep(tx: Tx, accountId: string, step: number): Promise<boolean> {
    const taken = await tx.execute(
      `UPDATE totp_credentials SET last_step = $2
        WHERE account_id = $1 AND confirmed_at IS NOT NULL AND (last_step IS NULL OR last_step < $2)`,
      [accountId, step],
    );
    return taken === 1;
  }

  async replaceRecoveryCodes(tx: Tx, accountId: string, hashes: readonly Buffer[], salt: Buffer): Promise<void> {
    await tx.execute('DELETE FROM recovery_codes WHERE account_id = $1', [accountId]);
    await tx.execute('INSERT INTO recovery_codes (account_id, code_hash, salt) SELECT $1, unnest($2::bytea[]), $3', [
      accountId,
      hashes,
      salt,
    ]);
  }

  async recoverySalt(tx: Tx, accountId: string): Promise<Buffer | null> {
    const sql = 'SELECT salt FROM recovery_codes WHERE account_id = $1 LIMIT 1';
    return (await tx.query<{ salt: Buffer | null }>(sql, [accountId]))[0]?.salt ?? null;
  }

  async countRecoveryCodes(tx: Tx, accountId: string): Promise<number> {
    const rows = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL',
      [accountId],
    );
    return rows[0]?.count ?? 0;
  }

  /** The authenticator and the recovery codes. */
  async removeAll(tx: Tx, accountId: string): Promise<void> {
    await tx.execute('DELETE FROM totp_credentials WHERE account_id = $1', [accountId]);
    await tx.execute('DELETE FROM recovery_codes WHERE account_id = $1', [accountId]);
  }

  /** Makes changes of one account's factors take turns, until the transaction ends. */
  async lockAccount(tx: Tx, accountId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('auth-factors:' || $1, 0))`, [accountId]);
  }

  /** @returns how many codes are left; null when this one does not exist or was used */
  async useRecoveryCode(tx: Tx, accountId: string, hash: Buffer, now: Date): Promise<number | null> {
    const used = await tx.execute(
      'UPDATE recovery_codes SET used_at = $3 WHERE account_id = $1 AND code_hash = $2 AND used_at IS NULL',
      [accountId, hash, now],
    );
    if (used !== 1) return null;
    return this.countRecoveryCodes(tx, accountId);
  }
}
