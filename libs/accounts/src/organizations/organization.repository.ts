import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

export interface Organization {
  id: string;
  name: string;
  timeZone: string;
  createdAt: Date;
  /** When the first setup was finished. */
  setupDoneAt: Date | null;
  /** Suspended: nobody works there and nothing is received or sent. Deleting: the same, and it does not come back. */
  state: 'active' | 'suspended' | 'deleting';
  version: number;
}

/** An organization in which a person may work. */
export interface OwnOrganization {
  id: string;
  name: string;
  /** Whether sessions of other organizations may go on there. */
  allowSwitching: boolean;
}

/** What the hosting administrator sees of an organization. */
export interface HostedOrganization {
  id: string;
  name: string;
  state: Organization['state'];
  stateReason: string | null;
  createdAt: Date;
  activeMembers: number;
}

const COLUMNS = `id, name, time_zone AS "timeZone", created_at AS "createdAt", setup_done_at AS "setupDoneAt", state,
  version`;

@Injectable()
export class OrganizationRepository {
  async insert(tx: Tx, organization: Pick<Organization, 'id' | 'name' | 'timeZone' | 'createdAt'>): Promise<void> {
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

  async lock(tx: Tx, id: string): Promise<Organization | null> {
    const rows = await tx.query<Organization>(`SELECT ${COLUMNS} FROM organizations WHERE id = $1 FOR UPDATE`, [id]);
    return rows[0] ?? null;
  }

  async update(tx: Tx, { id, name, timeZone, setupDoneAt }: Organization): Promise<void> {
    await tx.execute(
      'UPDATE organizations SET name = $2, time_zone = $3, setup_done_at = $4, version = version + 1 WHERE id = $1',
      [id, name, timeZone, setupDoneAt],
    );
  }

  async setState(tx: Tx, id: string, state: Organization['state'], reason: string | null): Promise<void> {
    await tx.execute('UPDATE organizations SET state = $2, state_reason = $3, version = version + 1 WHERE id = $1', [
      id,
      state,
      reason,
    ]);
  }

  /** For `Database.system`. */
  listHosted(tx: Tx): Promise<HostedOrganization[]> {
    return tx.query<HostedOrganization>(
      `SELECT o.id, o.name, o.state, o.state_reason AS "stateReason", o.created_at AS "createdAt",
              (SELECT count(*)::int FROM members m WHERE m.organization_id = o.id AND m.state = 'active') AS "activeMembers"
         FROM organizations o ORDER BY lower(o.name), o.id`,
    );
  }

  /** Where the account is an active member, by name. For `Database.system`. */
  listOf(tx: Tx, accountId: string): Promise<OwnOrganization[]> {
    return tx.query<OwnOrganization>(
      `SELECT o.id, o.name, coalesce(p.allow_switching, true) AS "allowSwitching"
         FROM members m JOIN organizations o ON o.id = m.organization_id
         LEFT JOIN security_policies p ON p.organization_id = o.id
        WHERE m.account_id = $1 AND m.state = 'active' AND m.kind = 'person' AND o.state = 'active'
        ORDER BY lower(o.name), o.id`,
      [accountId],
    );
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
