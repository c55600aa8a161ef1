import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { assertIfMatch, Clock, DomainEvents, notFound, type RequestContext, type Tx } from '@divan/platform';
import { AccountRepository } from '../account.repository';
import {
  breakGlassMember,
  lastAdministrator,
  memberNeverJoined,
  memberStateInvalid,
  teamUnknown,
} from '../accounts.errors';
import { memberChanged, memberChangedAudit } from '../accounts.events';
import { InvitationRepository } from '../invitations/invitation.repository';
import { OrganizationRepository } from '../organizations/organization.repository';
import { PolicyRepository } from '../policy/policy.repository';
import { RoleBook } from '../roles/role-book';
import { ADMINISTRATOR } from '../roles/roles';
import { assertReachesTeams } from '../teams/team-reach';
import { TeamRepository } from '../teams/team.repository';
import { MemberDirectory, type MemberView } from './member.read-model';
import { MemberRepository, type Assignment, type Member, type MemberState } from './member.repository';

export interface MemberChange {
  name?: string;
  roles?: string[];
  teamIds?: string[];
  state?: 'active' | 'disabled';
}

export interface ChangeOptions {
  ifMatch?: string;
  /**
   * Somebody else answers for the change: a directory for who works here, the organization's own rules for inactivity.
   * Then the actor needs no permission for the roles, roles that no longer exist are left out, and who never joined by
   * a link may become active.
   */
  vouched?: boolean;
}

type Standing = Assignment & { state: MemberState };

/**
 * The one way in which a member's roles, teams and state change. Changes of one organization go one after the other, so
 * that an active administrator is always left, whoever asks: a person, a directory, or the calendar.
 */
@Injectable()
export class MemberChanges {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly accounts: AccountRepository,
    private readonly members: MemberRepository,
    private readonly directory: MemberDirectory,
    private readonly teams: TeamRepository,
    private readonly organizations: OrganizationRepository,
    private readonly invitations: InvitationRepository,
    private readonly policies: PolicyRepository,
    private readonly roles: RoleBook,
  ) {}

  /**
   * @throws 412 when `ifMatch` is not the member's present version; 409 `accounts.last_administrator`,
   *   `accounts.break_glass_member`; 403 `accounts.role_above_own`, `accounts.team_beyond_reach`; 422 for unknown roles and teams
   */
  async apply(
    tx: Tx,
    ctx: RequestContext,
    id: string,
    change: MemberChange,
    { ifMatch, vouched = false }: ChangeOptions = {},
  ): Promise<MemberView> {
    await this.organizations.lockMembers(tx);
    const member = await this.members.lock(tx, id);
    if (!member) throw notFound('member');
    if (ifMatch !== undefined) assertIfMatch(ifMatch, member.version);
    const before = { ...(await this.members.assignment(tx, id)), state: member.state };
    const after = {
      roles: await this.rolesAfter(tx, before, change, vouched),
      teamIds: change.teamIds ?? before.teamIds,
      state: nextState(member, change.state, vouched),
    };
    await this.assertAllowed(tx, ctx, before, after, vouched);
    const name = change.name ?? member.name;
    if (!vouched || name !== member.name || !isSame(before, after))
      await this.carryOut(tx, ctx, { ...member, name }, before, after);
    const view = await this.directory.find(tx, id);
    if (!view) throw notFound('member');
    return view;
  }

  private async assertAllowed(
    tx: Tx,
    ctx: RequestContext,
    before: Standing,
    after: Standing,
    vouched: boolean,
  ): Promise<void> {
    if (!vouched) {
      await this.roles.assertGrantable(tx, ctx, touchedRoles(before, after));
      assertReachesTeams(ctx, touchedTeams(before, after));
    }
    const joined = after.teamIds.filter((team) => !before.teamIds.includes(team));
    if (!(await this.teams.allExist(tx, joined))) throw teamUnknown();
  }

  private async carryOut(
    tx: Tx,
    ctx: RequestContext,
    member: Member,
    before: Standing,
    after: Standing,
  ): Promise<void> {
    const { id } = member;
    const accountId = await this.accountAfter(tx, member, after);
    await this.store(tx, { ...member, accountId }, before, after);
    await this.audit.write(tx, ctx, memberChangedAudit, { object: { type: 'member', id }, detail: { before, after } });
    await this.events.publish(tx, ctx, memberChanged, [
      { memberId: id, accountId, state: after.state, stateChanged: before.state !== after.state },
    ]);
  }

  /**
   * Whom the directory lets in who never followed a link gets an account of the organization's own: whose the invited
   * one is, only the link would have shown.
   */
  private async accountAfter(tx: Tx, { accountId, joinedAt }: Member, after: Standing): Promise<string> {
    if (joinedAt || after.state !== 'active') return accountId;
    const account = await this.accounts.find(tx, accountId);
    return account ? this.accounts.ensureDirectory(tx, account.email) : accountId;
  }

  private async rolesAfter(tx: Tx, before: Standing, change: MemberChange, vouched: boolean): Promise<string[]> {
    const wanted = [...new Set(change.roles ?? before.roles)].sort();
    return vouched && change.roles ? (await this.roles.find(tx, wanted)).map(({ id }) => id).sort() : wanted;
  }

  private async store(tx: Tx, member: Member, before: Standing, after: Standing): Promise<void> {
    const now = this.clock.now();
    const activated = after.state === 'active' && before.state !== 'active';
    await this.members.setRoles(tx, member.id, after.roles);
    await this.members.setTeams(tx, member.id, after.teamIds);
    const joinedAt = member.joinedAt ?? (activated ? now : null);
    await this.members.update(tx, { ...member, joinedAt, state: after.state }, activated ? now : null);
    if (after.state !== 'invited') await this.invitations.voidOpen(tx, member.id, now);
    const isAdministrator = after.state === 'active' && after.roles.includes(ADMINISTRATOR);
    const wasAdministrator = before.state === 'active' && before.roles.includes(ADMINISTRATOR);
    if (isAdministrator || !wasAdministrator) return;
    if ((await this.members.countActiveAdministrators(tx)) === 0) throw lastAdministrator();
    const { breakGlassMemberId } = await this.policies.find(tx, member.organizationId);
    if (breakGlassMemberId === member.id) throw breakGlassMember();
  }
}

/** Whoever enables or disables a member touches all that the member holds. */
function touchedRoles(before: Standing, after: Standing): string[] {
  const all = [...new Set([...before.roles, ...after.roles])];
  if (before.state !== after.state) return all;
  return all.filter((role) => before.roles.includes(role) !== after.roles.includes(role));
}

/** Whoever changes what a member may do, or whether, changes it in all of their teams. */
function touchedTeams(before: Standing, after: Standing): string[] {
  const all = [...new Set([...before.teamIds, ...after.teamIds])];
  if (before.state !== after.state || touchedRoles(before, after).length > 0) return all;
  return all.filter((team) => before.teamIds.includes(team) !== after.teamIds.includes(team));
}

function isSame(before: Standing, after: Standing): boolean {
  const text = ({ roles, teamIds, state }: Standing): string =>
    JSON.stringify([[...roles].sort(), [...teamIds].sort(), state]);
  return text(before) === text(after);
}

function nextState(member: Member, wanted: 'active' | 'disabled' | undefined, vouched: boolean): MemberState {
  if (wanted === undefined || wanted === member.state) return member.state;
  if (wanted === 'disabled' || vouched) return wanted;
  if (member.state === 'invited') throw memberStateInvalid();
  if (!member.joinedAt) throw memberNeverJoined();
  return 'active';
}
