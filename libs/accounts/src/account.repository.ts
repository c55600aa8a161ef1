import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '@divan/platform';

/** A person who can sign in, or what API keys of an organization act as. */
export interface Account {
  id: string;
  email: string;
  /** Null until the first invitation was accepted. */
  passwordHash: string | null;
  /** When somebody showed that they read mail there. Null: it may be anybody's, and joins no other organization. */
  addressProvenAt: Date | null;
  locale: string;
  /**
   * Null: the person's own account, the same in every organization. Otherwise only this organization vouches for it
   * (SSO, SCIM, service members), and it is never taken for the account of the person who has the address elsewhere.
   */
  directoryOrganizationId: string | null;
}

const COLUMNS = `id, email, password_hash AS "passwordHash", address_proven_at AS "addressProvenAt", locale,
  directory_organization_id AS "directoryOrganizationId"`;

/** Reserved by RFC 2606: no mail ever arrives there. */
const SERVICE_DOMAIN = 'service.invalid';
const UNPROVEN_DOMAIN = 'unproven.invalid';

/** Addresses are compared without regard to case, as every mail system in use does (RFC 5321 §2.4 leaves it open). */
export function normalizeEmail(email: string): string {
  return email.normalize('NFC').trim().toLowerCase();
}

@Injectable()
export class AccountRepository {
  /** The person's own account. Never one that only a directory vouches for. */
  async findByEmail(tx: Tx, email: string): Promise<Account | null> {
    const rows = await tx.query<Account>(
      `SELECT ${COLUMNS} FROM accounts WHERE email = $1 AND directory_organization_id IS NULL`,
      [normalizeEmail(email)],
    );
    return rows[0] ?? null;
  }

  async find(tx: Tx, id: string): Promise<Account | null> {
    const rows = await tx.query<Account>(`SELECT ${COLUMNS} FROM accounts WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** The account of this address, made without a password when there is none. */
  async ensure(tx: Tx, email: string, locale = 'en'): Promise<Account> {
    await tx.execute(
      `INSERT INTO accounts (id, email, locale) VALUES ($1, $2, $3)
       ON CONFLICT (email) WHERE directory_organization_id IS NULL DO NOTHING`,
      [newId(), normalizeEmail(email), locale],
    );
    const account = await this.findByEmail(tx, email);
    if (!account) throw new Error('An account that was just made is gone.');
    return account;
  }

  /** The account that this organization's directory vouches for. @returns its id */
  async ensureDirectory(tx: Tx, email: string): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO accounts (id, email, directory_organization_id) VALUES ($1, $2, $3)
       ON CONFLICT (directory_organization_id, email) WHERE directory_organization_id IS NOT NULL
       DO UPDATE SET email = excluded.email RETURNING id`,
      [newId(), normalizeEmail(email), tx.organizationId],
    );
    if (!row) throw new Error('An account that was just made is gone.');
    return row.id;
  }

  /** An account that nobody signs in to. @returns its id */
  insertService(tx: Tx): Promise<string> {
    return this.ensureDirectory(tx, `${newId()}@${SERVICE_DOMAIN}`);
  }

  /**
   * @param provenAt when somebody came with this password from a mail to the address
   * @returns false when the account has a password by now: the first one wins
   */
  async setFirstPassword(tx: Tx, id: string, passwordHash: string, now: Date, provenAt: Date | null): Promise<boolean> {
    const changed = await tx.execute(
      `UPDATE accounts SET password_hash = $2, password_changed_at = $3, address_proven_at = $4
        WHERE id = $1 AND password_hash IS NULL`,
      [id, passwordHash, now, provenAt],
    );
    return changed === 1;
  }

  /**
   * Takes an address that nobody proved from an account, for an account of whoever reads the mail there. The one before
   * keeps all that it has, under a name at which no mail arrives.
   * @returns the new account, and what the one before is called now; null when somebody was faster
   */
  async releaseAddress(tx: Tx, account: Account): Promise<{ account: Account; formerly: string } | null> {
    const formerly = `${account.id}@${UNPROVEN_DOMAIN}`;
    const released = await tx.execute(
      'UPDATE accounts SET email = $2 WHERE id = $1 AND email = $3 AND address_proven_at IS NULL',
      [account.id, formerly, account.email],
    );
    return released === 1 ? { account: await this.ensure(tx, account.email, account.locale), formerly } : null;
  }

  /** The account as it is now, and as it stays until the transaction ends. */
  async hold(tx: Tx, id: string): Promise<Account | null> {
    const rows = await tx.query<Account>(`SELECT ${COLUMNS} FROM accounts WHERE id = $1 FOR SHARE`, [id]);
    return rows[0] ?? null;
  }

  async passwordChangedAt(tx: Tx, id: string): Promise<Date | null> {
    const sql = 'SELECT password_changed_at AS at FROM accounts WHERE id = $1';
    return (await tx.query<{ at: Date | null }>(sql, [id]))[0]?.at ?? null;
  }

  /** @returns false when the password is not `before` any more */
  async changePassword(tx: Tx, id: string, before: string, after: string, now: Date): Promise<boolean> {
    const changed = await tx.execute(
      'UPDATE accounts SET password_hash = $3, password_changed_at = $4 WHERE id = $1 AND password_hash = $2',
      [id, before, after, now],
    );
    return changed === 1;
  }

  async setLocale(tx: Tx, id: string, locale: string): Promise<void> {
    await tx.execute('UPDATE accounts SET locale = $2 WHERE id = $1', [id, locale]);
  }
}
