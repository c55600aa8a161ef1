import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import {
  AppError,
  Clock,
  Database,
  DomainEvents,
  hasPermission,
  isId,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import { AccountRepository, type Account } from '../account.repository';
import { addressUnproven, invitationInvalid, inviterGone, memberExists } from '../accounts.errors';
import { addressProven, invitationAccepted, joiningRefused, memberChanged } from '../accounts.events';
import { MemberDirectory } from '../members/member.read-model';
import { MemberRepository, type Member } from '../members/member.repository';
import { OrganizationRepository, type Organization } from '../organizations/organization.repository';
import { recordRefusal } from '../refusals';
import { RoleBook } from '../roles/role-book';
import { assertReachesTeams } from '../teams/team-reach';
import { AddressReleaseJobs } from './address-release.jobs';
import { InvitationMail } from './invitation.mail';
import { InvitationRepository, type FollowedInvitation, type Invitation } from './invitation.repository';
import { hashToken } from './invitation.service';

export interface OpenInvitation {
  invitation: FollowedInvitation;
  organization: Organization;
  member: Member;
  account: Account;
  /**
   * Whose the account is: nobody's yet; somebody's who showed that they read mail at the address; or of whoever followed
   * a link that its inviter saw, and that may be anybody.
   */
  owner: 'nobody' | 'proven' | 'unproven';
}

/**
 * Joining by invitation. An account that an inviter could have opened in somebody's name joins no second organization:
 * whoever comes from a mail to the address gets an account of their own, and the one before loses the address only.
 */
@Injectable()
export class InvitationAcceptance {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly invitations: InvitationRepository,
    private readonly accounts: AccountRepository,
    private readonly members: MemberRepository,
    private readonly directory: MemberDirectory,
    private readonly organizations: OrganizationRepository,
    private readonly roles: RoleBook,
    private readonly mail: InvitationMail,
    private readonly releases: AddressReleaseJobs,
  ) {}

  /** What the person at the link is invited to. @throws 404 for anything but an open invitation */
  open(token: string): Promise<OpenInvitation> {
    return this.database.system('invitation', async (tx) => {
      const invitation = await this.invitations.findOpen(tx, hashToken(token), this.clock.now());
      if (!invitation) throw invitationInvalid();
      const member = await this.members.find(tx, invitation.memberId);
      const organization = await this.organizations.find(tx, invitation.organizationId);
      const account = await this.accounts.findByEmail(tx, invitation.email);
      if (member?.state !== 'invited' || !organization || !account) throw invitationInvalid();
      return { invitation, organization, member, account, owner: await this.ownerOf(tx, account, organization.id) };
    });
  }

  private async ownerOf(tx: Tx, account: Account, organizationId: string): Promise<OpenInvitation['owner']> {
    if (account.addressProvenAt) return 'proven';
    const used = account.passwordHash !== null || (await this.members.joinedElsewhere(tx, account.id, organizationId));
    return used ? 'unproven' : 'nobody';
  }

  /** Before a sign-in that joins goes on. @throws 404; 409 `accounts.inviter_gone` */
  assertStands(ctx: RequestContext, invitationId: string): Promise<void> {
    return this.recorded(ctx, () =>
      this.database.read(ctx, async (tx) => {
        const invitation = await this.invitations.findOpenById(tx, invitationId, this.clock.now());
        if (!invitation) throw invitationInvalid();
        await this.assertInviterMay(tx, invitation);
      }),
    );
  }

  /**
   * Makes the invited person a member with a first password. Exactly one of several simultaneous attempts succeeds.
   * @returns the account that they have now
   * @throws 409 `accounts.address_unproven`, `accounts.inviter_gone`; 404 where the account is proven: that signs in
   */
  acceptWithPassword(
    ctx: RequestContext,
    open: OpenInvitation,
    { name, passwordHash }: { name: string; passwordHash: string },
  ): Promise<Account> {
    const { invitation, owner } = open;
    return this.recorded(ctx, async () => {
      if (owner === 'unproven' && !invitation.byMail) throw addressUnproven();
      return this.database.transaction(ctx, async (tx) => {
        // Before the account, as whoever invites takes them: the other way round, two would wait for each other.
        await this.organizations.lockMembers(tx);
        const now = this.clock.now();
        const provenAt = invitation.byMail ? now : null;
        const account = owner === 'unproven' ? await this.release(tx, ctx, open.account) : open.account;
        await this.admit(tx, ctx, invitation, account, name);
        if (!(await this.accounts.setFirstPassword(tx, account.id, passwordHash, now, provenAt)))
          throw invitationInvalid();
        if (provenAt) {
          await this.audit.write(tx, ctx, addressProven, {
            object: { type: 'member', id: invitation.memberId },
            detail: { takenOver: owner === 'unproven' },
          });
        }
        return { ...account, passwordHash, addressProvenAt: provenAt };
      });
    });
  }

  /** In the transaction of a full sign-in to an account whose address was proven before. @throws as `assertStands` */
  async join(
    tx: Tx,
    ctx: RequestContext,
    accountId: string,
    { invitationId, name }: { invitationId: string; name: string },
  ): Promise<void> {
    const invitation = await this.invitations.findOpenById(tx, invitationId, this.clock.now());
    const account = await this.accounts.find(tx, accountId);
    if (!invitation || !account?.addressProvenAt || account.email !== invitation.email) throw invitationInvalid();
    await this.admit(tx, ctx, invitation, account, name);
  }

  private async release(tx: Tx, ctx: RequestContext, before: Account): Promise<Account> {
    const released = await this.accounts.releaseAddress(tx, before);
    if (!released) throw invitationInvalid();
    const { account, formerly } = released;
    await this.releases.tellLater(tx, ctx, before.id);
    await this.mail.released(tx, { to: account.email, locale: account.locale, formerly });
    return account;
  }

  private async admit(
    tx: Tx,
    ctx: RequestContext,
    invitation: Invitation,
    account: Account,
    name: string,
  ): Promise<void> {
    const { id: invitationId, memberId } = invitation;
    const now = this.clock.now();
    await this.organizations.lockMembers(tx);
    await this.assertInviterMay(tx, invitation);
    const member = await this.members.lock(tx, memberId);
    if (member?.state !== 'invited' || !(await this.invitations.claim(tx, invitationId, now)))
      throw invitationInvalid();
    const accountId = account.id;
    // Invited before and after the address went to another account: two places, one person.
    if (await this.members.isMember(tx, ctx.organizationId, accountId, memberId)) throw memberExists();
    await this.members.update(tx, { id: memberId, accountId, name, state: 'active', joinedAt: now }, now);
    await this.audit.write(tx, ctx, invitationAccepted, {
      object: { type: 'member', id: memberId },
      detail: { invitationId },
    });
    await this.events.publish(tx, ctx, memberChanged, [{ memberId, accountId, state: 'active', stateChanged: true }]);
  }

  /** An invitation is worth what its inviter may still do. Who runs the installation always may. */
  private async assertInviterMay(tx: Tx, { invitedBy, memberId }: Invitation): Promise<void> {
    if (!isId(invitedBy)) return;
    const inviter = await this.directory.access(tx, invitedBy);
    if (inviter?.state !== 'active' || !hasPermission(inviter, 'members:manage')) throw inviterGone();
    const { roles, teamIds } = await this.members.assignment(tx, memberId);
    try {
      await this.roles.assertGrantable(tx, inviter, roles);
      assertReachesTeams(inviter, teamIds);
    } catch (error) {
      throw error instanceof AppError ? inviterGone() : error;
    }
  }

  private recorded<T>(ctx: RequestContext, work: () => Promise<T>): Promise<T> {
    return recordRefusal(this.audit, ctx, joiningRefused, { type: 'member', id: ctx.actor.id }, work);
  }
}
