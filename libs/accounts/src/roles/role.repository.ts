import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { Permission } from '../permissions';

/** A role that an organization made for itself. */
export interface CustomRole {
  id: string;
  name: string;
  description: string | null;
  permissions: Permission[];
  version: number;
}

const COLUMNS = 'c.id, c.name, c.description, c.permissions, c.version';

@Injectable()
export class RoleRepository {
  list(tx: Tx): Promise<CustomRole[]> {
    return tx.query<CustomRole>(`SELECT ${COLUMNS} FROM custom_roles c ORDER BY lower(c.name), c.id`);
  }

  /** Of these ids, the custom roles that exist; a role that is being given cannot be deleted meanwhile. */
  findForGrant(tx: Tx, ids: readonly string[]): Promise<CustomRole[]> {
    return tx.query<CustomRole>(
      `SELECT ${COLUMNS} FROM custom_roles c WHERE c.id = ANY($1::uuid[]) ORDER BY c.id FOR KEY SHARE`,
      [ids],
    );
  }

  async lock(tx: Tx, id: string): Promise<CustomRole | null> {
    const rows = await tx.query<CustomRole>(`SELECT ${COLUMNS} FROM custom_roles c WHERE c.id = $1 FOR UPDATE`, [id]);
    return rows[0] ?? null;
  }

  /** @returns false when the name is taken */
  async insert(tx: Tx, role: CustomRole): Promise<boolean> {
    const inserted = await tx.execute(
      `INSERT INTO custom_roles (id, organization_id, name, description, permissions) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (organization_id, lower(name)) DO NOTHING`,
      [role.id, tx.organizationId, role.name, role.description, role.permissions],
    );
    return inserted === 1;
  }

  /** @returns false when the name is taken */
  async update(tx: Tx, role: CustomRole): Promise<boolean> {
    const updated = await tx.execute(
      `UPDATE custom_roles c SET name = $2, description = $3, permissions = $4, version = version + 1
        WHERE c.id = $1 AND NOT EXISTS (SELECT FROM custom_roles o WHERE lower(o.name) = lower($2) AND o.id <> c.id)`,
      [role.id, role.name, role.description, role.permissions],
    );
    return updated === 1;
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.execute('DELETE FROM custom_roles WHERE id = $1', [id]);
  }

  /** How many members hold each role, whatever their state. */
  async counts(tx: Tx): Promise<Map<string, number>> {
    const rows = await tx.query<{ role: string; count: number }>(
      'SELECT role, count(*)::int AS count FROM member_roles WHERE organization_id = $1 GROUP BY role',
      [tx.organizationId],
    );
    return new Map(rows.map(({ role, count }) => [role, count]));
  }

  async countHolders(tx: Tx, id: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM member_roles WHERE organization_id = $1 AND role = $2',
      [tx.organizationId, id],
    );
    return row?.count ?? 0;
  }
}
