import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { toCondition, type FilterColumns } from './scim-filter';
import type { ListQuery } from './scim-user.read-model';

export interface ScimGroup {
  id: string;
  displayName: string;
  externalId: string | null;
  createdAt: Date;
  updatedAt: Date;
  members: { value: string; display: string }[];
}

const GROUP = `g.id, g.display_name AS "displayName", g.external_id AS "externalId", g.created_at AS "createdAt", g.updated_at AS "updatedAt"`;
const MEMBERS = `(SELECT coalesce(json_agg(json_build_object('value', u.id, 'display', u.name) ORDER BY u.id), '[]')
  FROM scim_group_members m JOIN members u ON u.id = m.member_id WHERE m.group_id = g.id) AS members`;
const NO_MEMBERS = `'[]'::json AS members`;

const IN_GROUP = {
  sql: 'EXISTS (SELECT FROM scim_group_members m WHERE m.group_id = g.id AND m.member_id = $$)',
  kind: 'member',
} as const;
const COLUMNS: FilterColumns = {
  id: { sql: 'g.id', kind: 'id' },
  displayname: { sql: 'g.display_name', kind: 'text' },
  externalid: { sql: 'g.external_id', kind: 'exact' },
  members: IN_GROUP,
  'members.value': IN_GROUP,
  'meta.lastmodified': { sql: 'g.updated_at', kind: 'time' },
};
const PREFIX = 'urn:ietf:params:scim:schemas:core:2.0:Group:';
const WORDS = [...Object.keys(COLUMNS).flatMap((name) => [name, PREFIX + name]), 'value'];

@Injectable()
export class ScimGroupReadModel {
  async list(tx: Tx, query: ListQuery & { withMembers: boolean }): Promise<{ total: number; items: ScimGroup[] }> {
    const { sql, params } = await toCondition(query.filter, COLUMNS, WORDS);
    const [row] = await tx.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM scim_groups g WHERE ${sql}`,
      params,
    );
    const columns = `${GROUP}, ${query.withMembers ? MEMBERS : NO_MEMBERS}`;
    const page = `LIMIT $${params.length + 1} OFFSET $${params.length + 2}`;
    const items = await tx.query<ScimGroup>(`SELECT ${columns} FROM scim_groups g WHERE ${sql} ORDER BY g.id ${page}`, [
      ...params,
      query.count,
      query.startIndex - 1,
    ]);
    return { total: row?.total ?? 0, items };
  }

  async find(tx: Tx, id: string): Promise<ScimGroup | null> {
    return (
      (await tx.query<ScimGroup>(`SELECT ${GROUP}, ${MEMBERS} FROM scim_groups g WHERE g.id = $1`, [id]))[0] ?? null
    );
  }

  /** What groups are called, of each of these members: by name and by the directory's id. */
  async groupsOf(tx: Tx, memberIds: readonly string[]): Promise<{ id: string; roles: string[]; groups: string[] }[]> {
    return tx.query(
      `SELECT u.id, ARRAY(SELECT r.role FROM member_roles r WHERE r.member_id = u.id) AS roles,
              ARRAY(SELECT unnest(ARRAY[g.display_name, g.external_id]) FROM scim_group_members m
                      JOIN scim_groups g ON g.id = m.group_id WHERE m.member_id = u.id) AS groups
         FROM members u WHERE u.id = ANY ($1::uuid[])`,
      [memberIds],
    );
  }
}
