import { Injectable } from '@nestjs/common';
import { SignInDirectory } from '@divan/accounts';
import { Database, type RequestContext } from '@divan/platform';
import { noPassword, passwordWrong } from '../auth.errors';
import { OwnAccount } from '../own-account/own-account';
import { SignInThrottle } from '../sign-in/sign-in-throttle';
import { PasswordChange } from './password-change';
import { PasswordService } from './password.service';

/** Changing one's own password. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly database: Database,
    private readonly directory: SignInDirectory,
    private readonly own: OwnAccount,
    private readonly throttle: SignInThrottle,
    private readonly passwords: PasswordService,
    private readonly changes: PasswordChange,
  ) {}

  /** @throws 422 `auth.password_wrong` and what a password may not be; 409 `auth.no_password`; 429 */
  change(ctx: RequestContext, input: { currentPassword: string; newPassword: string }): Promise<void> {
    return this.own.onRecord(ctx, async () => {
      const { account, words } = await this.database.transaction(ctx, async (tx) => {
        const { account: own } = await this.own.toChange(tx, ctx);
        const { organizationId, actor } = ctx;
        return { account: own, words: await this.directory.wordsOf(tx, own, { name: actor.name, organizationId }) };
      });
      const { passwordHash } = account;
      if (passwordHash === null) throw noPassword();
      const attempt = await this.throttle.beginInSession(ctx.origin.sessionId ?? '');
      const right = await this.throttle.judge(attempt, () =>
        this.passwords.verify(passwordHash, input.currentPassword, attempt.known),
      );
      if (!right) throw passwordWrong();
      await this.throttle.passed(attempt);
      this.passwords.assertAcceptable(input.newPassword, words, '/newPassword');
      const hash = await this.passwords.hash(input.newPassword);
      await this.changes.carryOut(ctx, account, { hash, by: 'member', refusal: passwordWrong });
    });
  }
}
