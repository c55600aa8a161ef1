import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Database, type Tx } from '@divan/platform';
import { alreadyEnrolled, invalidCode } from '../auth.errors';
import { totpEnrolled } from '../auth.events';
import type { Origin } from '../member-context';
import { SessionOpening } from '../sessions/session-opening';
import type { SessionTokens } from '../sessions/session.service';
import { AccountFactors } from '../sign-in/account-factors';
import { SignInService, type Proven } from '../sign-in/sign-in.service';
import { SignInThrottle, type Attempt } from '../sign-in/sign-in-throttle';
import { RecoveryCodes, type MadeCodes } from './recovery-codes';
import { TotpService, type TotpEnrolment } from './totp.service';

/** Setting up the authenticator, which comes before the first session. */
@Injectable()
export class EnrolmentService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly signIn: SignInService,
    private readonly throttle: SignInThrottle,
    private readonly totp: TotpService,
    private readonly recovery: RecoveryCodes,
    private readonly sessions: SessionOpening,
    private readonly factors: AccountFactors,
  ) {}

  /** A secret to scan. Beginning again replaces it. @throws 409 `auth.already_enrolled` */
  async begin(origin: Origin, challenge: string): Promise<TotpEnrolment> {
    const { account, ctx } = await this.signIn.prove(origin, challenge, 'totp-enrolment');
    return this.database.transaction(ctx, (tx) => this.totp.begin(tx, account));
  }

  /** The authenticator's first code confirms it, opens a session and gives the recovery codes, shown this once. */
  async confirm(origin: Origin, challenge: string, code: string): Promise<SessionTokens & { recoveryCodes: string[] }> {
    const proven = await this.signIn.prove(origin, challenge, 'totp-enrolment');
    const attempt = await this.throttle.begin(proven.account.email, origin);
    const session = await this.throttle.judge(attempt, async () => {
      const made = await this.recovery.make(proven.account.id);
      return this.database.transaction(proven.ctx, (tx) => this.take(tx, origin, proven, attempt, code, made));
    });
    if (session) return session;
    await this.signIn.recordFailure(origin, proven.member, 'totp');
    throw invalidCode();
  }

  private async take(
    tx: Tx,
    origin: Origin,
    { account, ctx, challenge }: Proven,
    attempt: Attempt,
    code: string,
    made: MadeCodes,
  ): Promise<(SessionTokens & { recoveryCodes: string[] }) | null> {
    // The password alone leads here: whoever has a second factor by now must use it.
    const { passkeys } = await this.factors.lock(tx, account.id);
    if (passkeys > 0) throw alreadyEnrolled();
    if (!(await this.totp.confirm(tx, account.id, code))) return null;
    const recoveryCodes = await this.recovery.replace(tx, account.id, made);
    await this.throttle.succeeded(tx, attempt);
    await this.audit.write(tx, ctx, totpEnrolled, {
      object: { type: 'member', id: ctx.actor.id },
      detail: { recoveryCodes: recoveryCodes.length },
    });
    const methods = [...challenge.methods, 'totp'] as const;
    const proof = { account, methods, phishingResistant: false, joining: challenge.joining };
    const tokens = await this.sessions.open(tx, ctx, origin, proof);
    return { ...tokens, recoveryCodes };
  }
}
