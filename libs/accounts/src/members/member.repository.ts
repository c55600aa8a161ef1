import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { ADMINISTRATOR } from '../roles/roles';

export type MemberState = 'invited' | 'active' | 'disabled';

/** A person's place in one organization. */
export interface Member {
  id: string;
  organizationId: string;
  accountId: string;
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

const COLUMNS =
  'id, organization_id AS "organizationId", account_id AS "accountId", name, state, joined_at AS "joinedAt", version';

@Injectable()
export class MemberRepository {
  /** @returns false when the account already has a place in the organization */
  async insert(tx: Tx, member: Member): Promise<boolean> {
    const inserted = await tx.execute(
      `INSERT INTO members (id, organization_id, account_id, name, state, version) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT ON CONSTRAINT members_account_key DO NOTHING`,
      [member.id, member.organizationId, member.accountId, member.name, member.state, member.version],
    );
    return inserted === 1;
  }

  async find(tx: Tx, id: string): Promise<Member | null> {
    const rows = await tx.query<Member>(`SELECT ${COLUMNS} FROM members WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  async lock(tx: Tx, id: string): Promise<Member | null> {
    const rows = await tx.query<Member>(`SELECT ${COLUMNS} FROM members WHERE id = $1 FOR UPDATE`, [id]);
    return rows[0] ?? null;
  }

  async lockByAccount(tx: Tx, accountId: string): Promise<Member | null> {
    const rows = await tx.query<Member>(`SELECT ${COLUMNS} FROM members WHERE account_id = $1 FOR UPDATE`, [accountId]);
    return rows[0] ?? null;
  }

  async update(tx: Tx, member: Pick<Member, 'id' | 'name' | 'state' | 'joinedAt'>): Promise<void> {
    await tx.execute('UPDATE members SET name = $2, state = $3, joined_at = $4, version = version + 1 WHERE id = $1', [
      member.id,
      member.name,
      member.state,
      member.joinedAt,
    ]);
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
        WHERE m.state = 'active' AND r.role = $1`,
      [ADMINISTRATOR],
    );
    return rows[0]?.count ?? 0;
  }

  /** Where this account may sign in, the last used first. For `Database.system`. */
  activeOf(tx: Tx, accountId: string): Promise<Member[]> {
    return tx.query<Member>(
      `SELECT ${COLUMNS} FROM members WHERE account_id = $1 AND state = 'active' ORDER BY last_active_at DESC NULLS LAST, id`,
      [accountId],
    );
  }
}
