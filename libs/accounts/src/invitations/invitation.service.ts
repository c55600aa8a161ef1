import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Clock, Config, Database, newId, type RequestContext, type Tx } from '@divan/platform';
import { AccountRepository, normalizeEmail, type Account } from '../account.repository';
import { accountsConfig } from '../accounts.config';
import { memberExists, teamUnknown } from '../accounts.errors';
import { invitationRefused, memberInvited } from '../accounts.events';
import { InvitationMail } from './invitation.mail';
import { InvitationRepository } from './invitation.repository';
import { assertMailable } from '../members/address';
import { MemberRepository } from '../members/member.repository';
import { OrganizationRepository } from '../organizations/organization.repository';
import { recordRefusal } from '../refusals';
import { RoleBook } from '../roles/role-book';
import { assertReachesTeams } from '../teams/team-reach';
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
  /** Shown once: only the token's hash is kept. Null where mail goes out: then nobody but the recipient gets one. */
  link: string | null;
  expiresAt: Date;
}

/** Invitations: single use, seven days, bound to one address (ASVS V6; CVE-2026-41902). */
@Injectable()
export class InvitationService {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
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
      this.database.transaction(ctx, (tx) =>
        this.invite(tx, ctx, input, this.invitationMail.isSetUp ? null : newToken()),
      ),
    );
  }

  /** For whoever runs the installation, within a transaction of the caller: the link is shown in any case. */
  async inviteShown(tx: Tx, ctx: RequestContext, input: NewMember): Promise<InvitationLink & { link: string }> {
    const token = newToken();
    return { ...(await this.invite(tx, ctx, input, token)), link: this.linkOf(token) };
  }

  /**
   * Two links lead to an invitation, so that it is known who follows one: whoever has the mailed one reads mail at the
   * address.
   * @param shown the other one's token
   */
  private async invite(tx: Tx, ctx: RequestContext, input: NewMember, shown: string | null): Promise<InvitationLink> {
    assertMailable(input.email);
    await this.organizations.lockMembers(tx);
    await this.roles.assertGrantable(tx, ctx, input.roles);
    assertReachesTeams(ctx, input.teamIds);
    if (!(await this.teams.allExist(tx, input.teamIds))) throw teamUnknown();
    const now = this.clock.now();
    const account = await this.accounts.ensure(tx, input.email, await this.localeOf(tx, ctx));
    const memberId = await this.place(tx, ctx, account, input, now);
    await this.members.setRoles(tx, memberId, input.roles);
    await this.members.setTeams(tx, memberId, input.teamIds);

    const mailed = newToken();
    const invitation = {
      id: newId(),
      organizationId: ctx.organizationId,
      memberId,
      email: normalizeEmail(input.email),
      mailedTokenHash: hashToken(mailed),
      shownTokenHash: shown === null ? null : hashToken(shown),
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
    await this.invitationMail.send(tx, {
      to: account.email,
      locale: account.locale,
      name: input.name,
      organization: (await this.organizations.find(tx, ctx.organizationId))?.name ?? '',
      invitedBy: ctx.actor.kind === 'member' ? ctx.actor.name : null,
      link: this.linkOf(mailed),
      days: LIFETIME_DAYS,
    });
    return {
      id: invitation.id,
      memberId,
      link: shown === null ? null : this.linkOf(shown),
      expiresAt: invitation.expiresAt,
    };
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
      const { roles, teamIds } = await this.members.assignment(tx, existing.id);
      await this.roles.assertGrantable(tx, ctx, roles);
      assertReachesTeams(ctx, teamIds);
      await this.invitations.voidOpen(tx, existing.id, now);
      await this.members.update(tx, { ...existing, accountId: account.id, name: input.name, state: 'invited' });
      return existing.id;
    }
    const id = newId();
    const fresh = { id, organizationId, accountId: account.id, kind: 'person', name: input.name } as const;
    await this.members.insert(tx, { ...fresh, state: 'invited', joinedAt: null, version: 1 });
    return id;
  }

  private linkOf(token: string): string {
    return `${this.config.get(accountsConfig).WEB_URL.replace(/\/$/, '')}/invitations/${token}`;
  }
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
