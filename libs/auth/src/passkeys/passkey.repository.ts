import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** A WebAuthn credential of an account. */
export interface Passkey {
  id: string;
  accountId: string;
  /** base64url */
  credentialId: string;
  publicKey: Buffer;
  counter: number;
  transports: string[];
  /** It is kept in more places than one device. */
  backedUp: boolean;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const COLUMNS = `id, account_id AS "accountId", credential_id AS "credentialId", public_key AS "publicKey", counter::float8 AS counter,
  transports, backed_up AS "backedUp", name, created_at AS "createdAt", last_used_at AS "lastUsedAt"`;

@Injectable()
export class PasskeyRepository {
  list(tx: Tx, accountId: string): Promise<Passkey[]> {
    return tx.query<Passkey>(`SELECT ${COLUMNS} FROM passkeys WHERE account_id = $1 ORDER BY created_at, id`, [
      accountId,
    ]);
  }

  async count(tx: Tx, accountId: string): Promise<number> {
    const sql = 'SELECT count(*)::int AS count FROM passkeys WHERE account_id = $1';
    return (await tx.query<{ count: number }>(sql, [accountId]))[0]?.count ?? 0;
  }

  async find(tx: Tx, accountId: string, id: string): Promise<Passkey | null> {
    const sql = `SELECT ${COLUMNS} FROM passkeys WHERE account_id = $1 AND id = $2`;
    return (await tx.query<Passkey>(sql, [accountId, id]))[0] ?? null;
  }

  async findByCredential(tx: Tx, credentialId: string): Promise<Passkey | null> {
    const sql = `SELECT ${COLUMNS} FROM passkeys WHERE credential_id = $1`;
    return (await tx.query<Passkey>(sql, [credentialId]))[0] ?? null;
  }

  /** @returns false when the credential is registered already, by whomever */
  async insert(tx: Tx, passkey: Passkey): Promise<boolean> {
    const inserted = await tx.execute(
      `INSERT INTO passkeys (id, account_id, credential_id, public_key, counter, transports, backed_up, name, created_at, last_used_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT ON CONSTRAINT passkeys_credential_key DO NOTHING`,
      [
        passkey.id,
        passkey.accountId,
        passkey.credentialId,
        passkey.publicKey,
        passkey.counter,
        passkey.transports,
        passkey.backedUp,
        passkey.name,
        passkey.createdAt,
        passkey.lastUsedAt,
      ],
    );
    return inserted === 1;
  }

  /** @returns false when the counter did not grow since: a copy of the authenticator was used (WebAuthn §6.1.1) */
  async used(tx: Tx, id: string, counter: number, backedUp: boolean, at: Date): Promise<boolean> {
    const updated = await tx.execute(
      `UPDATE passkeys SET counter = $2, backed_up = $3, last_used_at = $4
        WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))`,
      [id, counter, backedUp, at],
    );
    return updated === 1;
  }

  async rename(tx: Tx, id: string, name: string): Promise<void> {
    await tx.execute('UPDATE passkeys SET name = $2 WHERE id = $1', [id, name]);
  }

  async removeAll(tx: Tx, accountId: string): Promise<void> {
    await tx.execute('DELETE FROM passkeys WHERE account_id = $1', [accountId]);
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.execute('DELETE FROM passkeys WHERE id = $1', [id]);
  }
}
