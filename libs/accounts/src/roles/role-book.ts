import { Injectable } from '@nestjs/common';
import { hasPermission, isId, type RequestContext, type Tx } from '@divan/platform';
import { roleAboveOwn, roleUnknown } from '../accounts.errors';
import { isPermission } from '../permissions';
import { RoleRepository } from './role.repository';
import { builtInRole, type Role } from './roles';

/** Looks up roles by id, built-in and custom, and holds the rule of who may give them. */
@Injectable()
export class RoleBook {
  constructor(private readonly roles: RoleRepository) {}

  /** Those of the ids that are roles of this organization. */
  async find(tx: Tx, ids: readonly string[]): Promise<Role[]> {
    const builtIn = ids.flatMap((id) => builtInRole(id) ?? []);
    const customIds = ids.filter((id) => isId(id));
    const custom = customIds.length > 0 ? await this.roles.findForGrant(tx, customIds) : [];
    return [...builtIn, ...custom.map((role) => ({ ...role, permissions: role.permissions.filter(isPermission) }))];
  }

  /**
   * Nobody hands out or takes away more than they hold themselves.
   * @throws 422 `accounts.role_unknown`; 403 `accounts.role_above_own`
   */
  async assertGrantable(tx: Tx, ctx: Pick<RequestContext, 'permissions'>, ids: readonly string[]): Promise<void> {
    const roles = await this.find(tx, ids);
    const missing = ids.findIndex((id) => !roles.some((role) => role.id === id));
    if (missing >= 0) throw roleUnknown();
    for (const { name, permissions } of roles) {
      if (permissions.some((permission) => !hasPermission(ctx, permission))) throw roleAboveOwn(name);
    }
  }
}
