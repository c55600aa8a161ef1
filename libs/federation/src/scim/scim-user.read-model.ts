import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { toCondition, type FilterColumns } from './scim-filter';

/** What a directory wrote of a person and what of it is kept. */
export type UserAttributes = Record<string, unknown> & { name?: Record<string, string> };

export interface ScimUser {
  id: string;
  userName: string;
  externalId: string | null;
  attributes: UserAttributes;
  name: string;
  email: string;
  state: 'invited' | 'active' | 'disabled';
  roles: string[];
  createdAt: Date;
  updatedAt: Date;
  groups: { value: string; display: string }[];
}

export interface ListQuery {
  filter?: string;
  /** From 1 on. */
  startIndex: number;
  count: number;
}

// Every member who is a person is a user, whoever brought them: a directory finds those who were there before it.
const FROM = `FROM members u JOIN accounts a ON a.id = u.account_id LEFT JOIN scim_users s ON s.member_id = u.id
  WHERE u.kind = 'person' AND s.removed_at IS NULL`;
const USER = `u.id, coalesce(s.user_name, a.email) AS "userName", s.external_id AS "externalId",
  coalesce(s.attributes, '{}'::jsonb) AS attributes, u.name, a.email, u.state,
  ARRAY(SELECT r.role FROM member_roles r WHERE r.member_id = u.id ORDER BY r.role) AS roles,
  coalesce(s.created_at, u.created_at) AS "createdAt", coalesce(s.updated_at, u.created_at) AS "updatedAt",
  (SELECT coalesce(json_agg(json_build_object('value', g.id, 'display', g.display_name) ORDER BY g.id), '[]')
     FROM scim_group_members m JOIN scim_groups g ON g.id = m.group_id WHERE m.member_id = u.id) AS groups`;

const EMAIL = { sql: 'a.email', kind: 'text' } as const;
const COLUMNS: FilterColumns = {
  id: { sql: 'u.id', kind: 'id' },
  username: { sql: 'coalesce(s.user_name, a.email)', kind: 'text' },
  externalid: { sql: 's.external_id', kind: 'exact' },
  displayname: { sql: `coalesce(s.attributes->>'displayName', u.name)`, kind: 'text' },
  'name.familyname': { sql: `s.attributes->'name'->>'familyName'`, kind: 'text' },
  'name.givenname': { sql: `s.attributes->'name'->>'givenName'`, kind: 'text' },
  active: { sql: `(u.state <> 'disabled')`, kind: 'boolean' },
  emails: EMAIL,
  'emails.value': EMAIL,
  'emails.type': { sql: `'work'`, kind: 'text' },
  'emails.primary': { sql: 'true', kind: 'boolean' },
  'meta.lastmodified': { sql: 'coalesce(s.updated_at, u.created_at)', kind: 'time' },
  'meta.created': { sql: 'coalesce(s.created_at, u.created_at)', kind: 'time' },
};
const PREFIX = 'urn:ietf:params:scim:schemas:core:2.0:User:';
const WORDS = [...Object.keys(COLUMNS).flatMap((name) => [name, PREFIX + name]), 'type', 'value', 'primary', '.value'];

@Injectable()
export class ScimUserReadModel {
  async list(tx: Tx, { filter, startIndex, count }: ListQuery): Promise<{ total: number; items: ScimUser[] }> {
    const { sql, params } = await toCondition(filter, COLUMNS, WORDS);
    const [row] = await tx.query<{ total: number }>(`SELECT count(*)::int AS total ${FROM} AND ${sql}`, params);
    const page = `LIMIT $${params.length + 1} OFFSET $${params.length + 2}`;
    const items = await tx.query<ScimUser>(`SELECT ${USER} ${FROM} AND ${sql} ORDER BY u.id ${page}`, [
      ...params,
      count,
      startIndex - 1,
    ]);
    return { total: row?.total ?? 0, items };
  }

  async find(tx: Tx, id: string): Promise<ScimUser | null> {
    return (await tx.query<ScimUser>(`SELECT ${USER} ${FROM} AND u.id = $1`, [id]))[0] ?? null;
  }

  /** Whoever else goes by this name, in the directory or by mail address. */
  async isNameTaken(tx: Tx, userName: string, exceptId: string | null): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 ${FROM} AND lower(coalesce(s.user_name, a.email)) = lower($1) AND u.id IS DISTINCT FROM $2::uuid LIMIT 1`,
      [userName, exceptId],
    );
    return rows.length > 0;
  }

  /** Which of the ids are users. */
  async existing(tx: Tx, ids: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(`SELECT u.id ${FROM} AND u.id = ANY ($1::uuid[])`, [ids]);
    return rows.map(({ id }) => id);
  }
}
