import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

@Injectable()
export class PasswordResetRepository {
  async insert(tx: Tx, tokenHash: Buffer, accountId: string, now: Date, expiresAt: Date): Promise<void> {
    await tx.execute(
      'INSERT INTO password_resets (token_hash, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4)',
      [tokenHash, accountId, now, expiresAt],
    );
  }

  async countSince(tx: Tx, accountId: string, since: Date): Promise<number> {
    const sql = 'SELECT count(*)::int AS count FROM password_resets WHERE account_id = $1 AND created_at > $2';
    return (await tx.query<{ count: number }>(sql, [accountId, since]))[0]?.count ?? 0;
  }

  /** The account of an open reset. */
  async findOpen(tx: Tx, tokenHash: Buffer, now: Date): Promise<string | null> {
    const sql = `SELECT account_id AS id FROM password_resets WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2`;
    return (await tx.query<{ id: string }>(sql, [tokenHash, now]))[0]?.id ?? null;
  }

  /** @returns true for exactly one of any number of uses */
  async claim(tx: Tx, tokenHash: Buffer, now: Date): Promise<boolean> {
    const sql = 'UPDATE password_resets SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2';
    return (await tx.execute(sql, [tokenHash, now])) === 1;
  }

  /** The other open ones of the account stop working. */
  async voidOpen(tx: Tx, accountId: string, now: Date): Promise<void> {
    await tx.execute('UPDATE password_resets SET used_at = $2 WHERE account_id = $1 AND used_at IS NULL', [
      accountId,
      now,
    ]);
  }

  async prune(tx: Tx, before: Date): Promise<void> {
    await tx.execute('DELETE FROM password_resets WHERE expires_at < $1', [before]);
  }
}
