import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { assertReachesTeams, MemberDirectory, RoleBook, SignInDirectory, type Account } from '@divan/accounts';
import { AppError, Clock, Database, notFound, type RequestContext, type Tx } from '@divan/platform';
import { accountElsewhere, ownFactorsReset } from '../auth.errors';
import { factorsReset, factorsResetRefused } from '../auth.events';
import { AuthMail } from '../mail/auth-mail';
import { PasskeyRepository } from '../passkeys/passkey.repository';
import { SessionService } from '../sessions/session.service';
import { AccountFactors } from '../sign-in/account-factors';
import { TotpRepository } from '../totp/totp.repository';

/** For members who lost every second factor: an administrator who knows them lets them begin as when they came. */
@Injectable()
export class FactorReset {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly mail: AuthMail,
    private readonly members: MemberDirectory,
    private readonly roles: RoleBook,
    private readonly directory: SignInDirectory,
    private readonly factors: AccountFactors,
    private readonly totp: TotpRepository,
    private readonly passkeys: PasskeyRepository,
    private readonly sessions: SessionService,
  ) {}

  /**
   * Removes the member's authenticator, passkeys and recovery codes and ends their sessions. Their password is needed
   * to enrol anew.
   * @throws 404; 409 `auth.own_factors`; 409 `auth.account_elsewhere`: what opens another organization, too, is not
   * one administrator's to take away
   */
  async reset(ctx: RequestContext, memberId: string): Promise<void> {
    const object = { type: 'member', id: memberId };
    try {
      const { account, elsewhere } = await this.find(ctx, memberId);
      if (memberId === ctx.actor.id) throw ownFactorsReset();
      if (elsewhere) throw accountElsewhere();
      await this.database.transaction(ctx, async (tx) => {
        // Whoever takes an administrator's factors away could become one with the password alone.
        const member = await this.members.find(tx, memberId);
        await this.roles.assertGrantable(tx, ctx, member?.roles ?? []);
        assertReachesTeams(ctx, member?.teamIds ?? []);
        await this.remove(tx, ctx, memberId, account);
      });
    } catch (error) {
      if (error instanceof AppError && [403, 409].includes(error.status))
        await this.audit.refuse(ctx, factorsResetRefused, { object, detail: { code: error.code } });
      throw error;
    }
  }

  private async find(ctx: RequestContext, memberId: string): Promise<{ account: Account; elsewhere: boolean }> {
    const member = await this.database.read(ctx, (tx) => this.members.find(tx, memberId));
    if (!member) throw notFound('member');
    return this.database.system('factor-reset', async (tx) => {
      const account = await this.directory.findAccount(tx, member.accountId);
      if (!account) throw notFound('member');
      const places = await this.directory.membershipsOf(tx, account.id);
      return { account, elsewhere: places.some(({ organizationId }) => organizationId !== ctx.organizationId) };
    });
  }

  private async remove(tx: Tx, ctx: RequestContext, memberId: string, account: Account): Promise<void> {
    const { totpConfirmedAt, passkeys } = await this.factors.lock(tx, account.id);
    await this.totp.removeAll(tx, account.id);
    await this.passkeys.removeAll(tx, account.id);
    await this.sessions.endSessions(tx, ctx, { memberId }, 'ended-by-administrator');
    await this.audit.write(tx, ctx, factorsReset, {
      object: { type: 'member', id: memberId },
      detail: { totp: totpConfirmedAt !== null, passkeys },
    });
    await this.mail.changed(tx, account, 'factors-reset', this.clock.now());
  }
}
