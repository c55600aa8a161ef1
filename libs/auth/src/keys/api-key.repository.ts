import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { SESSIONS_CHANNEL } from '../sessions/session.repository';

/** What a program of the organization may do, until when, from where. */
export interface ApiKey {
  id: string;
  organizationId: string;
  /** The service member as whom it acts. */
  memberId: string;
  name: string;
  scopes: string[];
  /** Null: every channel that the service member reaches. */
  channelIds: string[] | null;
  /** Null: from everywhere. */
  allowedNetworks: string[] | null;
  expiresAt: Date;
  createdAt: Date;
  createdBy: string;
  endedAt: Date | null;
}

/** One of a key's secrets; a key has two while it is being rotated. */
export interface KeySecret {
  id: string;
  prefix: string;
  hash: Buffer;
  createdAt: Date;
  /** To whom it was shown. */
  createdBy: string;
}

export type KeyWithSecret = ApiKey & {
  secretId: string;
  secretHash: Buffer;
  secretEndsAt: Date | null;
  organizationState: string;
};

const COLUMNS = `k.id, k.organization_id AS "organizationId", k.member_id AS "memberId", k.name, k.scopes,
  k.channel_ids::text[] AS "channelIds", k.allowed_networks AS "allowedNetworks", k.expires_at AS "expiresAt",
  k.created_at AS "createdAt", k.created_by AS "createdBy", k.ended_at AS "endedAt"`;

@Injectable()
export class ApiKeyRepository {
  async insert(tx: Tx, key: ApiKey): Promise<void> {
    await tx.execute(
      `INSERT INTO api_keys (id, organization_id, member_id, name, scopes, channel_ids, allowed_networks, expires_at, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        key.id,
        key.organizationId,
        key.memberId,
        key.name,
        key.scopes,
        key.channelIds,
        key.allowedNetworks,
        key.expiresAt,
        key.createdAt,
        key.createdBy,
      ],
    );
  }

  async insertSecret(tx: Tx, key: Pick<ApiKey, 'id' | 'organizationId'>, secret: KeySecret): Promise<void> {
    await tx.execute(
      'INSERT INTO api_key_secrets (id, organization_id, key_id, prefix, hash, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [secret.id, key.organizationId, key.id, secret.prefix, secret.hash, secret.createdAt, secret.createdBy],
    );
  }

  /** Within `Database.system` too: before anybody knows the organization. */
  findByPrefix(tx: Tx, prefix: string): Promise<KeyWithSecret | null> {
    return this.findSecret(tx, 's.prefix = $1', prefix);
  }

  findBySecret(tx: Tx, secretId: string): Promise<KeyWithSecret | null> {
    return this.findSecret(tx, 's.id = $1', secretId);
  }

  private async findSecret(tx: Tx, condition: string, value: string): Promise<KeyWithSecret | null> {
    const rows = await tx.query<KeyWithSecret>(
      `SELECT ${COLUMNS}, s.id AS "secretId", s.hash AS "secretHash", s.ends_at AS "secretEndsAt", o.state AS "organizationState"
         FROM api_key_secrets s JOIN api_keys k ON k.id = s.key_id JOIN organizations o ON o.id = k.organization_id WHERE ${condition}`,
      [value],
    );
    return rows[0] ?? null;
  }

  async lock(tx: Tx, id: string): Promise<ApiKey | null> {
    const rows = await tx.query<ApiKey>(`SELECT ${COLUMNS} FROM api_keys k WHERE k.id = $1 FOR UPDATE`, [id]);
    return rows[0] ?? null;
  }

  /** Makes the older secrets end then, if they do not end sooner. */
  async endSecrets(tx: Tx, keyId: string, at: Date): Promise<void> {
    await tx.execute('UPDATE api_key_secrets SET ends_at = least(ends_at, $2) WHERE key_id = $1', [keyId, at]);
    await this.announce(tx, keyId);
  }

  async setExpiry(tx: Tx, keyId: string, expiresAt: Date): Promise<void> {
    await tx.execute('UPDATE api_keys SET expires_at = $2 WHERE id = $1', [keyId, expiresAt]);
    await this.announce(tx, keyId);
  }

  async end(tx: Tx, keyId: string, at: Date): Promise<void> {
    await tx.execute('UPDATE api_keys SET ended_at = $2 WHERE id = $1', [keyId, at]);
    await this.announce(tx, keyId);
  }

  /** @returns those that were open */
  async endAllOf(tx: Tx, memberId: string, at: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      'UPDATE api_keys SET ended_at = $2 WHERE member_id = $1 AND ended_at IS NULL RETURNING id',
      [memberId, at],
    );
    for (const { id } of rows) await this.announce(tx, id);
    return rows.map(({ id }) => id);
  }

  /** @returns false when it was noted less than a minute ago, by whichever process */
  async used(tx: Tx, keyId: string, at: Date, address: string | null): Promise<boolean> {
    const changed = await tx.execute(
      `UPDATE api_keys SET last_used_at = $2, last_used_from = $3
        WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $2::timestamptz - interval '1 minute')`,
      [keyId, at, address],
    );
    return changed > 0;
  }

  /** Within the transaction, so that no process can miss it: whoever remembers the key looks again. */
  private async announce(tx: Tx, keyId: string): Promise<void> {
    await tx.query('SELECT pg_notify($1, $2)', [SESSIONS_CHANNEL, `key:${keyId}`]);
  }
}
