import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** A program of the organization, as a member. */
export interface ServiceMemberView {
  id: string;
  name: string;
  roles: string[];
  teamIds: string[];
  state: 'active' | 'disabled';
  lastActiveAt: Date | null;
  openKeys: number;
  version: number;
}

const VIEW = `
  SELECT m.id, m.name, m.state, m.last_active_at AS "lastActiveAt", m.version,
         ARRAY(SELECT r.role FROM member_roles r WHERE r.member_id = m.id ORDER BY r.role) AS roles,
         ARRAY(SELECT t.team_id::text FROM team_members t WHERE t.member_id = m.id ORDER BY t.team_id) AS "teamIds",
         (SELECT count(*)::int FROM api_keys k WHERE k.member_id = m.id AND k.ended_at IS NULL AND k.expires_at > $1) AS "openKeys"
    FROM members m WHERE m.organization_id = $2 AND m.kind = 'service'`;

@Injectable()
export class ServiceMemberReadModel {
  list(
    tx: Tx,
    now: Date,
    after: { name: string; id: string } | undefined,
    limit: number,
  ): Promise<ServiceMemberView[]> {
    return tx.query<ServiceMemberView>(
      `${VIEW} AND ($3::text IS NULL OR (m.name, m.id) > ($3, $4::uuid)) ORDER BY m.name, m.id LIMIT $5`,
      [now, tx.organizationId, after?.name ?? null, after?.id ?? null, limit],
    );
  }

  async find(tx: Tx, now: Date, id: string): Promise<ServiceMemberView | null> {
    return (await tx.query<ServiceMemberView>(`${VIEW} AND m.id = $3`, [now, tx.organizationId, id]))[0] ?? null;
  }
}
