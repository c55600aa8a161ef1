import { Injectable, Logger } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { InvitationAcceptance, SignInDirectory, type Account, type Member } from '@divan/accounts';
import { Database, type RequestContext } from '@divan/platform';
import { challengeInvalid, invalidCredentials } from '../auth.errors';
import { signInFailed, type Method, type SecondFactor } from '../auth.events';
import { memberContext, unprovenContext, type Origin } from '../member-context';
import { PasswordService } from '../passwords/password.service';
import { TokenService, type Challenge, type ChallengePurpose, type ReadChallenge } from '../token.service';
import { AccountFactors } from './account-factors';
import { inEvenTime } from './even-time';
import { SignInPolicy } from './sign-in-policy';
import { stepAfterPassword, type Standing, type Step } from './sign-in-steps';
import { SignInThrottle } from './sign-in-throttle';

export type NextStep = Step & { challenge: string };

type Who = Pick<Account, 'id' | 'passwordHash'>;
type Place = Pick<Member, 'id' | 'organizationId'>;

/** A challenge whose member may still sign in. */
export interface Proven {
  account: Account;
  member: Member;
  ctx: RequestContext;
  challenge: ReadChallenge;
}

/** Sign-in in steps: the password gives a challenge, the challenge and a second factor give a session. */
@Injectable()
export class SignInService {
  private readonly logger = new Logger(SignInService.name);

  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly directory: SignInDirectory,
    private readonly invitations: InvitationAcceptance,
    private readonly policy: SignInPolicy,
    private readonly passwords: PasswordService,
    private readonly throttle: SignInThrottle,
    private readonly factors: AccountFactors,
    private readonly tokens: TokenService,
  ) {}

  /**
   * Checks the password.
   * @throws 401 `auth.invalid_credentials`, the same in words and time whether or not the account exists, and where
   * the organization signs in through its identity provider only; 429; 503
   */
  async signIn(origin: Origin, input: { email: string; password: string }): Promise<NextStep> {
    const started = performance.now();
    const attempt = await this.throttle.begin(input.email, origin);
    const found = await this.find(input.email);
    const matches = await this.throttle.judge(attempt, () =>
      this.passwords.verify(found?.account.passwordHash ?? null, input.password, attempt.known),
    );
    if (!found?.member || !matches) {
      await inEvenTime(started, () => this.passwordFailed(origin, found?.member ?? found?.barred));
      throw invalidCredentials();
    }
    await this.throttle.passed(attempt);
    return this.nextStep(found.account, found.member, ['password']);
  }

  /** The account of an address and where it signs in: where it was last, among the places that let it. */
  private find(email: string): Promise<{ account: Account; member?: Member; barred?: Member } | null> {
    return this.database.system('sign-in', async (tx) => {
      const found = await this.directory.byEmail(tx, email);
      if (!found) return null;
      for (const member of found.members)
        if (await this.policy.allowsOwnFactors(tx, member)) return { account: found.account, member };
      const [barred] = found.members;
      return { account: found.account, ...(barred && { barred }) };
    });
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
  async recordFailure(origin: Origin, { id, organizationId }: Place, factor: SecondFactor | 'password'): Promise<void> {
    const ctx = unprovenContext(organizationId, origin);
    await this.database.transaction(ctx, (tx) =>
      this.audit.write(tx, ctx, signInFailed, {
        object: { type: 'member', id },
        outcome: 'failure',
        detail: { factor },
      }),
    );
  }

  /** What comes after the password. */
  async nextStep(
    account: Who,
    member: Place,
    methods: readonly Method[],
    joining?: Challenge['joining'],
  ): Promise<NextStep> {
    const step = stepAfterPassword(await this.standing(account.id, member));
    return this.challengeFor(account, member, { methods, joining }, step);
  }

  challengeFor(
    { id: accountId, passwordHash }: Who,
    { id: memberId, organizationId }: Place,
    proved: Pick<Challenge, 'methods' | 'joining'>,
    step: Step,
  ): NextStep {
    const claims = { purpose: step.step, accountId, passwordHash, memberId, organizationId, ...proved };
    return { ...step, challenge: this.tokens.challenge(claims) };
  }

  /** What the account has, and what the organization asks of the member. */
  standing(accountId: string, { id, organizationId }: Place): Promise<Standing> {
    return this.database.read({ organizationId }, async (tx) => {
      const { totpConfirmedAt, passkeys } = await this.factors.of(tx, accountId);
      const phishingResistant = await this.policy.wantsPhishingResistant(tx, id);
      return { totp: totpConfirmedAt !== null, passkeys, phishingResistant };
    });
  }

  /**
   * Reads a challenge and makes sure that its member may still sign in, or still join, and that the password is the one
   * that was given. @throws 401 `auth.challenge_invalid`; 409 `accounts.inviter_gone`
   */
  async prove(origin: Origin, token: string, ...purposes: ChallengePurpose[]): Promise<Proven> {
    const challenge = this.tokens.readChallenge(token, purposes);
    const found = await this.findMember(origin, challenge);
    if (this.tokens.passwordMark(found.account.passwordHash) !== challenge.passwordMark) throw challengeInvalid();
    if (challenge.joining) await this.invitations.assertStands(found.ctx, challenge.joining.invitationId);
    return { ...found, challenge };
  }

  /** The member whom a signed token names. @throws 401 `auth.challenge_invalid` when they may not sign in any more */
  findMember(
    origin: Origin,
    { accountId, memberId, joining }: Pick<Challenge, 'accountId' | 'memberId' | 'joining'>,
  ): Promise<Omit<Proven, 'challenge'>> {
    return this.database.system('sign-in', async (tx) => {
      const account = await this.directory.findAccount(tx, accountId);
      const member = await this.directory.findMember(tx, memberId);
      if (!account || member?.state !== (joining ? 'invited' : 'active')) throw challengeInvalid();
      if (!joining && member.accountId !== account.id) throw challengeInvalid();
      if (!(await this.policy.allowsOwnFactors(tx, member))) throw challengeInvalid();
      return { account, member, ctx: memberContext(member.organizationId, member, origin) };
    });
  }
}
