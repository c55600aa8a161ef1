import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { UserAttributes } from './scim-user.read-model';

@Injectable()
export class ScimUserRepository {
  async save(
    tx: Tx,
    user: { id: string; userName: string; externalId: string | null; attributes: UserAttributes },
    now: Date,
  ): Promise<void> {
    await tx.execute(
      `INSERT INTO scim_users AS s (organization_id, member_id, user_name, external_id, attributes, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6)
       ON CONFLICT ON CONSTRAINT scim_users_pk DO UPDATE
          SET user_name = excluded.user_name, external_id = excluded.external_id, attributes = excluded.attributes,
              updated_at = excluded.updated_at, removed_at = NULL,
              created_at = CASE WHEN s.removed_at IS NULL THEN s.created_at ELSE excluded.created_at END`,
      [tx.organizationId, user.id, user.userName, user.externalId, JSON.stringify(user.attributes), now],
    );
  }

  /** The directory has forgotten the person: what it wrote is dropped, the member stays for the records. */
  async remove(tx: Tx, id: string, userName: string, now: Date): Promise<void> {
    await tx.execute(
      `INSERT INTO scim_users (organization_id, member_id, user_name, attributes, created_at, updated_at, removed_at)
       VALUES ($1, $2, $3, '{}', $4, $4, $4)
       ON CONFLICT ON CONSTRAINT scim_users_pk DO UPDATE SET removed_at = $4, updated_at = $4, attributes = '{}', external_id = NULL`,
      [tx.organizationId, id, userName, now],
    );
  }

  async isRemoved(tx: Tx, id: string): Promise<boolean> {
    const sql = 'SELECT FROM scim_users WHERE member_id = $1 AND removed_at IS NOT NULL';
    return (await tx.query(sql, [id])).length > 0;
  }

  /** One directory at a time: names and groups are compared before they are written. */
  async lockDirectory(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('federation.scim:' || $1, 0))`, [tx.organizationId]);
  }
}
