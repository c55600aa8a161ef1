import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Clock, DomainEvents, newId, type RequestContext, type Tx } from '@divan/platform';
import { AccountRepository, normalizeEmail } from '../account.repository';
import { teamUnknown } from '../accounts.errors';
import { memberChanged, memberProvisioned } from '../accounts.events';
import { OrganizationRepository } from '../organizations/organization.repository';
import { RoleBook } from '../roles/role-book';
import { TeamRepository } from '../teams/team.repository';
import { assertMailable } from './address';
import { MemberChanges } from './member-changes';
import { MemberDirectory, type MemberView } from './member.read-model';
import { MemberRepository } from './member.repository';

export interface ProvisionedMember {
  email: string;
  name: string;
  roles: string[];
  /** Left out: the teams stay as they are. */
  teamIds?: string[];
  state: 'active' | 'disabled';
}

/**
 * Members as an organization's directory says (SSO, SCIM). The caller answers for the directory: that it may speak of
 * the address, and which roles its groups mean. Roles that no longer exist are left out.
 *
 * A new member gets an account of this organization's own: it has no password, and whoever holds the same address
 * elsewhere keeps an account of their own. The last administrator and the break-glass member stay, as always.
 */
@Injectable()
export class MemberProvisioning {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly accounts: AccountRepository,
    private readonly members: MemberRepository,
    private readonly directory: MemberDirectory,
    private readonly teams: TeamRepository,
    private readonly organizations: OrganizationRepository,
    private readonly roles: RoleBook,
    private readonly changes: MemberChanges,
  ) {}

  /** Makes the member with this address, or brings it up to date. Nothing happens where nothing differs. */
  async provision(tx: Tx, ctx: RequestContext, input: ProvisionedMember): Promise<MemberView> {
    assertMailable(input.email);
    await this.organizations.lockMembers(tx);
    const existing = await this.members.lockByEmail(tx, normalizeEmail(input.email));
    if (!existing) return this.create(tx, ctx, input);
    const { name, roles, teamIds, state } = input;
    return this.changes.apply(tx, ctx, existing.id, { name, roles, teamIds, state }, { vouched: true });
  }

  setState(tx: Tx, ctx: RequestContext, memberId: string, state: 'active' | 'disabled'): Promise<MemberView> {
    return this.changes.apply(tx, ctx, memberId, { state }, { vouched: true });
  }

  setRoles(tx: Tx, ctx: RequestContext, memberId: string, roles: string[]): Promise<MemberView> {
    return this.changes.apply(tx, ctx, memberId, { roles }, { vouched: true });
  }

  setTeams(tx: Tx, ctx: RequestContext, memberId: string, teamIds: string[]): Promise<MemberView> {
    return this.changes.apply(tx, ctx, memberId, { teamIds }, { vouched: true });
  }

  rename(tx: Tx, ctx: RequestContext, memberId: string, name: string): Promise<MemberView> {
    return this.changes.apply(tx, ctx, memberId, { name }, { vouched: true });
  }

  /** The member of this organization with this address, whatever its state. */
  findByEmail(tx: Tx, email: string): Promise<MemberView | null> {
    return this.directory.findByEmail(tx, email);
  }

  private async create(tx: Tx, ctx: RequestContext, input: ProvisionedMember): Promise<MemberView> {
    const teamIds = [...new Set(input.teamIds ?? [])];
    if (!(await this.teams.allExist(tx, teamIds))) throw teamUnknown();
    const roles = (await this.roles.find(tx, [...new Set(input.roles)])).map(({ id }) => id);
    const member = {
      id: newId(),
      organizationId: ctx.organizationId,
      accountId: await this.accounts.ensureDirectory(tx, input.email),
      kind: 'person',
      name: input.name,
      state: input.state,
      joinedAt: this.clock.now(),
      version: 1,
    } as const;
    await this.members.insert(tx, member);
    await this.members.setRoles(tx, member.id, roles);
    await this.members.setTeams(tx, member.id, teamIds);
    await this.audit.write(tx, ctx, memberProvisioned, {
      object: { type: 'member', id: member.id },
      detail: { roles, teamIds, state: member.state },
    });
    await this.events.publish(tx, ctx, memberChanged, [
      { memberId: member.id, accountId: member.accountId, state: member.state, stateChanged: true },
    ]);
    const view = await this.directory.find(tx, member.id);
    if (!view) throw new Error('A member who was just made is gone.');
    return view;
  }
}
