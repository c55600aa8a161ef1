import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '@divan/platform';

/** A person who can sign in. */
export interface Account {
  id: string;
  email: string;
  /** Null until the first invitation was accepted. */
  passwordHash: string | null;
  locale: string;
}

const COLUMNS = 'id, email, password_hash AS "passwordHash", locale';

/** Addresses are compared without regard to case, as every mail system in use does (RFC 5321 §2.4 leaves it open). */
export function normalizeEmail(email: string): string {
  return email.normalize('NFC').trim().toLowerCase();
}

@Injectable()
export class AccountRepository {
  async findByEmail(tx: Tx, email: string): Promise<Account | null> {
    const rows = await tx.query<Account>(`SELECT ${COLUMNS} FROM accounts WHERE email = $1`, [normalizeEmail(email)]);
    return rows[0] ?? null;
  }

  async find(tx: Tx, id: string): Promise<Account | null> {
    const rows = await tx.query<Account>(`SELECT ${COLUMNS} FROM accounts WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** The account of this address, made without a password when there is none. */
  async ensure(tx: Tx, email: string): Promise<Account> {
    await tx.execute('INSERT INTO accounts (id, email) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING', [
      newId(),
      normalizeEmail(email),
    ]);
    const account = await this.findByEmail(tx, email);
    if (!account) throw new Error('An account that was just made is gone.');
    return account;
  }

  /** @returns false when the account has a password by now: the first one wins */
  async setFirstPassword(tx: Tx, id: string, passwordHash: string, now: Date): Promise<boolean> {
    const changed = await tx.execute(
      'UPDATE accounts SET password_hash = $2, password_changed_at = $3 WHERE id = $1 AND password_hash IS NULL',
      [id, passwordHash, now],
    );
    return changed === 1;
  }

  async setLocale(tx: Tx, id: string, locale: string): Promise<void> {
    await tx.execute('UPDATE accounts SET locale = $2 WHERE id = $1', [id, locale]);
  }
}
