import { createHash, randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { accountsConfig, SignInDirectory, type Account, type Member } from '@divan/accounts';
import { Clock, Config, Database, type Tx } from '@divan/platform';
import { resetInvalid } from '../auth.errors';
import { passwordResetRequested } from '../auth.events';
import { AuthMail } from '../mail/auth-mail';
import { memberContext, unprovenContext, type Origin } from '../member-context';
import { AccountFactors } from '../sign-in/account-factors';
import { inEvenTime } from '../sign-in/even-time';
import { SignInPolicy } from '../sign-in/sign-in-policy';
import { SignInService, type NextStep } from '../sign-in/sign-in.service';
import { SignInThrottle } from '../sign-in/sign-in-throttle';
import { PasswordChange } from './password-change';
import { PasswordResetRepository } from './password-reset.repository';
import { PasswordService } from './password.service';

const LIFETIME_MS = 30 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
const MOST_PER_HOUR = 3;

interface Resettable {
  account: Account;
  member: Member;
}

/** A new password by mail. It replaces the first factor only: the second is asked for as ever (ASVS 6.4.3). */
@Injectable()
export class PasswordResets {
  private readonly logger = new Logger(PasswordResets.name);

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly mail: AuthMail,
    private readonly directory: SignInDirectory,
    private readonly policy: SignInPolicy,
    private readonly throttle: SignInThrottle,
    private readonly passwords: PasswordService,
    private readonly changes: PasswordChange,
    private readonly factors: AccountFactors,
    private readonly resets: PasswordResetRepository,
    private readonly signIn: SignInService,
  ) {}

  /** Mails a link to an account's address. The same in words and time whether or not there is one. @throws 429 */
  async request(origin: Origin, email: string): Promise<void> {
    const started = performance.now();
    await this.throttle.beginAnywhere(origin);
    const found = await this.database.system('password-reset', async (tx) => {
      const account = (await this.directory.byEmail(tx, email))?.account;
      return account ? this.resettable(tx, account) : null;
    });
    if (!found)
      this.logger.warn({ requestId: origin.requestId, address: origin.address }, 'A reset was asked for in vain.');
    await inEvenTime(started, async () => found && this.send(origin, found));
  }

  private async send(origin: Origin, { account, member }: Resettable): Promise<void> {
    const now = this.clock.now();
    const ctx = unprovenContext(member.organizationId, origin);
    const token = randomBytes(32).toString('base64url');
    await this.database.transaction(ctx, async (tx) => {
      const object = { type: 'member', id: member.id };
      await this.audit.write(tx, ctx, passwordResetRequested, { object, detail: {} });
      // More would only fill a mailbox; requests at the same time take turns.
      await this.factors.lock(tx, account.id);
      if ((await this.resets.countSince(tx, account.id, new Date(now.getTime() - HOUR_MS))) >= MOST_PER_HOUR) return;
      await this.resets.insert(tx, hashOf(token), account.id, now, new Date(now.getTime() + LIFETIME_MS));
      const link = new URL(`/password-reset/${token}`, this.config.get(accountsConfig).WEB_URL).href;
      await this.mail.passwordReset(tx, account, link);
    });
  }

  /** Whose password the link sets. @throws 404 `auth.reset_invalid` */
  async open(token: string): Promise<{ email: string }> {
    return { email: (await this.find(token)).account.email };
  }

  /** Sets the password; every session of the account ends. @returns the second factor's step, as after the password */
  async complete(origin: Origin, token: string, password: string): Promise<NextStep> {
    const { account, member, words } = await this.find(token);
    this.passwords.assertAcceptable(password, words);
    const hash = await this.passwords.hash(password);
    const ctx = memberContext(member.organizationId, member, origin);
    const claim = (tx: Tx): Promise<boolean> => this.resets.claim(tx, hashOf(token), this.clock.now());
    await this.changes.carryOut(ctx, account, { hash, by: 'reset', claim, refusal: resetInvalid });
    return this.signIn.nextStep({ ...account, passwordHash: hash }, member, ['password']);
  }

  private find(token: string): Promise<Resettable & { words: string[] }> {
    return this.database.system('password-reset', async (tx) => {
      const accountId = await this.resets.findOpen(tx, hashOf(token), this.clock.now());
      const account = accountId === null ? null : await this.directory.findAccount(tx, accountId);
      const found = account && (await this.resettable(tx, account));
      if (!found) throw resetInvalid();
      return { ...found, words: await this.directory.wordsOf(tx, found.account, found.member) };
    });
  }

  /** An account that has a password, and a place where it may be used. */
  private async resettable(tx: Tx, account: Account): Promise<Resettable | null> {
    if (account.passwordHash === null) return null;
    for (const member of await this.directory.membershipsOf(tx, account.id))
      if (await this.policy.allowsOwnFactors(tx, member)) return { account, member };
    return null;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
