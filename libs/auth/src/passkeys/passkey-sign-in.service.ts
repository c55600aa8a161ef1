import { Injectable, Logger } from '@nestjs/common';
import { SignInDirectory } from '@divan/accounts';
import { Database, type Tx } from '@divan/platform';
import { passkeyInvalid } from '../auth.errors';
import type { Origin } from '../member-context';
import { SessionOpening } from '../sessions/session-opening';
import type { SessionTokens } from '../sessions/session.service';
import { SignInPolicy } from '../sign-in/sign-in-policy';
import { SignInService, type Proven } from '../sign-in/sign-in.service';
import { SignInThrottle } from '../sign-in/sign-in-throttle';
import type { Challenge } from '../token.service';
import { Ceremonies, type Ceremony } from './ceremonies';
import { PasskeyService, type BegunRequest } from './passkey.service';
import type { Passkey } from './passkey.repository';

type Candidate = Omit<Proven, 'challenge'>;

/** Signing in with a passkey: after the password, or with nothing else. */
@Injectable()
export class PasskeySignIn {
  private readonly logger = new Logger(PasskeySignIn.name);

  constructor(
    private readonly database: Database,
    private readonly directory: SignInDirectory,
    private readonly policy: SignInPolicy,
    private readonly signIn: SignInService,
    private readonly throttle: SignInThrottle,
    private readonly ceremonies: Ceremonies,
    private readonly passkeys: PasskeyService,
    private readonly sessions: SessionOpening,
  ) {}

  /** @param challenge of the password step; without it any passkey that the person has for this site will do */
  async begin(origin: Origin, challenge?: string): Promise<BegunRequest> {
    const proven = challenge === undefined ? null : await this.signIn.prove(origin, challenge, 'totp', 'passkey');
    return this.database.system('passkey-options', (tx) =>
      this.passkeys.beginRequest(tx, 'sign-in', proven?.account.id ?? null, challenge),
    );
  }

  /** @throws 401 `auth.passkey_invalid` for an unknown passkey as for a wrong signature; 429 */
  async complete(origin: Origin, token: string, response: object): Promise<SessionTokens> {
    await this.throttle.beginAnywhere(origin);
    const ceremony = this.ceremonies.read(token, 'sign-in');
    const passkey = await this.database.system('passkey', (tx) => this.passkeys.named(tx, response));
    if (!passkey) {
      const { requestId, address } = origin;
      this.logger.warn({ requestId, address }, 'A sign-in failed: nobody has this passkey.');
      throw passkeyInvalid();
    }
    const { candidate, methods, joining } = await this.candidate(origin, ceremony, passkey);
    const tokens = await this.database.transaction(candidate.ctx, async (tx) => {
      if (!(await this.passkeys.use(tx, ceremony, passkey, response))) return null;
      await this.throttle.releaseAnywhere(tx, origin);
      return this.sessions.open(tx, candidate.ctx, origin, {
        account: candidate.account,
        methods: [...methods, 'passkey'],
        phishingResistant: true,
        joining,
      });
    });
    if (tokens) return tokens;
    await this.signIn.recordFailure(origin, candidate.member, 'passkey');
    throw passkeyInvalid();
  }

  /** Whoever gave a password signs in where that led to; otherwise where the account was last, if that lets it. */
  private async candidate(
    origin: Origin,
    ceremony: Ceremony,
    { accountId }: Passkey,
  ): Promise<{ candidate: Candidate } & Pick<Challenge, 'methods' | 'joining'>> {
    if (ceremony.within !== undefined) {
      const proven = await this.signIn.prove(origin, ceremony.within, 'totp', 'passkey');
      return { candidate: proven, methods: proven.challenge.methods, joining: proven.challenge.joining };
    }
    const memberId = await this.database.system('passkey', (tx) => this.placeOf(tx, accountId));
    if (memberId === null) throw passkeyInvalid();
    return { candidate: await this.signIn.findMember(origin, { accountId, memberId }), methods: [] };
  }

  private async placeOf(tx: Tx, accountId: string): Promise<string | null> {
    for (const member of await this.directory.membershipsOf(tx, accountId))
      if (await this.policy.allowsOwnFactors(tx, member)) return member.id;
    return null;
  }
}
