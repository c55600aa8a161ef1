import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { SignInDirectory } from '@divan/accounts';
import { Clock, Database, type RequestContext, type Tx } from '@divan/platform';
import { invalidCode } from '../auth.errors';
import { recoveryCodesMade, totpMoved, totpMoveFailed } from '../auth.events';
import { AuthMail } from '../mail/auth-mail';
import { AccountFactors } from '../sign-in/account-factors';
import { SignInPolicy } from '../sign-in/sign-in-policy';
import { SignInThrottle, type Attempt } from '../sign-in/sign-in-throttle';
import { RecoveryCodes } from '../totp/recovery-codes';
import { TotpService, type TotpEnrolment } from '../totp/totp.service';
import { OwnAccount } from './own-account';

export interface OwnSecurity {
  passwordChangedAt: Date | null;
  totpConfirmedAt: Date | null;
  passkeys: number;
  recoveryCodesLeft: number;
  phishingResistantRequired: boolean;
  passwordSignIn: boolean;
  idleMinutes: number;
}

/** A member's own authenticator and recovery codes, and how they stand. */
@Injectable()
export class OwnFactors {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly mail: AuthMail,
    private readonly own: OwnAccount,
    private readonly directory: SignInDirectory,
    private readonly factors: AccountFactors,
    private readonly policy: SignInPolicy,
    private readonly throttle: SignInThrottle,
    private readonly totp: TotpService,
    private readonly recovery: RecoveryCodes,
  ) {}

  security(ctx: RequestContext): Promise<OwnSecurity> {
    return this.database.read(ctx, async (tx) => {
      const { id: accountId } = await this.own.of(tx, ctx);
      const { organizationId, actor } = ctx;
      return {
        ...(await this.factors.of(tx, accountId)),
        passwordChangedAt: await this.directory.passwordChangedAt(tx, accountId),
        phishingResistantRequired: await this.policy.wantsPhishingResistant(tx, actor.id),
        passwordSignIn: await this.policy.allowsOwnFactors(tx, { id: actor.id, organizationId }),
        idleMinutes: (await this.policy.of(tx)).idleMinutes,
      };
    });
  }

  /** A secret to scan with another authenticator. The present one works until that is confirmed. */
  beginMove(ctx: RequestContext): Promise<TotpEnrolment> {
    return this.own.onRecord(ctx, () =>
      this.database.transaction(ctx, async (tx) => {
        const { account } = await this.own.toChange(tx, ctx);
        return (await this.totp.beginMove(tx, account)) ?? this.totp.begin(tx, account);
      }),
    );
  }

  /** @throws 401 `auth.invalid_code` for a wrong code, and ten minutes after it began; 429 */
  async confirmMove(ctx: RequestContext, code: string): Promise<void> {
    const attempt = await this.throttle.beginInSession(ctx.origin.sessionId ?? '');
    if (await this.database.transaction(ctx, (tx) => this.move(tx, ctx, attempt, code))) return;
    const object = { type: 'member', id: ctx.actor.id };
    await this.database.transaction(ctx, (tx) =>
      this.audit.write(tx, ctx, totpMoveFailed, { object, outcome: 'failure', detail: {} }),
    );
    throw invalidCode();
  }

  private async move(tx: Tx, ctx: RequestContext, attempt: Attempt, code: string): Promise<boolean> {
    const { account, factors } = await this.own.toChange(tx, ctx);
    const first = factors.totpConfirmedAt === null;
    const right = await (first ? this.totp.confirm(tx, account.id, code) : this.totp.confirmMove(tx, account.id, code));
    if (!right) return false;
    await this.throttle.release(tx, attempt);
    await this.audit.write(tx, ctx, totpMoved, { object: { type: 'member', id: ctx.actor.id }, detail: {} });
    await this.mail.changed(tx, account, 'authenticator-moved', this.clock.now());
    return true;
  }

  /** Ten new recovery codes, shown this once; the earlier ones stop working. */
  makeRecoveryCodes(ctx: RequestContext): Promise<string[]> {
    return this.own.onRecord(ctx, async () => {
      const { id } = await this.database.read(ctx, (tx) => this.own.of(tx, ctx));
      const made = await this.recovery.make(id);
      return this.database.transaction(ctx, async (tx) => {
        const { account } = await this.own.toChange(tx, ctx);
        const codes = await this.recovery.replace(tx, account.id, made);
        const object = { type: 'member', id: ctx.actor.id };
        await this.audit.write(tx, ctx, recoveryCodesMade, { object, detail: { count: codes.length } });
        await this.mail.changed(tx, account, 'recovery-codes', this.clock.now());
        return codes;
      });
    });
  }
}
