import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import {
  AppError,
  assertIfMatch,
  Clock,
  Database,
  decodeCursor,
  DomainEvents,
  notFound,
  pageOf,
  type Page,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import { z } from 'zod';
import { AccountRepository } from '../account.repository';
import {
  lastAdministrator,
  memberNeverJoined,
  memberStateInvalid,
  roleAboveOwn,
  teamUnknown,
} from '../accounts.errors';
import { memberChanged, memberChangedAudit, memberChangeRefused, profileChanged } from '../accounts.events';
import { InvitationRepository } from '../invitations/invitation.repository';
import { MemberDirectory, type MemberView } from './member.read-model';
import { MemberRepository, type Assignment, type Member, type MemberState } from './member.repository';
import { OrganizationRepository, type Organization } from '../organizations/organization.repository';
import { ADMINISTRATOR, permissionsOf } from '../roles/roles';
import { TeamRepository } from '../teams/team.repository';

export interface MemberChange {
  roles?: string[];
  teamIds?: string[];
  state?: 'active' | 'disabled';
}

type Standing = Assignment & { state: MemberState };

export interface Profile {
  member: MemberView;
  organization: Organization;
}

const cursorSchema = z.object({ name: z.string(), id: z.uuid() });

@Injectable()
export class MemberService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly members: MemberRepository,
    private readonly directory: MemberDirectory,
    private readonly teams: TeamRepository,
    private readonly accounts: AccountRepository,
    private readonly organizations: OrganizationRepository,
    private readonly invitations: InvitationRepository,
  ) {}

  /** Members by name, a page at a time. */
  list(ctx: RequestContext, page: { limit: number; cursor?: string }): Promise<Page<MemberView>> {
    const after = decodeCursor(page.cursor, cursorSchema) ?? null;
    return this.database.read(ctx, async (tx) => {
      const rows = await this.directory.list(tx, page.limit + 1, after);
      return pageOf(
        rows,
        page.limit,
        ({ name, id }) => ({ name, id }),
        (row) => row,
      );
    });
  }

  async get(ctx: RequestContext, id: string): Promise<MemberView> {
    const member = await this.database.read(ctx, (tx) => this.directory.find(tx, id));
    if (!member) throw notFound('member');
    return member;
  }

  /**
   * Changes roles, teams or state. The last active administrator keeps the role and stays active.
   * @throws 412 when `ifMatch` is not the member's present version; 409 `accounts.last_administrator`
   */
  async changeMember(ctx: RequestContext, id: string, ifMatch: string, change: MemberChange): Promise<MemberView> {
    try {
      return await this.database.transaction(ctx, (tx) => this.change(ctx, tx, id, ifMatch, change));
    } catch (error) {
      if (error instanceof AppError && [403, 409].includes(error.status)) {
        await this.audit.refuse(ctx, memberChangeRefused, {
          object: { type: 'member', id },
          detail: { code: error.code },
        });
      }
      throw error;
    }
  }

  private async change(
    ctx: RequestContext,
    tx: Tx,
    id: string,
    ifMatch: string,
    change: MemberChange,
  ): Promise<MemberView> {
    await this.organizations.lockAdministrators(tx);
    const member = await this.members.lock(tx, id);
    if (!member) throw notFound('member');
    assertIfMatch(ifMatch, member.version);
    const before = { ...(await this.members.assignment(tx, id)), state: member.state };
    const after = {
      roles: change.roles ?? before.roles,
      teamIds: change.teamIds ?? before.teamIds,
      state: nextState(member, change.state),
    };
    assertGrantable(
      ctx,
      after.roles.filter((role) => !before.roles.includes(role)),
    );
    if (change.teamIds && !(await this.teams.allExist(tx, change.teamIds))) throw teamUnknown();

    await this.store(tx, member, before, after);
    await this.audit.write(tx, ctx, memberChangedAudit, { object: { type: 'member', id }, detail: { before, after } });
    await this.announce(tx, ctx, member, before.state, after.state);
    const view = await this.directory.find(tx, id);
    if (!view) throw notFound('member');
    return view;
  }

  private async store(tx: Tx, member: Member, before: Standing, after: Standing): Promise<void> {
    await this.members.setRoles(tx, member.id, after.roles);
    await this.members.setTeams(tx, member.id, after.teamIds);
    await this.members.update(tx, { ...member, state: after.state });
    if (after.state === 'disabled') await this.invitations.voidOpen(tx, member.id, this.clock.now());
    const wasAdministrator = before.state === 'active' && before.roles.includes(ADMINISTRATOR);
    if (wasAdministrator && (await this.members.countActiveAdministrators(tx)) === 0) throw lastAdministrator();
  }

  private announce(
    tx: Tx,
    ctx: RequestContext,
    member: Member,
    before: MemberState,
    after: MemberState,
  ): Promise<void> {
    return this.events.publish(tx, ctx, memberChanged, [
      { memberId: member.id, accountId: member.accountId, state: after, stateChanged: before !== after },
    ]);
  }

  /** The signed-in member's own page. */
  profile(ctx: RequestContext): Promise<Profile> {
    return this.database.read(ctx, (tx) => this.readProfile(ctx, tx));
  }

  private async readProfile(ctx: RequestContext, tx: Tx): Promise<Profile> {
    const member = ctx.actor.kind === 'member' ? await this.directory.find(tx, ctx.actor.id) : null;
    const organization = await this.organizations.find(tx, ctx.organizationId);
    if (!member || !organization) throw notFound('member');
    return { member, organization };
  }

  changeProfile(ctx: RequestContext, change: { locale?: string }): Promise<Profile> {
    return this.database.transaction(ctx, async (tx) => {
      const { member } = await this.readProfile(ctx, tx);
      if (change.locale !== undefined && change.locale !== member.locale) {
        await this.accounts.setLocale(tx, member.accountId, change.locale);
        await this.audit.write(tx, ctx, profileChanged, {
          object: { type: 'member', id: member.id },
          detail: { locale: change.locale },
        });
      }
      return this.readProfile(ctx, tx);
    });
  }
}

/** Nobody hands out more than they hold themselves. */
export function assertGrantable(ctx: RequestContext, roles: readonly string[]): void {
  if (ctx.permissions.has('*')) return;
  for (const role of roles) {
    for (const permission of permissionsOf([role])) if (!ctx.permissions.has(permission)) throw roleAboveOwn(role);
  }
}

function nextState(member: Member, wanted: 'active' | 'disabled' | undefined): MemberState {
  if (wanted === undefined || wanted === member.state) return member.state;
  if (wanted === 'disabled') return 'disabled';
  if (member.state === 'invited') throw memberStateInvalid();
  if (!member.joinedAt) throw memberNeverJoined();
  return 'active';
}
