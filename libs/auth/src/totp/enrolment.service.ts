import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Database, type Tx } from '@divan/platform';
import { invalidCode } from '../auth.errors';
import { totpEnrolled } from '../auth.events';
import type { Origin } from '../member-context';
import { SessionService, type SessionTokens } from '../sessions/session.service';
import { SignInService, type Proven } from '../sign-in/sign-in.service';
import { SignInThrottle, type Attempt } from '../sign-in/sign-in-throttle';
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
    private readonly sessions: SessionService,
  ) {}

  /** A secret to scan. Beginning again replaces it. @throws 409 `auth.already_enrolled` */
  async begin(origin: Origin, challenge: string): Promise<TotpEnrolment> {
    const { account, ctx } = await this.signIn.prove(origin, challenge, 'totp-enrolment');
    return this.database.transaction(ctx, (tx) => this.totp.begin(tx, account));
  }

  /** The authenticator's first code confirms it, opens a session and gives the recovery codes, shown this once. */
  async confirm(origin: Origin, challenge: string, code: string): Promise<SessionTokens & { recoveryCodes: string[] }> {
    const proven = await this.signIn.prove(origin, challenge, 'totp-enrolment');
    const attempt = await this.throttle.begin(proven.account.email, origin.address);
    const session = await this.database.transaction(proven.ctx, (tx) => this.take(tx, proven, attempt, code));
    if (session) return session;
    await this.signIn.recordFailure(origin, proven.member, 'totp');
    throw invalidCode();
  }

  private async take(
    tx: Tx,
    { account, ctx }: Proven,
    attempt: Attempt,
    code: string,
  ): Promise<(SessionTokens & { recoveryCodes: string[] }) | null> {
    const recoveryCodes = await this.totp.confirm(tx, account.id, code);
    if (!recoveryCodes) return null;
    await this.throttle.succeeded(tx, attempt);
    await this.audit.write(tx, ctx, totpEnrolled, {
      object: { type: 'member', id: ctx.actor.id },
      detail: { recoveryCodes: recoveryCodes.length },
    });
    return { ...(await this.sessions.open(tx, ctx, account.id, 'totp')), recoveryCodes };
  }
}
