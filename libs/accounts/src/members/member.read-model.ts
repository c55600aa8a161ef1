import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { normalizeEmail } from '../account.repository';
import { isPermission } from '../permissions';
import { permissionsOf } from '../roles/roles';
import type { MemberKind, MemberState } from './member.repository';

/** A member as lists and pages show it. */
export interface MemberView {
  id: string;
  accountId: string;
  kind: MemberKind;
  name: string;
  /** Of a service member: an address at which no mail arrives. */
  email: string;
  locale: string;
  roles: string[];
  teamIds: string[];
  state: MemberState;
  lastActiveAt: Date | null;
  version: number;
}

/** What the guard must know of a member. */
export interface MemberAccess {
  id: string;
  accountId: string;
  kind: MemberKind;
  name: string;
  /** Nobody is active while the organization is suspended. */
  state: MemberState;
  organizationSuspended: boolean;
  roles: string[];
  permissions: ReadonlySet<string>;
  teamIds: string[];
}

const VIEW = `
  SELECT m.id, m.account_id AS "accountId", m.kind, m.name, a.email, a.locale, m.state, m.last_active_at AS "lastActiveAt", m.version,
         ARRAY(SELECT r.role FROM member_roles r WHERE r.member_id = m.id ORDER BY r.role) AS roles,
         ARRAY(SELECT t.team_id::text FROM team_members t WHERE t.member_id = m.id ORDER BY t.team_id) AS "teamIds"
    FROM members m JOIN accounts a ON a.id = m.account_id`;

const ACCESS = `
  SELECT m.id, m.account_id AS "accountId", m.kind, m.name, m.state, o.state <> 'active' AS "organizationSuspended",
         ARRAY(SELECT r.role FROM member_roles r WHERE r.member_id = m.id ORDER BY r.role) AS roles,
         ARRAY(SELECT DISTINCT unnest(c.permissions) FROM custom_roles c JOIN member_roles r ON r.role = c.id::text
                WHERE r.member_id = m.id) AS "customPermissions",
         ARRAY(SELECT t.team_id::text FROM team_members t WHERE t.member_id = m.id ORDER BY t.team_id) AS "teamIds"
    FROM members m JOIN organizations o ON o.id = m.organization_id WHERE m.id = $1`;

/** Reads of members, for this feature's screens and for every feature above that names, assigns or asks a member. */
@Injectable()
export class MemberDirectory {
  async find(tx: Tx, id: string): Promise<MemberView | null> {
    const rows = await tx.query<MemberView>(`${VIEW} WHERE m.id = $1`, [id]);
    return rows[0] ?? null;
  }

  /**
   * @param after the last member of the page before
   * @param kind only these; null for all
   */
  list(
    tx: Tx,
    limit: number,
    after: { name: string; id: string } | null,
    kind: MemberKind | null = null,
  ): Promise<MemberView[]> {
    return tx.query<MemberView>(
      `${VIEW} WHERE ($4::text IS NULL OR m.kind = $4) AND ($2::text IS NULL OR (m.name, m.id) > ($2, $3::uuid))
        ORDER BY m.name, m.id LIMIT $1`,
      [limit, after?.name ?? null, after?.id ?? null, kind],
    );
  }

  /** The member of this organization with this address, or null. */
  async findByEmail(tx: Tx, email: string): Promise<MemberView | null> {
    const rows = await tx.query<MemberView>(`${VIEW} WHERE a.email = $1`, [normalizeEmail(email)]);
    return rows[0] ?? null;
  }

  /** The active persons who hold a role, for what has to reach all of them. */
  activeWithRole(tx: Tx, role: string): Promise<MemberView[]> {
    return tx.query<MemberView>(
      `${VIEW} WHERE m.state = 'active' AND m.organization_id = $1
          AND m.kind = 'person' AND EXISTS (SELECT FROM member_roles r WHERE r.member_id = m.id AND r.role = $2) ORDER BY m.id`,
      [tx.organizationId, role],
    );
  }

  /** Names by member id; ids that are not members of this organization are absent. */
  async names(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<{ id: string; name: string }>(
      'SELECT id, name FROM members WHERE id = ANY($1::uuid[])',
      [[...new Set(ids)]],
    );
    return new Map(rows.map((row) => [row.id, row.name]));
  }

  /** What a member may do now; null when there is no such member in this organization. */
  async access(tx: Tx, id: string): Promise<MemberAccess | null> {
    const [row] = await tx.query<Omit<MemberAccess, 'permissions'> & { customPermissions: string[] }>(ACCESS, [id]);
    if (!row) return null;
    const { customPermissions, ...access } = row;
    const state = access.organizationSuspended ? 'disabled' : access.state;
    return {
      ...access,
      state,
      permissions: new Set([...permissionsOf(access.roles), ...customPermissions.filter(isPermission)]),
    };
  }
}
