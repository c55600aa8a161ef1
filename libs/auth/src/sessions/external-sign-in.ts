import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { SignInDirectory } from '@divan/accounts';
import { Clock, Database, type RequestContext, type Tx } from '@divan/platform';
import { memberNotActive } from '../auth.errors';
import { stepUpFailed, steppedUp } from '../auth.events';
import { memberContext, type Origin } from '../member-context';
import { OwnAccount } from '../own-account/own-account';
import { SignInThrottle } from '../sign-in/sign-in-throttle';
import { SessionOpening } from './session-opening';
import { SessionRepository, UNSAID, type Session } from './session.repository';
import { SessionService, type SessionTokens } from './session.service';

export interface ExternalProof {
  organizationId: string;
  memberId: string;
  providerId: string;
  methods: readonly ('oidc' | 'saml')[];
  /** The identity provider vouches for a passkey or a smart card. */
  phishingResistant: boolean;
  /** When the person last showed the provider who they are; null: it did not say. */
  authenticatedAt: Date | null;
}

/**
 * Sessions of members whom an identity provider vouches for. It has taken the second factor, when it says it has: coming
 * in by an old sign-in there is nothing fresh (ASVS 6.8.4).
 */
@Injectable()
export class ExternalSignIn {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly directory: SignInDirectory,
    private readonly own: OwnAccount,
    private readonly opening: SessionOpening,
    private readonly sessions: SessionService,
    private readonly repository: SessionRepository,
    private readonly throttle: SignInThrottle,
  ) {}

  /**
   * In the transaction of the member's organization.
   * @throws 403 `auth.member_not_active`, `auth.phishing_resistant_required`
   */
  async open(tx: Tx, origin: Origin, proof: ExternalProof): Promise<SessionTokens> {
    const { organizationId, memberId, methods, phishingResistant, providerId: id } = proof;
    const member = await this.directory.findMember(tx, memberId);
    const account = member && (await this.directory.findAccount(tx, member.accountId));
    if (member?.state !== 'active' || !account) throw memberNotActive();
    const ctx = memberContext(organizationId, member, origin);
    const provider = { id, authenticatedAt: this.notLater(proof.authenticatedAt ?? UNSAID) };
    return this.opening.open(tx, ctx, origin, { account, methods, phishingResistant, provider });
  }

  /** The session of the request. */
  session(ctx: RequestContext): Promise<Session> {
    return this.database.read(ctx, (tx) => this.own.session(tx, ctx));
  }

  /**
   * The person of this session showed the provider anew who they are.
   * @param proof null where there is none: that goes on record
   * @throws 429 after failures in a row, as for codes
   * @returns false for another member, or another provider than the one that the session came by
   */
  async stepUp(
    ctx: RequestContext,
    proof: { memberId: string; providerId: string; authenticatedAt: Date } | null,
  ): Promise<boolean> {
    const attempt = await this.throttle.beginInSession(ctx.origin.sessionId ?? '');
    return this.database.transaction(ctx, async (tx) => {
      const { id, memberId, providerId } = await this.own.session(tx, ctx);
      const taken = proof?.memberId === memberId && proof.providerId === providerId;
      if (taken) await this.repository.steppedUp(tx, id, { at: this.notLater(proof.authenticatedAt), own: false });
      if (taken) await this.throttle.release(tx, attempt);
      await this.audit.write(tx, ctx, taken ? steppedUp : stepUpFailed, {
        object: { type: 'session', id },
        outcome: taken ? 'success' : 'failure',
        detail: { factor: 'sso' },
      });
      return taken;
    });
  }

  /** The organization trusts this provider no longer, or points it elsewhere. */
  endOf(tx: Tx, ctx: RequestContext, providerId: string): Promise<void> {
    return this.sessions.endSessions(tx, ctx, { providerId }, 'identity-provider');
  }

  /** The provider's clock may be ahead of ours. */
  private notLater(at: Date): Date {
    const now = this.clock.now();
    return at < now ? at : now;
  }
}
