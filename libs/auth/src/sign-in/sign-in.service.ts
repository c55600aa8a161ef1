import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { SignInDirectory, type Account, type Member } from '@divan/accounts';
import { Database, type RequestContext, type Tx } from '@divan/platform';
import { challengeInvalid, invalidCode, invalidCredentials } from '../auth.errors';
import { signInFailed, type SecondFactor } from '../auth.events';
import { memberContext, unprovenContext, type Origin } from '../member-context';
import { PasswordService } from '../passwords/password.service';
import { SessionService, type SessionTokens } from '../sessions/session.service';
import { SignInThrottle, type Attempt } from './sign-in-throttle';
import { TokenService, type Challenge, type ChallengePurpose } from '../token.service';
import { TotpService } from '../totp/totp.service';

// A failed password step takes a multiple of this, so that its length tells nothing about the account.
const FAILURE_QUANTUM_MS = 250;

export interface NextStep {
  step: ChallengePurpose;
  challenge: string;
}

export type SecondFactorInput = { code: string } | { recoveryCode: string };

/** A challenge whose member may still sign in. */
export interface Proven {
  account: Account;
  member: Member;
  ctx: RequestContext;
  challenge: Challenge;
}

/** Sign-in in two steps: the password gives a challenge, the challenge and a second factor give a session. */
@Injectable()
export class SignInService {
  private readonly logger = new Logger(SignInService.name);

  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly directory: SignInDirectory,
    private readonly passwords: PasswordService,
    private readonly throttle: SignInThrottle,
    private readonly totp: TotpService,
    private readonly tokens: TokenService,
    private readonly sessions: SessionService,
  ) {}

  /**
   * Checks the password.
   * @throws 401 `auth.invalid_credentials`, the same in words and time whether or not the account exists; 429
   */
  async signIn(origin: Origin, input: { email: string; password: string }): Promise<NextStep> {
    const started = performance.now();
    const attempt = await this.throttle.begin(input.email, origin.address);
    const found = await this.database.system('sign-in', (tx) => this.directory.byEmail(tx, input.email));
    const matches = await this.passwords.verify(found?.account.passwordHash ?? null, input.password);
    const member = found?.members[0];
    if (!found || !matches || !member) {
      await this.passwordFailed(origin, member);
      const elapsed = performance.now() - started;
      await sleep(Math.ceil(elapsed / FAILURE_QUANTUM_MS) * FAILURE_QUANTUM_MS - elapsed);
      throw invalidCredentials();
    }
    await this.throttle.passed(attempt);
    return this.nextStep(found.account, member);
  }

  private async passwordFailed(origin: Origin, member: Member | undefined): Promise<void> {
    if (!member) {
      // No organization's log can hold it, and the address that was typed may be a password: it is not written down.
      this.logger.warn(
        { requestId: origin.requestId, address: origin.address },
        'A sign-in failed: no active member has this address.',
      );
      return;
    }
    await this.recordFailure(origin, member, 'password');
  }

  /** Puts a failed factor on record in the organization that it aimed at. */
  async recordFailure(
    origin: Origin,
    { id, organizationId }: { id: string; organizationId: string },
    factor: SecondFactor | 'password',
  ): Promise<void> {
    const ctx = unprovenContext(organizationId, origin);
    await this.database.transaction(ctx, (tx) =>
      this.audit.write(tx, ctx, signInFailed, {
        object: { type: 'member', id },
        outcome: 'failure',
        detail: { factor },
      }),
    );
  }

  /** What comes after the first factor. */
  async nextStep(account: { id: string }, member: { id: string; organizationId: string }): Promise<NextStep> {
    const enrolled = await this.database.system('sign-in', (tx) => this.totp.isEnrolled(tx, account.id));
    const step = enrolled ? 'totp' : 'totp-enrolment';
    const { id: memberId, organizationId } = member;
    return {
      step,
      challenge: this.tokens.challenge({ purpose: step, accountId: account.id, memberId, organizationId }),
    };
  }

  /**
   * Takes the second factor and opens a session.
   * @throws 401 `auth.invalid_code` for a wrong, old or used code; 429
   */
  async completeSignIn(origin: Origin, token: string, factor: SecondFactorInput): Promise<SessionTokens> {
    const proven = await this.prove(origin, token, 'totp');
    const attempt = await this.throttle.begin(proven.account.email, origin.address);
    const session = await this.database.transaction(proven.ctx, (tx) => this.take(tx, proven, attempt, factor));
    if (session) return session;
    await this.recordFailure(origin, proven.member, kindOf(factor));
    throw invalidCode();
  }

  private async take(
    tx: Tx,
    proven: Proven,
    attempt: Attempt,
    factor: SecondFactorInput,
  ): Promise<SessionTokens | null> {
    const { account, ctx } = proven;
    if ('code' in factor) {
      if (!(await this.totp.take(tx, account.id, factor.code))) return null;
    } else {
      const remaining = await this.totp.takeRecoveryCode(tx, account.id, factor.recoveryCode);
      if (remaining === null) return null;
      await this.sessions.auditRecovery(tx, ctx, remaining);
    }
    await this.throttle.succeeded(tx, attempt);
    return this.sessions.open(tx, ctx, account.id, kindOf(factor));
  }

  /** Reads a challenge and makes sure that its member is still active. @throws 401 `auth.challenge_invalid` */
  async prove(origin: Origin, token: string, purpose: ChallengePurpose): Promise<Proven> {
    const challenge = this.tokens.readChallenge(token, purpose);
    return this.database.system('sign-in', async (tx) => {
      const account = await this.directory.findAccount(tx, challenge.accountId);
      const member = await this.directory.findMember(tx, challenge.memberId);
      if (!account || member?.state !== 'active' || member.accountId !== account.id) throw challengeInvalid();
      return { account, member, challenge, ctx: memberContext(member.organizationId, member, origin) };
    });
  }
}

function kindOf(factor: SecondFactorInput): SecondFactor {
  return 'code' in factor ? 'totp' : 'recovery-code';
}
