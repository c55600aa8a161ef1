import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Clock, Config, Database, DomainEvents, newId, type RequestContext, type Tx } from '@divan/platform';
import { AccountRepository, normalizeEmail, type Account } from '../account.repository';
import { accountsConfig } from '../accounts.config';
import { invitationInvalid, memberExists, teamUnknown } from '../accounts.errors';
import { invitationAccepted, invitationRefused, memberChanged, memberInvited } from '../accounts.events';
import { InvitationMail } from './invitation.mail';
import { InvitationRepository, type Invitation } from './invitation.repository';
import { assertMailable } from '../members/address';
import { MemberRepository, type Member } from '../members/member.repository';
import { OrganizationRepository, type Organization } from '../organizations/organization.repository';
import { recordRefusal } from '../refusals';
import { RoleBook } from '../roles/role-book';
import { TeamRepository } from '../teams/team.repository';

const LIFETIME_DAYS = 7;
const LIFETIME_MS = LIFETIME_DAYS * 24 * 60 * 60 * 1000;

export interface NewMember {
  email: string;
  name: string;
  roles: string[];
  teamIds: string[];
}

export interface InvitationLink {
  id: string;
  memberId: string;
  /** Shown once: only the token's hash is kept. */
  link: string;
  expiresAt: Date;
}

export interface OpenInvitation {
  invitation: Invitation;
  organization: Organization;
  member: Member;
  account: Account;
}

/** Invitations: single use, seven days, bound to one address (ASVS V6; CVE-2026-41902). */
@Injectable()
export class InvitationService {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly invitations: InvitationRepository,
    private readonly accounts: AccountRepository,
    private readonly members: MemberRepository,
    private readonly teams: TeamRepository,
    private readonly organizations: OrganizationRepository,
    private readonly roles: RoleBook,
    private readonly invitationMail: InvitationMail,
  ) {}

  /** Invites someone, or again someone who has not joined yet: the earlier link then stops working. */
  inviteMember(ctx: RequestContext, input: NewMember): Promise<InvitationLink> {
    return recordRefusal(this.audit, ctx, invitationRefused, { type: 'organization', id: ctx.organizationId }, () =>
      this.database.transaction(ctx, (tx) => this.inviteIn(tx, ctx, input)),
    );
  }

  /** As `inviteMember`, within a transaction of the caller. */
  async inviteIn(tx: Tx, ctx: RequestContext, input: NewMember): Promise<InvitationLink> {
    assertMailable(input.email);
    await this.organizations.lockMembers(tx);
    await this.roles.assertGrantable(tx, ctx, input.roles);
    if (!(await this.teams.allExist(tx, input.teamIds))) throw teamUnknown();
    const now = this.clock.now();
    const account = await this.accounts.ensure(tx, input.email, await this.localeOf(tx, ctx));
    const memberId = await this.place(tx, ctx, account, input, now);
    await this.members.setRoles(tx, memberId, input.roles);
    await this.members.setTeams(tx, memberId, input.teamIds);

    const token = randomBytes(32).toString('base64url');
    const invitation = {
      id: newId(),
      organizationId: ctx.organizationId,
      memberId,
      email: normalizeEmail(input.email),
      tokenHash: hashToken(token),
      invitedBy: ctx.actor.id,
      createdAt: now,
      expiresAt: new Date(now.getTime() + LIFETIME_MS),
    };
    await this.invitations.insert(tx, invitation);
    await this.audit.write(tx, ctx, memberInvited, {
      object: { type: 'member', id: memberId },
      detail: {
        roles: input.roles,
        teamIds: input.teamIds,
        invitationId: invitation.id,
        expiresAt: invitation.expiresAt.toISOString(),
      },
    });
    const link = `${this.config.get(accountsConfig).WEB_URL.replace(/\/$/, '')}/invitations/${token}`;
    await this.invitationMail.send(tx, {
      to: account.email,
      locale: account.locale,
      name: input.name,
      organization: (await this.organizations.find(tx, ctx.organizationId))?.name ?? '',
      invitedBy: ctx.actor.kind === 'member' ? ctx.actor.name : null,
      link,
      days: LIFETIME_DAYS,
    });
    return { id: invitation.id, memberId, link, expiresAt: invitation.expiresAt };
  }

  /** Nobody knows what a person reads who was never here: most likely what the inviting member reads. */
  private async localeOf(tx: Tx, ctx: RequestContext): Promise<string | undefined> {
    const inviter = ctx.actor.kind === 'member' ? await this.members.find(tx, ctx.actor.id) : null;
    return inviter ? (await this.accounts.find(tx, inviter.accountId))?.locale : undefined;
  }

  private async place(tx: Tx, ctx: RequestContext, account: Account, input: NewMember, now: Date): Promise<string> {
    const { organizationId } = ctx;
    const existing = await this.members.lockByEmail(tx, account.email);
    if (existing?.joinedAt) throw memberExists();
    if (existing) {
      await this.roles.assertGrantable(tx, ctx, (await this.members.assignment(tx, existing.id)).roles);
      await this.invitations.voidOpen(tx, existing.id, now);
      await this.members.update(tx, { ...existing, name: input.name, state: 'invited' });
      return existing.id;
    }
    const id = newId();
    const fresh = { id, organizationId, accountId: account.id, kind: 'person', name: input.name } as const;
    await this.members.insert(tx, { ...fresh, state: 'invited', joinedAt: null, version: 1 });
    return id;
  }

  /** What the person at the link is invited to. @throws 404 for anything but an open invitation */
  openInvitation(token: string): Promise<OpenInvitation> {
    return this.database.system('invitation', (tx) => this.find(tx, token));
  }

  private async find(tx: Tx, token: string): Promise<OpenInvitation> {
    const invitation = await this.invitations.findOpen(tx, hashToken(token), this.clock.now());
    if (!invitation) throw invitationInvalid();
    const member = await this.members.find(tx, invitation.memberId);
    const organization = await this.organizations.find(tx, invitation.organizationId);
    const account = await this.accounts.findByEmail(tx, invitation.email);
    if (!member || member.state !== 'invited' || !organization || account?.id !== member.accountId)
      throw invitationInvalid();
    return { invitation, organization, member, account };
  }

  /**
   * Makes the invited person a member. Exactly one of several simultaneous attempts succeeds.
   * @param passwordHash the first password's hash; null when the account already has a password, which the caller checked
   */
  async acceptInvitation(
    ctx: RequestContext,
    open: OpenInvitation,
    input: { name: string; passwordHash: string | null },
  ): Promise<void> {
    const { invitation, account, member } = open;
    await this.database.transaction(ctx, async (tx) => {
      const now = this.clock.now();
      const locked = await this.members.lock(tx, member.id);
      if (locked?.state !== 'invited' || !(await this.invitations.claim(tx, invitation.id, now)))
        throw invitationInvalid();
      if (
        input.passwordHash !== null &&
        !(await this.accounts.setFirstPassword(tx, account.id, input.passwordHash, now))
      ) {
        throw invitationInvalid();
      }
      await this.members.update(tx, { id: member.id, name: input.name, state: 'active', joinedAt: now }, now);
      await this.audit.write(tx, ctx, invitationAccepted, {
        object: { type: 'member', id: member.id },
        detail: { invitationId: invitation.id },
      });
      await this.events.publish(tx, ctx, memberChanged, [
        { memberId: member.id, accountId: account.id, state: 'active', stateChanged: true },
      ]);
    });
  }
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
