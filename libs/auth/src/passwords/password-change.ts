import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { SignInDirectory, type Account, type Member } from '@divan/accounts';
import { Clock, Database, type RequestContext, type Tx } from '@divan/platform';
import { passwordChanged } from '../auth.events';
import { AuthMail } from '../mail/auth-mail';
import { memberContext } from '../member-context';
import { SessionService } from '../sessions/session.service';
import { PasswordResetRepository } from './password-reset.repository';

/** What every change of a password comes with: other sessions end, open resets stop working, the address is told. */
@Injectable()
export class PasswordChange {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly mail: AuthMail,
    private readonly directory: SignInDirectory,
    private readonly resets: PasswordResetRepository,
    private readonly sessions: SessionService,
  ) {}

  /** @returns false when somebody else changed it since it was looked at */
  async apply(
    tx: Tx,
    ctx: RequestContext,
    account: Account,
    change: { hash: string; by: 'member' | 'reset' },
  ): Promise<boolean> {
    const now = this.clock.now();
    const { id, passwordHash } = account;
    if (passwordHash === null || !(await this.directory.changePassword(tx, id, passwordHash, change.hash, now)))
      return false;
    const memberId = ctx.actor.id;
    await this.resets.voidOpen(tx, id, now);
    await this.sessions.endSessions(tx, ctx, { memberId, butNot: ctx.origin.sessionId }, 'password-changed');
    const object = { type: 'member', id: memberId };
    await this.audit.write(tx, ctx, passwordChanged, { object, detail: { by: change.by } });
    await this.mail.changed(tx, account, 'password', now);
    return true;
  }

  /**
   * Ends the account's sessions in its other organizations, each on the record there. Before the change itself: a
   * crash in between then ends sessions for nothing, and never leaves a thief's open.
   */
  async endElsewhere(ctx: RequestContext, account: Account): Promise<void> {
    const places = await this.database.system('password-change', (tx) => this.directory.membershipsOf(tx, account.id));
    for (const member of places.filter(({ organizationId }) => organizationId !== ctx.organizationId))
      await this.endIn(ctx, member);
  }

  private async endIn({ requestId, origin }: RequestContext, member: Member): Promise<void> {
    const { address, userAgent } = origin;
    const ctx = memberContext(member.organizationId, member, { requestId, address, userAgent });
    await this.database.transaction(ctx, (tx) =>
      this.sessions.endSessions(tx, ctx, { memberId: member.id }, 'password-changed'),
    );
  }
}
