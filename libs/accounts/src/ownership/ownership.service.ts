import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Database, notFound, type RequestContext, type Tx } from '@divan/platform';
import { notAdministrator, notTransferable } from '../accounts.errors';
import { ownershipTransferred, ownershipTransferRefused } from '../accounts.events';
import { MemberChanges } from '../members/member-changes';
import { MemberRepository } from '../members/member.repository';
import { OrganizationRepository } from '../organizations/organization.repository';
import { recordRefusal } from '../refusals';
import { ADMINISTRATOR } from '../roles/roles';

/** How an administrator hands the organization over, in one step that cannot half happen. */
@Injectable()
export class OwnershipService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly members: MemberRepository,
    private readonly organizations: OrganizationRepository,
    private readonly changes: MemberChanges,
  ) {}

  /**
   * Gives another member the administrator's role, and takes the caller's unless it is kept.
   * @throws 403 `accounts.not_administrator`; 404; 409 `accounts.not_transferable` unless the other is an active person;
   *   409 `accounts.break_glass_member` where the caller would have to keep it
   */
  transfer(ctx: RequestContext, toMemberId: string, keepRole: boolean): Promise<void> {
    const object = { type: 'member', id: toMemberId };
    return recordRefusal(this.audit, ctx, ownershipTransferRefused, object, () =>
      this.database.transaction(ctx, async (tx) => {
        await this.organizations.lockMembers(tx);
        const own = await this.members.assignment(tx, ctx.actor.id);
        // The session may have been opened when the caller still was one.
        if (!own.roles.includes(ADMINISTRATOR)) throw notAdministrator();
        await this.give(tx, ctx, toMemberId);
        if (!keepRole)
          await this.changes.apply(tx, ctx, ctx.actor.id, {
            roles: own.roles.filter((role) => role !== ADMINISTRATOR),
          });
        await this.audit.write(tx, ctx, ownershipTransferred, { object, detail: { keepRole } });
      }),
    );
  }

  private async give(tx: Tx, ctx: RequestContext, memberId: string): Promise<void> {
    const member = await this.members.lock(tx, memberId);
    if (!member) throw notFound('member');
    if (member.state !== 'active' || member.kind !== 'person' || member.id === ctx.actor.id) throw notTransferable();
    const { roles } = await this.members.assignment(tx, memberId);
    await this.changes.apply(tx, ctx, memberId, { roles: [...new Set([...roles, ADMINISTRATOR])] });
  }
}
