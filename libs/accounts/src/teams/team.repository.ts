import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { MemberState } from '../members/member.repository';

/** A group of members. */
export interface Team {
  id: string;
  name: string;
  memberCount: number;
  version: number;
}

const COLUMNS = `t.id, t.name, t.version,
  (SELECT count(*)::int FROM team_members m WHERE m.team_id = t.id) AS "memberCount"`;

@Injectable()
export class TeamRepository {
  /** @returns false when the name is taken */
  async insert(tx: Tx, id: string, name: string): Promise<boolean> {
    const inserted = await tx.execute(
      'INSERT INTO teams (id, organization_id, name) VALUES ($1, $2, $3) ON CONFLICT (organization_id, lower(name)) DO NOTHING',
      [id, tx.organizationId, name],
    );
    return inserted === 1;
  }

  list(tx: Tx): Promise<Team[]> {
    return tx.query<Team>(`SELECT ${COLUMNS} FROM teams t ORDER BY lower(t.name), t.id`);
  }

  async lock(tx: Tx, id: string): Promise<Team | null> {
    const rows = await tx.query<Team>(`SELECT ${COLUMNS} FROM teams t WHERE t.id = $1 FOR UPDATE`, [id]);
    return rows[0] ?? null;
  }

  /** @returns false when the name is taken */
  async rename(tx: Tx, id: string, name: string): Promise<boolean> {
    const renamed = await tx.execute(
      `UPDATE teams t SET name = $2, version = version + 1
        WHERE t.id = $1 AND NOT EXISTS (SELECT FROM teams o WHERE lower(o.name) = lower($2) AND o.id <> t.id)`,
      [id, name],
    );
    return renamed === 1;
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.execute('DELETE FROM teams WHERE id = $1', [id]);
  }

  membersOf(tx: Tx, id: string): Promise<{ memberId: string; accountId: string; state: MemberState }[]> {
    return tx.query(
      `SELECT m.id AS "memberId", m.account_id AS "accountId", m.state
         FROM team_members t JOIN members m ON m.id = t.member_id WHERE t.team_id = $1 ORDER BY m.id`,
      [id],
    );
  }

  /** A team that is being given cannot be deleted meanwhile. */
  async allExist(tx: Tx, ids: readonly string[]): Promise<boolean> {
    if (ids.length === 0) return true;
    const rows = await tx.query('SELECT id FROM teams WHERE id = ANY($1::uuid[]) ORDER BY id FOR KEY SHARE', [ids]);
    return rows.length === new Set(ids).size;
  }
}
