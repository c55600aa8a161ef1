import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { ADMINISTRATOR } from '../roles/roles';

export type MemberState = 'invited' | 'active' | 'disabled';

/** A service member acts through API keys only: nobody signs in as one. */
export type MemberKind = 'person' | 'service';

/** A place in one organization. */
export interface Member {
  id: string;
  organizationId: string;
  accountId: string;
  kind: MemberKind;
  name: string;
  state: MemberState;
  /** When the first invitation was accepted. */
  joinedAt: Date | null;
  version: number;
}

export interface Assignment {
  roles: string[];
  teamIds: string[];
}

const COLUMNS = `m.id, m.organization_id AS "organizationId", m.account_id AS "accountId", m.kind, m.name, m.state,
  m.joined_at AS "joinedAt", m.version`;

@Injectable()
export class MemberRepository {
  /** A member with this address must not be there yet; `lockMembers` keeps it so. */
  async insert(tx: Tx, member: Member): Promise<void> {
    await tx.execute(
      `INSERT INTO members (id, organization_id, account_id, kind, name, state, joined_at, active_since, version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
      [
        member.id,
        member.organizationId,
        member.accountId,
        member.kind,
        member.name,
        member.state,
        member.joinedAt,
        member.version,
      ],
    );
  }

  async find(tx: Tx, id: string): Promise<Member | null> {
    const rows = await tx.query<Member>(`SELECT ${COLUMNS} FROM members m WHERE m.id = $1`, [id]);
    return rows[0] ?? null;
  }

  async lock(tx: Tx, id: string): Promise<Member | null> {
    const rows = await tx.query<Member>(`SELECT ${COLUMNS} FROM members m WHERE m.id = $1 FOR UPDATE`, [id]);
    return rows[0] ?? null;
  }

  /** @param activeSince given when the member becomes active: from here on its use is counted */
  async update(
    tx: Tx,
    member: Pick<Member, 'id' | 'accountId' | 'name' | 'state' | 'joinedAt'>,
    activeSince: Date | null = null,
  ): Promise<void> {
    await tx.execute(
      `UPDATE members SET name = $2, state = $3, joined_at = $4, active_since = coalesce($5, active_since), account_id = $6,
              version = version + 1
        WHERE id = $1`,
      [member.id, member.name, member.state, member.joinedAt, activeSince, member.accountId],
    );
  }

  async touch(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.execute('UPDATE members SET last_active_at = $2 WHERE id = $1', [id, at]);
  }

  async assignment(tx: Tx, id: string): Promise<Assignment> {
    const rows = await tx.query<Assignment>(
      `SELECT ARRAY(SELECT role FROM member_roles WHERE member_id = $1 ORDER BY role) AS roles,
              ARRAY(SELECT team_id::text FROM team_members WHERE member_id = $1 ORDER BY team_id) AS "teamIds"`,
      [id],
    );
    return rows[0] ?? { roles: [], teamIds: [] };
  }

  /** The teams of all who hold a role. */
  async teamsWithRole(tx: Tx, role: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT t.team_id AS id FROM team_members t JOIN member_roles r ON r.member_id = t.member_id
        WHERE r.organization_id = $1 AND r.role = $2`,
      [tx.organizationId, role],
    );
    return rows.map(({ id }) => id);
  }

  async isMember(tx: Tx, organizationId: string, accountId: string, other: string): Promise<boolean> {
    const rows = await tx.query('SELECT FROM members WHERE organization_id = $1 AND account_id = $2 AND id <> $3', [
      organizationId,
      accountId,
      other,
    ]);
    return rows.length > 0;
  }

  /** Where the account joined, whatever became of that. For `Database.system`. */
  placesOf(tx: Tx, accountId: string): Promise<{ id: string; organizationId: string }[]> {
    return tx.query(
      `SELECT id, organization_id AS "organizationId" FROM members WHERE account_id = $1 AND joined_at IS NOT NULL`,
      [accountId],
    );
  }

  /** Whether the account joined other organizations than this one, whatever became of that. For `Database.system`. */
  async joinedElsewhere(tx: Tx, accountId: string, organizationId: string): Promise<boolean> {
    const rows = await tx.query(
      'SELECT FROM members WHERE account_id = $1 AND organization_id <> $2 AND joined_at IS NOT NULL LIMIT 1',
      [accountId, organizationId],
    );
    return rows.length > 0;
  }

  async setRoles(tx: Tx, id: string, roles: readonly string[]): Promise<void> {
    await tx.execute('DELETE FROM member_roles WHERE member_id = $1', [id]);
    await tx.execute('INSERT INTO member_roles (organization_id, member_id, role) SELECT $1, $2, unnest($3::text[])', [
      tx.organizationId,
      id,
      [...new Set(roles)],
    ]);
  }

  async setTeams(tx: Tx, id: string, teamIds: readonly string[]): Promise<void> {
    await tx.execute('DELETE FROM team_members WHERE member_id = $1', [id]);
    await tx.execute(
      'INSERT INTO team_members (organization_id, member_id, team_id) SELECT $1, $2, unnest($3::uuid[])',
      [tx.organizationId, id, [...new Set(teamIds)]],
    );
  }

  async countActiveAdministrators(tx: Tx): Promise<number> {
    const rows = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM members m JOIN member_roles r ON r.member_id = m.id
        WHERE m.state = 'active' AND m.kind = 'person' AND r.role = $1`,
      [ADMINISTRATOR],
    );
    return rows[0]?.count ?? 0;
  }

  /** Where this account may sign in, the last used first. For `Database.system`. */
  activeOf(tx: Tx, accountId: string): Promise<Member[]> {
    return tx.query<Member>(
      `SELECT ${COLUMNS} FROM members m JOIN organizations o ON o.id = m.organization_id
        WHERE m.account_id = $1 AND m.state = 'active' AND m.kind = 'person' AND o.state = 'active'
        ORDER BY m.last_active_at DESC NULLS LAST, m.id`,
      [accountId],
    );
  }

  /** As `find`, for sign-in: nobody is active in an organization that is suspended. */
  async findForSignIn(tx: Tx, id: string): Promise<Member | null> {
    const [row] = await tx.query<Member & { open: boolean }>(
      `SELECT ${COLUMNS}, m.kind = 'person' AND o.state = 'active' AS open
         FROM members m JOIN organizations o ON o.id = m.organization_id WHERE m.id = $1`,
      [id],
    );
    if (!row) return null;
    const { open, ...member } = row;
    return open ? member : { ...member, state: 'disabled' };
  }

  /** The member with this address, whichever account it has. */
  async lockByEmail(tx: Tx, email: string): Promise<Member | null> {
    const rows = await tx.query<Member>(
      `SELECT ${COLUMNS} FROM members m WHERE m.account_id IN (SELECT id FROM accounts WHERE email = $1) FOR UPDATE`,
      [email],
    );
    return rows[0] ?? null;
  }

  /** Whatever their state. */
  withRole(tx: Tx, role: string): Promise<Member[]> {
    return tx.query<Member>(
      `SELECT ${COLUMNS} FROM members m JOIN member_roles r ON r.member_id = m.id
        WHERE r.organization_id = $1 AND r.role = $2 ORDER BY m.id`,
      [tx.organizationId, role],
    );
  }
}
