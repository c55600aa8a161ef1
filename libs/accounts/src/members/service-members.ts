import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Clock, newId, notFound, type RequestContext, type Tx } from '@divan/platform';
import { AccountRepository } from '../account.repository';
import { teamUnknown } from '../accounts.errors';
import { serviceMemberCreated } from '../accounts.events';
import { RoleBook } from '../roles/role-book';
import { assertReachesTeams } from '../teams/team-reach';
import { TeamRepository } from '../teams/team.repository';
import { MemberChanges, type ChangeOptions, type MemberChange } from './member-changes';
import { MemberDirectory, type MemberView } from './member.read-model';
import { MemberRepository } from './member.repository';

/** Members that no person is: what API keys act as. They have no password, no factor and no address. */
@Injectable()
export class ServiceMembers {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly accounts: AccountRepository,
    private readonly members: MemberRepository,
    private readonly directory: MemberDirectory,
    private readonly teams: TeamRepository,
    private readonly roles: RoleBook,
    private readonly changes: MemberChanges,
  ) {}

  /** @throws 403 `accounts.role_above_own`, `accounts.team_beyond_reach`; 422 `accounts.role_unknown`, `accounts.team_unknown` */
  async create(
    tx: Tx,
    ctx: RequestContext,
    { name, roles, teamIds }: { name: string; roles: string[]; teamIds: string[] },
  ): Promise<MemberView> {
    await this.roles.assertGrantable(tx, ctx, roles);
    assertReachesTeams(ctx, teamIds);
    if (!(await this.teams.allExist(tx, teamIds))) throw teamUnknown();
    const id = newId();
    await this.members.insert(tx, {
      id,
      organizationId: ctx.organizationId,
      accountId: await this.accounts.insertService(tx),
      kind: 'service',
      name,
      state: 'active',
      joinedAt: this.clock.now(),
      version: 1,
    });
    await this.members.setRoles(tx, id, roles);
    await this.members.setTeams(tx, id, teamIds);
    await this.audit.write(tx, ctx, serviceMemberCreated, {
      object: { type: 'member', id },
      detail: { roles, teamIds },
    });
    return this.get(tx, id);
  }

  /** As for any member. @throws 404 for a person */
  async change(
    tx: Tx,
    ctx: RequestContext,
    id: string,
    change: MemberChange,
    options?: Pick<ChangeOptions, 'ifMatch'>,
  ): Promise<MemberView> {
    await this.get(tx, id);
    return this.changes.apply(tx, ctx, id, change, options);
  }

  /** @throws 404 for a person */
  async get(tx: Tx, id: string): Promise<MemberView> {
    const member = await this.directory.find(tx, id);
    if (member?.kind !== 'service') throw notFound('service member');
    return member;
  }

  /** By name. @param after the last one of the page before */
  list(tx: Tx, limit: number, after: { name: string; id: string } | null): Promise<MemberView[]> {
    return this.directory.list(tx, limit, after, 'service');
  }
}
