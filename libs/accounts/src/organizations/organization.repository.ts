import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

export interface Organization {
  id: string;
  name: string;
  timeZone: string;
  createdAt: Date;
}

const COLUMNS = 'id, name, time_zone AS "timeZone", created_at AS "createdAt"';

@Injectable()
export class OrganizationRepository {
  async insert(tx: Tx, organization: Organization): Promise<void> {
    await tx.execute('INSERT INTO organizations (id, name, time_zone, created_at) VALUES ($1, $2, $3, $4)', [
      organization.id,
      organization.name,
      organization.timeZone,
      organization.createdAt,
    ]);
  }

  async find(tx: Tx, id: string): Promise<Organization | null> {
    const rows = await tx.query<Organization>(`SELECT ${COLUMNS} FROM organizations WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  list(tx: Tx): Promise<Organization[]> {
    return tx.query<Organization>(`SELECT ${COLUMNS} FROM organizations ORDER BY id`);
  }

  /**
   * Changes of an organization's members go one after the other, or two could each remove "the other administrator who
   * is still there", or make two members of one address.
   */
  async lockMembers(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('accounts.members:' || $1::text, 0))`, [
      tx.organizationId,
    ]);
  }
}
