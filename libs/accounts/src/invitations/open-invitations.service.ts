import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Clock, Database, notFound, type RequestContext } from '@divan/platform';
import { invitationRefused, invitationVoided } from '../accounts.events';
import { MemberChanges } from '../members/member-changes';
import { recordRefusal } from '../refusals';
import { InvitationRepository, type ListedInvitation } from './invitation.repository';

/** The invitations that somebody may still accept. */
@Injectable()
export class OpenInvitations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly invitations: InvitationRepository,
    private readonly changes: MemberChanges,
  ) {}

  /** The newest first. */
  list(ctx: RequestContext): Promise<ListedInvitation[]> {
    return this.database.read(ctx, (tx) => this.invitations.listOpen(tx, this.clock.now()));
  }

  /** The link stops working, and who never joined is no member. @throws 404 for anything but an open invitation */
  voidInvitation(ctx: RequestContext, id: string): Promise<void> {
    const object = { type: 'invitation', id };
    return recordRefusal(this.audit, ctx, invitationRefused, object, () =>
      this.database.transaction(ctx, async (tx) => {
        const memberId = await this.invitations.findOpenMember(tx, id, this.clock.now());
        if (memberId === null) throw notFound('invitation');
        await this.changes.apply(tx, ctx, memberId, { state: 'disabled' });
        await this.audit.write(tx, ctx, invitationVoided, {
          object: { type: 'member', id: memberId },
          detail: { invitationId: id },
        });
      }),
    );
  }
}
