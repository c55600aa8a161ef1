import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

@Injectable()
export class ScimGroupRepository {
  /** @returns false when the name is taken */
  async insert(
    tx: Tx,
    group: { id: string; displayName: string; externalId: string | null },
    now: Date,
  ): Promise<boolean> {
    const inserted = await tx.execute(
      `INSERT INTO scim_groups (id, organization_id, display_name, external_id, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (organization_id, lower(display_name)) DO NOTHING`,
      [group.id, tx.organizationId, group.displayName, group.externalId, now],
    );
    return inserted === 1;
  }

  async isNameTaken(tx: Tx, displayName: string, exceptId: string): Promise<boolean> {
    const sql = 'SELECT FROM scim_groups WHERE lower(display_name) = lower($1) AND id <> $2';
    return (await tx.query(sql, [displayName, exceptId])).length > 0;
  }

  async update(
    tx: Tx,
    group: { id: string; displayName: string; externalId: string | null },
    now: Date,
  ): Promise<void> {
    await tx.execute('UPDATE scim_groups SET display_name = $2, external_id = $3, updated_at = $4 WHERE id = $1', [
      group.id,
      group.displayName,
      group.externalId,
      now,
    ]);
  }

  /** @returns those who were not in it before */
  async addMembers(tx: Tx, id: string, memberIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO scim_group_members (organization_id, group_id, member_id) SELECT $1, $2, unnest($3::uuid[])
       ON CONFLICT ON CONSTRAINT scim_group_members_pk DO NOTHING RETURNING member_id AS id`,
      [tx.organizationId, id, memberIds],
    );
    return rows.map((row) => row.id);
  }

  /** Takes these members out, or all but those. @returns who was in it until now */
  async removeMembers(
    tx: Tx,
    id: string,
    which: { only: readonly string[] } | { allBut: readonly string[] },
  ): Promise<string[]> {
    const [condition, ids] = 'only' in which ? ['= ANY', which.only] : ['<> ALL', which.allBut];
    const rows = await tx.query<{ id: string }>(
      `DELETE FROM scim_group_members WHERE group_id = $1 AND member_id ${condition} ($2::uuid[]) RETURNING member_id AS id`,
      [id, ids],
    );
    return rows.map((row) => row.id);
  }

  async removeMember(tx: Tx, memberId: string): Promise<void> {
    await tx.execute('DELETE FROM scim_group_members WHERE member_id = $1', [memberId]);
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.execute('DELETE FROM scim_groups WHERE id = $1', [id]);
  }
}
