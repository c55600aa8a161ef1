import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Database, type Tx } from '@divan/platform';
import { alreadyEnrolled, challengeInvalid } from '../auth.errors';
import { recoveryCodesMade } from '../auth.events';
import type { Origin } from '../member-context';
import { SessionOpening } from '../sessions/session-opening';
import type { SessionTokens } from '../sessions/session.service';
import { AccountFactors } from '../sign-in/account-factors';
import { SignInService, type Proven } from '../sign-in/sign-in.service';
import { RecoveryCodes, type MadeCodes } from '../totp/recovery-codes';
import { Ceremonies, type Ceremony } from './ceremonies';
import { PasskeyService, type BegunCreation } from './passkey.service';
import { UsedTokenRepository } from './used-token.repository';

export type PasskeyAnswer = { response: object; name: string };

/** Making a passkey before the first session, or in place of a lost one. */
@Injectable()
export class PasskeyEnrolment {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly signIn: SignInService,
    private readonly factors: AccountFactors,
    private readonly ceremonies: Ceremonies,
    private readonly passkeys: PasskeyService,
    private readonly recovery: RecoveryCodes,
    private readonly used: UsedTokenRepository,
    private readonly sessions: SessionOpening,
  ) {}

  async begin(origin: Origin, challenge: string): Promise<BegunCreation> {
    const { account, challenge: read } = await this.signIn.prove(origin, challenge, 'passkey-enrolment');
    return this.database.system('passkey-enrolment', (tx) =>
      this.passkeys.beginCreation(tx, 'enrolment', account, read.id),
    );
  }

  /**
   * Registers the passkey and signs in with it.
   * @returns the session, and recovery codes where the account had none
   * @throws 401 `auth.passkey_invalid`; 409 `auth.already_enrolled` when the account has a second factor by now
   */
  async confirm(
    origin: Origin,
    input: PasskeyAnswer & { challenge: string; ceremony: string },
  ): Promise<SessionTokens & { recoveryCodes?: string[] }> {
    const proven = await this.signIn.prove(origin, input.challenge, 'passkey-enrolment');
    const ceremony = this.ceremonies.read(input.ceremony, 'enrolment');
    if (ceremony.within !== proven.challenge.id) throw challengeInvalid();
    const { id } = proven.account;
    const { recoveryCodesLeft } = await this.database.system('passkey-enrolment', (tx) => this.factors.of(tx, id));
    const made = recoveryCodesLeft === 0 ? await this.recovery.make(id) : null;
    return this.database.transaction(proven.ctx, (tx) => this.enrol(tx, origin, proven, ceremony, input, made));
  }

  private async enrol(
    tx: Tx,
    origin: Origin,
    { account, ctx, challenge }: Proven,
    ceremony: Ceremony,
    answer: PasskeyAnswer,
    made: MadeCodes | null,
  ): Promise<SessionTokens & { recoveryCodes?: string[] }> {
    const { totpConfirmedAt, passkeys, recoveryCodesLeft } = await this.factors.lock(tx, account.id);
    // The password alone leads here only while there is nothing else; a second factor that came since must be used.
    const passwordOnly = challenge.methods.every((method) => method === 'password');
    if (passwordOnly && (totpConfirmedAt !== null || passkeys > 0)) throw alreadyEnrolled();
    if (!(await this.used.take(tx, challenge))) throw challengeInvalid();
    await this.passkeys.create(tx, ctx, ceremony, account, answer);
    const recoveryCodes =
      made && recoveryCodesLeft === 0 ? await this.recovery.replace(tx, account.id, made) : undefined;
    if (recoveryCodes) {
      const detail = { count: recoveryCodes.length };
      await this.audit.write(tx, ctx, recoveryCodesMade, { object: { type: 'member', id: ctx.actor.id }, detail });
    }
    const methods = [...challenge.methods, 'passkey'] as const;
    const proof = { account, methods, phishingResistant: true, joining: challenge.joining };
    const tokens = await this.sessions.open(tx, ctx, origin, proof);
    return { ...tokens, ...(recoveryCodes && { recoveryCodes }) };
  }
}
