import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { MemberDirectory, SignInDirectory, type Account } from '@divan/accounts';
import { AppError, type RequestContext, type Tx } from '@divan/platform';
import { notSignedIn, ownFactorRequired } from '../auth.errors';
import { credentialRefused } from '../auth.events';
import { SessionRepository, type Session } from '../sessions/session.repository';
import { AccountFactors, type Factors } from '../sign-in/account-factors';

const REFUSALS = [401, 403, 409, 422];

/** The account and the session behind a member's request about their own sign-in. */
@Injectable()
export class OwnAccount {
  constructor(
    private readonly audit: Audit,
    private readonly members: MemberDirectory,
    private readonly directory: SignInDirectory,
    private readonly factors: AccountFactors,
    private readonly sessions: SessionRepository,
  ) {}

  async of(tx: Tx, ctx: RequestContext): Promise<Account> {
    const member = await this.members.find(tx, ctx.actor.id);
    const account = member && (await this.directory.findAccount(tx, member.accountId));
    if (!account) throw notSignedIn();
    return account;
  }

  async session(tx: Tx, ctx: RequestContext): Promise<Session> {
    const session = ctx.origin.sessionId === null ? null : await this.sessions.find(tx, ctx.origin.sessionId);
    if (!session || session.endedAt) throw notSignedIn();
    return session;
  }

  /**
   * Before a change of what signs in: the account's changes take turns until the transaction ends.
   * @throws 403 `auth.own_factor_required`: an identity provider of one organization must not change what opens the
   * others, unless the person gave a factor of their own
   */
  async toChange(tx: Tx, ctx: RequestContext): Promise<{ account: Account; factors: Factors }> {
    const account = await this.of(tx, ctx);
    const { secondFactorOwn } = await this.session(tx, ctx);
    const factors = await this.factors.lock(tx, account.id);
    if (!secondFactorOwn && account.directoryOrganizationId === null) throw ownFactorRequired(namesOf(factors));
    return { account, factors };
  }

  /** Puts on record that a change of sign-in was refused. */
  async onRecord<T>(ctx: RequestContext, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError && REFUSALS.includes(error.status)) {
        const object = { type: 'member', id: ctx.actor.id };
        await this.audit.refuse(ctx, credentialRefused, { object, detail: { code: error.code } });
      }
      throw error;
    }
  }
}

function namesOf({ passkeys, totpConfirmedAt }: Factors): string[] {
  return [...(passkeys > 0 ? ['passkey'] : []), ...(totpConfirmedAt ? ['totp'] : [])];
}
