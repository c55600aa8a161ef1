import { Injectable } from '@nestjs/common';
import { RoleBook } from '@divan/accounts';
import { hasPermission, type RequestContext, type Tx } from '@divan/platform';
import { settingsInvalid } from '../federation.errors';

/** Whoever sets up a provider gives roles through it, so the rule of giving roles holds: none that holds more than they do. */
@Injectable()
export class RoleGrants {
  constructor(private readonly roles: RoleBook) {}

  /** @throws 422 naming the field */
  async assertGrantable(tx: Tx, ctx: RequestContext, pointer: string, roleIds: readonly string[]): Promise<void> {
    const ids = [...new Set(roleIds)];
    const roles = await this.roles.find(tx, ids);
    const missing = ids.find((id) => !roles.some((role) => role.id === id));
    if (missing !== undefined) throw settingsInvalid(pointer, `names the role ${missing}, which does not exist`);
    const above = roles.find(({ permissions }) => permissions.some((permission) => !hasPermission(ctx, permission)));
    if (above)
      throw settingsInvalid(pointer, `names the role ${above.name}, which holds permissions that you do not have`);
  }
}
