import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** A group of members. */
export interface Team {
  id: string;
  name: string;
  memberCount: number;
}

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
    return tx.query<Team>(
      `SELECT t.id, t.name, (SELECT count(*)::int FROM team_members m WHERE m.team_id = t.id) AS "memberCount"
         FROM teams t ORDER BY lower(t.name), t.id`,
    );
  }

  async allExist(tx: Tx, ids: readonly string[]): Promise<boolean> {
    if (ids.length === 0) return true;
    const rows = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM teams WHERE id = ANY($1::uuid[])',
      [ids],
    );
    return rows[0]?.count === new Set(ids).size;
  }
}
