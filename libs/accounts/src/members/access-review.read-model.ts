import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { isPermission, type Permission } from '../permissions';
import { builtInRole, permissionsOf } from '../roles/roles';
import type { MemberKind, MemberState } from './member.repository';

interface Named {
  id: string;
  name: string;
}

/** A member with everything that decides what the member may do, by name. */
export interface ReviewedMember {
  id: string;
  name: string;
  /** Null for a service member. */
  email: string | null;
  state: MemberState;
  kind: MemberKind;
  lastActiveAt: Date | null;
  roles: Named[];
  teams: Named[];
  /** What the roles give; nothing while the member is not active. */
  permissions: Permission[];
}

type Row = Omit<ReviewedMember, 'roles' | 'permissions'> & {
  roleIds: string[];
  customRoles: (Named & { permissions: string[] })[];
};

const SQL = `
  SELECT m.id, m.name, CASE WHEN m.kind = 'person' THEN a.email END AS email, m.state, m.kind, m.last_active_at AS "lastActiveAt",
         ARRAY(SELECT r.role FROM member_roles r WHERE r.member_id = m.id ORDER BY r.role) AS "roleIds",
         coalesce((SELECT json_agg(json_build_object('id', c.id, 'name', c.name, 'permissions', c.permissions) ORDER BY c.name)
            FROM custom_roles c JOIN member_roles r ON r.role = c.id::text WHERE r.member_id = m.id), '[]') AS "customRoles",
         coalesce((SELECT json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY t.name)
            FROM teams t JOIN team_members x ON x.team_id = t.id WHERE x.member_id = m.id), '[]') AS teams
    FROM members m JOIN accounts a ON a.id = m.account_id
   WHERE m.organization_id = $1 AND ($3::text IS NULL OR (m.name, m.id) > ($3, $4::uuid))
   ORDER BY m.name, m.id LIMIT $2`;

/** Who may do what, for the review that every organization owes itself (NIST SP 800-53 AC-2, AC-6(7)). */
@Injectable()
export class AccessReviewModel {
  async count(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM members WHERE organization_id = $1',
      [tx.organizationId],
    );
    return row?.count ?? 0;
  }

  /** @param after the last member of the page before */
  async list(tx: Tx, limit: number, after: { name: string; id: string } | null): Promise<ReviewedMember[]> {
    const rows = await tx.query<Row>(SQL, [tx.organizationId, limit, after?.name ?? null, after?.id ?? null]);
    return rows.map(({ roleIds, customRoles, ...member }) => {
      const builtIn = roleIds.flatMap((id) => builtInRole(id) ?? []);
      const custom = customRoles.flatMap(({ permissions }) => permissions.filter(isPermission));
      const held = new Set([...permissionsOf(roleIds), ...custom]);
      return {
        ...member,
        roles: [...builtIn, ...customRoles].map(({ id, name }) => ({ id, name })),
        permissions: member.state === 'active' ? [...held].sort() : [],
      };
    });
  }
}
