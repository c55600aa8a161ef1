import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { SignInDirectory, type Account, type Member } from '@divan/accounts';
import { Clock, Database, type AppError, type RequestContext, type Tx } from '@divan/platform';
import { passwordChanged } from '../auth.events';
import { AuthMail } from '../mail/auth-mail';
import { memberContext } from '../member-context';
import { SessionService } from '../sessions/session.service';
import { PasswordResetRepository } from './password-reset.repository';

interface NewPassword {
  hash: string;
  by: 'member' | 'reset';
  /** What entitles to the change, taken in its transaction. */
  claim?: (tx: Tx) => Promise<boolean>;
  /** What is thrown when that was taken already, or somebody else changed the password since it was looked at. */
  refusal: () => AppError;
}

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

  /**
   * The sessions of other organizations end in transactions of their own. Before the change, so that a crash leaves no
   * thief's open; and after it, for whoever finished a sign-in with the old password in between: from the change on
   * nobody does.
   */
  async carryOut(ctx: RequestContext, account: Account, change: NewPassword): Promise<void> {
    const { claim, refusal } = change;
    await this.endElsewhere(ctx, account);
    await this.database.transaction(ctx, async (tx) => {
      if (claim && !(await claim(tx))) throw refusal();
      if (!(await this.apply(tx, ctx, account, change))) throw refusal();
    });
    await this.endElsewhere(ctx, account);
  }

  private async apply(tx: Tx, ctx: RequestContext, account: Account, change: NewPassword): Promise<boolean> {
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

  /** Ends the account's sessions in its other organizations, each on the record there. */
  private async endElsewhere(ctx: RequestContext, account: Account): Promise<void> {
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
