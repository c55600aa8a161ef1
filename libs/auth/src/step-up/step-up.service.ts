import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import type { Account } from '@divan/accounts';
import { AppError, Clock, Database, type RequestContext, type Tx } from '@divan/platform';
import { invalidCode, passkeyInvalid, phishingResistantRequired } from '../auth.errors';
import { stepUpFailed, steppedUp, type SecondFactor } from '../auth.events';
import { OwnAccount } from '../own-account/own-account';
import { Ceremonies, type Ceremony } from '../passkeys/ceremonies';
import { PasskeyService, type BegunRequest } from '../passkeys/passkey.service';
import { SessionRepository } from '../sessions/session.repository';
import { SignInPolicy } from '../sign-in/sign-in-policy';
import { SignInThrottle, type Attempt } from '../sign-in/sign-in-throttle';
import { TotpService } from '../totp/totp.service';

export type FreshFactor = { code: string } | { ceremony: string; response: object };

/** Giving a second factor again within a session, for what wants a fresh one (ASVS 7.5.3; SP 800-63B-4 §2.2.3). */
@Injectable()
export class StepUpService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly own: OwnAccount,
    private readonly policy: SignInPolicy,
    private readonly throttle: SignInThrottle,
    private readonly totp: TotpService,
    private readonly ceremonies: Ceremonies,
    private readonly passkeys: PasskeyService,
    private readonly sessions: SessionRepository,
  ) {}

  /** Asks for a passkey of the account. */
  begin(ctx: RequestContext): Promise<BegunRequest> {
    return this.database.read(ctx, async (tx) => {
      const { id } = await this.own.session(tx, ctx);
      return this.passkeys.beginRequest(tx, 'step-up', (await this.own.of(tx, ctx)).id, id);
    });
  }

  /** @throws 401 `auth.invalid_code`, `auth.passkey_invalid`; 403 where a role asks for a passkey; 429 */
  async stepUp(ctx: RequestContext, input: FreshFactor): Promise<void> {
    const attempt = await this.throttle.beginInSession(ctx.origin.sessionId ?? '');
    try {
      const ceremony = 'code' in input ? null : this.ceremony(ctx, input.ceremony);
      const taken = await this.database.transaction(ctx, (tx) => this.take(tx, ctx, input, ceremony, attempt));
      if (!taken) throw ceremony ? passkeyInvalid() : invalidCode();
    } catch (error) {
      if (error instanceof AppError) await this.recordFailure(ctx, 'code' in input ? 'totp' : 'passkey');
      throw error;
    }
  }

  private recordFailure(ctx: RequestContext, factor: SecondFactor): Promise<void> {
    const object = { type: 'session', id: ctx.origin.sessionId ?? '' };
    return this.database.transaction(ctx, (tx) =>
      this.audit.write(tx, ctx, stepUpFailed, { object, outcome: 'failure', detail: { factor } }),
    );
  }

  private ceremony(ctx: RequestContext, token: string): Ceremony {
    const ceremony = this.ceremonies.read(token, 'step-up');
    if (ceremony.within !== ctx.origin.sessionId) throw passkeyInvalid();
    return ceremony;
  }

  private async take(
    tx: Tx,
    ctx: RequestContext,
    input: FreshFactor,
    ceremony: Ceremony | null,
    attempt: Attempt,
  ): Promise<boolean> {
    const account = await this.own.of(tx, ctx);
    const { id } = await this.own.session(tx, ctx);
    const right =
      'code' in input
        ? await this.takeCode(tx, ctx, account, input.code)
        : ceremony !== null && (await this.takePasskey(tx, account, ceremony, input.response));
    if (!right) return false;
    await this.throttle.succeeded(tx, attempt);
    const at = this.clock.now();
    await this.sessions.steppedUp(tx, id, { at, own: true, phishingResistant: ceremony !== null });
    const factor = ceremony ? 'passkey' : 'totp';
    await this.audit.write(tx, ctx, steppedUp, { object: { type: 'session', id }, detail: { factor } });
    return true;
  }

  private async takeCode(tx: Tx, ctx: RequestContext, account: Account, code: string): Promise<boolean> {
    if (await this.policy.wantsPhishingResistant(tx, ctx.actor.id)) throw phishingResistantRequired();
    return this.totp.take(tx, account.id, code);
  }

  private async takePasskey(tx: Tx, account: Account, ceremony: Ceremony, response: object): Promise<boolean> {
    const passkey = await this.passkeys.named(tx, response);
    return passkey?.accountId === account.id && (await this.passkeys.use(tx, ceremony, passkey, response));
  }
}
