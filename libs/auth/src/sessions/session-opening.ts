import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { InvitationAcceptance, SignInDirectory, type Account } from '@divan/accounts';
import { Clock, newId, type RequestContext, type Tx } from '@divan/platform';
import { challengeInvalid, phishingResistantRequired } from '../auth.errors';
import { signedIn, type Method } from '../auth.events';
import { KnownDevices } from '../devices/known-devices';
import { AuthMail } from '../mail/auth-mail';
import type { Origin } from '../member-context';
import { SignInPolicy } from '../sign-in/sign-in-policy';
import { SessionRepository, type Session } from './session.repository';
import { hashToken, SessionService, type SessionTokens } from './session.service';
import type { Challenge } from '../token.service';

const ABSOLUTE_MS = 12 * 60 * 60 * 1000;

/** What was proved before a session opens. */
export interface Proof {
  account: Pick<Account, 'id' | 'email' | 'locale' | 'passwordHash'>;
  methods: readonly Method[];
  phishingResistant: boolean;
  /** The invitation that this sign-in accepts. */
  joining?: Challenge['joining'];
  /** The identity provider that vouched, and when the person showed it who they are. */
  provider?: { id: string; authenticatedAt: Date };
}

/** Opens sessions, whatever the way to them, so that all ways end in the same rules. */
@Injectable()
export class SessionOpening {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly policy: SignInPolicy,
    private readonly devices: KnownDevices,
    private readonly mail: AuthMail,
    private readonly repository: SessionRepository,
    private readonly sessions: SessionService,
    private readonly directory: SignInDirectory,
    private readonly invitations: InvitationAcceptance,
  ) {}

  /**
   * Opens a session of the context's member, in the transaction that took the last factor. The session that the
   * browser had until now ends (ASVS 7.2.4).
   * @throws 401 `auth.challenge_invalid` when the password was changed since; 403 `auth.phishing_resistant_required`
   * where a role of the member asks for more
   */
  async open(tx: Tx, ctx: RequestContext, origin: Origin, proof: Proof): Promise<SessionTokens> {
    const { account, methods, phishingResistant, provider } = proof;
    const memberId = ctx.actor.id;
    await this.finishProof(tx, ctx, proof);
    if (!phishingResistant && (await this.policy.wantsPhishingResistant(tx, memberId)))
      throw phishingResistantRequired();
    await this.endReplaced(tx, ctx, origin);
    const now = this.clock.now();
    const session: Session = {
      id: newId(),
      organizationId: ctx.organizationId,
      accountId: account.id,
      memberId,
      methods: [...methods],
      phishingResistant,
      providerId: provider?.id ?? null,
      secondFactorAt: provider?.authenticatedAt ?? now,
      secondFactorOwn: provider === undefined,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + ABSOLUTE_MS),
      endedAt: null,
      noticeAcknowledgedAt: null,
      address: ctx.origin.address,
      userAgent: ctx.origin.userAgent,
    };
    const refreshToken = randomBytes(32).toString('base64url');
    await this.repository.insert(tx, session);
    await this.repository.insertToken(tx, hashToken(refreshToken), session, now);
    await this.directory.seen(tx, memberId, now);
    await this.audit.write(tx, { ...ctx, origin: { ...ctx.origin, sessionId: session.id } }, signedIn, {
      object: { type: 'member', id: memberId },
      detail: { sessionId: session.id, methods: session.methods },
    });
    const device = await this.devices.note(tx, account.id, origin.device ?? null, origin.userAgent);
    if (device.isNew) await this.mail.newDevice(tx, account, { ...origin, family: device.family, at: now });
    const { idleMinutes } = await this.policy.of(tx);
    return { ...this.sessions.handOut(session, refreshToken, idleMinutes), device: device.token };
  }

  /** Whoever changes the password meanwhile waits for this session, and then ends it; or was first, and none opens. */
  private async finishProof(tx: Tx, ctx: RequestContext, { account, joining }: Proof): Promise<void> {
    const present = await this.directory.holdAccount(tx, account.id);
    if (present?.passwordHash !== account.passwordHash) throw challengeInvalid();
    if (joining) await this.invitations.join(tx, ctx, account.id, joining);
  }

  private async endReplaced(tx: Tx, ctx: RequestContext, { refreshToken }: Origin): Promise<void> {
    const token = refreshToken ? await this.repository.findToken(tx, hashToken(refreshToken)) : null;
    if (token) await this.sessions.endSessions(tx, ctx, { id: token.sessionId }, 'replaced');
  }
}
