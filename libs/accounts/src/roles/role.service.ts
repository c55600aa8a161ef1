import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import {
  assertIfMatch,
  Database,
  DomainEvents,
  hasPermission,
  isId,
  newId,
  notFound,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import { permissionAboveOwn, roleExists, roleFixed, roleHeld } from '../accounts.errors';
import { memberChanged, roleChanged, roleChangeRefused, roleCreated, roleDeleted } from '../accounts.events';
import { MemberRepository } from '../members/member.repository';
import { OrganizationRepository } from '../organizations/organization.repository';
import type { Permission } from '../permissions';
import { recordRefusal } from '../refusals';
import { assertReachesTeams } from '../teams/team-reach';
import { RoleRepository, type CustomRole } from './role.repository';
import { BUILT_IN_ROLES, builtInRole } from './roles';

/** A role as lists show it. */
export interface RoleView extends Omit<CustomRole, 'permissions'> {
  permissions: readonly Permission[];
  builtIn: boolean;
  memberCount: number;
}

export type RoleInput = Pick<CustomRole, 'name' | 'description' | 'permissions'>;

/** The roles that an organization makes for itself. Nobody touches one that holds more than they hold themselves. */
@Injectable()
export class RoleService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly roles: RoleRepository,
    private readonly members: MemberRepository,
    private readonly organizations: OrganizationRepository,
  ) {}

  /** The built-in roles, then the organization's own by name. */
  list(ctx: RequestContext): Promise<RoleView[]> {
    return this.database.read(ctx, async (tx) => {
      const custom = await this.roles.list(tx);
      const counts = await this.roles.counts(tx);
      const counted = ({ id }: { id: string }): number => counts.get(id) ?? 0;
      return [
        ...BUILT_IN_ROLES.map((role) => ({
          ...role,
          description: null,
          builtIn: true,
          version: 1,
          memberCount: counted(role),
        })),
        ...custom.map((role) => ({ ...role, builtIn: false, memberCount: counted(role) })),
      ];
    });
  }

  /** @throws 403 `accounts.permission_above_own`; 409 `accounts.role_exists` */
  create(ctx: RequestContext, input: RoleInput): Promise<RoleView> {
    const role = { ...input, id: newId(), version: 1 };
    return this.recorded(ctx, role.id, async (tx) => {
      assertHeld(ctx, role.permissions);
      assertNotBuiltIn(role.name);
      await this.organizations.lockMembers(tx);
      if (!(await this.roles.insert(tx, role))) throw roleExists();
      await this.audit.write(tx, ctx, roleCreated, {
        object: { type: 'role', id: role.id },
        detail: { permissions: role.permissions },
      });
      return { ...role, builtIn: false, memberCount: 0 };
    });
  }

  /** Takes effect on the sessions of those who hold it at once. @throws 412; as `create` */
  change(ctx: RequestContext, id: string, ifMatch: string, change: Partial<RoleInput>): Promise<RoleView> {
    return this.recorded(ctx, id, async (tx) => {
      const before = await this.lock(tx, id, ifMatch);
      const after = { ...before, ...change };
      assertHeld(ctx, [...before.permissions, ...after.permissions]);
      assertReachesTeams(ctx, await this.members.teamsWithRole(tx, id));
      assertNotBuiltIn(after.name);
      if (!(await this.roles.update(tx, after))) throw roleExists();
      await this.audit.write(tx, ctx, roleChanged, {
        object: { type: 'role', id },
        detail: { before: { permissions: before.permissions }, after: { permissions: after.permissions } },
      });
      await this.announce(tx, ctx, id);
      const memberCount = await this.roles.countHolders(tx, id);
      return { ...after, version: before.version + 1, builtIn: false, memberCount };
    });
  }

  /** @throws 409 `accounts.role_held` while somebody holds it; 412 */
  delete(ctx: RequestContext, id: string, ifMatch: string): Promise<void> {
    return this.recorded(ctx, id, async (tx) => {
      const role = await this.lock(tx, id, ifMatch);
      assertHeld(ctx, role.permissions);
      const holders = await this.roles.countHolders(tx, id);
      if (holders > 0) throw roleHeld(holders);
      await this.roles.delete(tx, id);
      await this.audit.write(tx, ctx, roleDeleted, {
        object: { type: 'role', id },
        detail: { permissions: role.permissions },
      });
    });
  }

  private recorded<T>(ctx: RequestContext, id: string, change: (tx: Tx) => Promise<T>): Promise<T> {
    return recordRefusal(this.audit, ctx, roleChangeRefused, { type: 'role', id }, () =>
      this.database.transaction(ctx, change),
    );
  }

  private async lock(tx: Tx, id: string, ifMatch: string): Promise<CustomRole> {
    if (builtInRole(id)) throw roleFixed();
    // As every change of members does first, so that the two never wait for each other.
    await this.organizations.lockMembers(tx);
    const role = isId(id) ? await this.roles.lock(tx, id) : null;
    if (!role) throw notFound('role');
    assertIfMatch(ifMatch, role.version);
    return role;
  }

  private async announce(tx: Tx, ctx: RequestContext, roleId: string): Promise<void> {
    const holders = await this.members.withRole(tx, roleId);
    const items = holders.map(({ id: memberId, accountId, state }) => ({
      memberId,
      accountId,
      state,
      stateChanged: false,
    }));
    await this.events.publish(tx, ctx, memberChanged, items);
  }
}

function assertHeld(ctx: RequestContext, permissions: readonly string[]): void {
  const missing = permissions.find((permission) => !hasPermission(ctx, permission));
  if (missing !== undefined) throw permissionAboveOwn(missing);
}

/** Two roles of one name, one of them everybody's idea of an administrator, would mislead whoever gives them. */
function assertNotBuiltIn(name: string): void {
  const plain = name.toLowerCase();
  if (BUILT_IN_ROLES.some((role) => role.name.toLowerCase() === plain || role.id === plain)) throw roleExists();
}
