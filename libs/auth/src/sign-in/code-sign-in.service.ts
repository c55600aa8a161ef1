import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Database, type Tx } from '@divan/platform';
import { invalidCode } from '../auth.errors';
import { recoveryCodeUsed, type SecondFactor } from '../auth.events';
import type { Origin } from '../member-context';
import { SessionOpening } from '../sessions/session-opening';
import type { SessionTokens } from '../sessions/session.service';
import { RecoveryCodes } from '../totp/recovery-codes';
import { TotpService } from '../totp/totp.service';
import { SignInService, type NextStep, type Proven } from './sign-in.service';
import { stepAfterCode, type Step } from './sign-in-steps';
import { SignInThrottle, type Attempt } from './sign-in-throttle';

export type CodeInput = { code: string } | { recoveryCode: string };

type Given = { kind: 'totp'; code: string } | { kind: 'recovery-code'; stored: Buffer };

type Taken = { state: 'refused' } | { state: 'open'; tokens: SessionTokens } | { state: 'more'; step: Step };

/** The second step with a code: of the authenticator, or a recovery code. */
@Injectable()
export class CodeSignIn {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly signIn: SignInService,
    private readonly throttle: SignInThrottle,
    private readonly totp: TotpService,
    private readonly recovery: RecoveryCodes,
    private readonly sessions: SessionOpening,
  ) {}

  /**
   * Takes the code and opens a session, or says what more this member needs.
   * @throws 401 `auth.invalid_code` for a wrong, old or used code; 429
   */
  async complete(origin: Origin, token: string, input: CodeInput): Promise<SessionTokens | NextStep> {
    // Where a passkey is asked for, a recovery code still tells that it was lost.
    const purposes = 'code' in input ? (['totp'] as const) : (['totp', 'passkey'] as const);
    const proven = await this.signIn.prove(origin, token, ...purposes);
    const attempt = await this.throttle.begin(proven.account.email, origin);
    const standing = await this.signIn.standing(proven.account.id, proven.member);
    const kind = kindOf(input);
    const taken = await this.throttle.judge(attempt, async () => {
      const given = await this.given(proven.account.id, input, attempt.known);
      return this.database.transaction(proven.ctx, (tx) =>
        this.take(tx, origin, proven, attempt, given, stepAfterCode(standing, kind)),
      );
    });
    if (taken.state === 'open') return taken.tokens;
    const { joining } = proven.challenge;
    const methods = [...proven.challenge.methods, kind];
    if (taken.state === 'more')
      return this.signIn.challengeFor(proven.account, proven.member, { methods, joining }, taken.step);
    await this.signIn.recordFailure(origin, proven.member, kind);
    throw invalidCode();
  }

  private async given(accountId: string, input: CodeInput, known: string | null): Promise<Given> {
    if ('code' in input) return { kind: 'totp', code: input.code };
    return { kind: 'recovery-code', stored: await this.recovery.stored(accountId, input.recoveryCode, known) };
  }

  private async take(
    tx: Tx,
    origin: Origin,
    { account, ctx, challenge }: Proven,
    attempt: Attempt,
    given: Given,
    more: Step | null,
  ): Promise<Taken> {
    if (given.kind === 'totp') {
      if (!(await this.totp.take(tx, account.id, given.code))) return { state: 'refused' };
    } else {
      const remaining = await this.recovery.take(tx, account.id, given.stored);
      if (remaining === null) return { state: 'refused' };
      const object = { type: 'member', id: ctx.actor.id };
      await this.audit.write(tx, ctx, recoveryCodeUsed, { object, detail: { remaining } });
    }
    if (more) {
      await this.throttle.release(tx, attempt);
      return { state: 'more', step: more };
    }
    await this.throttle.succeeded(tx, attempt);
    const methods = [...challenge.methods, given.kind];
    const proof = { account, methods, phishingResistant: false, joining: challenge.joining };
    const tokens = await this.sessions.open(tx, ctx, origin, proof);
    return { state: 'open', tokens };
  }
}

function kindOf(input: CodeInput): SecondFactor {
  return 'code' in input ? 'totp' : 'recovery-code';
}
