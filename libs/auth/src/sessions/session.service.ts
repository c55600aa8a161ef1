import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { SignInDirectory } from '@divan/accounts';
import { Clock, Database, newId, notFound, type RequestContext, type Tx } from '@divan/platform';
import { sessionEnded } from '../auth.errors';
import {
  recoveryCodeUsed,
  refreshReused,
  sessionEndedAudit,
  signedIn,
  type EndReason,
  type SecondFactor,
} from '../auth.events';
import { memberContext, type Origin } from '../member-context';
import { SessionRepository, type RefreshToken, type Session } from './session.repository';
import { TokenKeys } from '../token-keys';
import { TokenService } from '../token.service';

const ABSOLUTE_MS = 12 * 60 * 60 * 1000;
const IDLE_MS = 30 * 60 * 1000;
const RETRY_MS = 10_000;

/** What a client gets on sign-in and on refresh. The refresh token travels in its cookie only. */
export interface SessionTokens {
  sessionId: string;
  accessToken: string;
  expiresAt: Date;
  refreshToken: string;
  /** When even the refresh token stops working. */
  sessionExpiresAt: Date;
}

type Refreshed = { state: 'fresh'; session: Session; refreshToken: string } | { state: 'ended' };

/** Sessions and their rotating refresh tokens (RFC 9700 §4.14): 12 h at most, 30 min without use. */
@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly keys: TokenKeys,
    private readonly tokens: TokenService,
    private readonly sessions: SessionRepository,
    private readonly directory: SignInDirectory,
  ) {}

  /** Opens a session in the transaction that took the second factor. */
  async open(tx: Tx, ctx: RequestContext, accountId: string, factor: SecondFactor): Promise<SessionTokens> {
    const now = this.clock.now();
    const session: Session = {
      id: newId(),
      organizationId: ctx.organizationId,
      accountId,
      memberId: ctx.actor.id,
      methods: ['password', factor],
      secondFactorAt: now,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + ABSOLUTE_MS),
      endedAt: null,
      address: ctx.origin.address,
      userAgent: ctx.origin.userAgent,
    };
    const refreshToken = randomBytes(32).toString('base64url');
    await this.sessions.insert(tx, session);
    await this.sessions.insertToken(tx, hashToken(refreshToken), session, now);
    await this.directory.seen(tx, session.memberId, now);
    await this.audit.write(tx, inSession(ctx, session.id), signedIn, {
      object: { type: 'member', id: session.memberId },
      detail: { sessionId: session.id, methods: session.methods },
    });
    return this.handOut(session, refreshToken);
  }

  /** Notes that a recovery code replaced the authenticator. */
  auditRecovery(tx: Tx, ctx: RequestContext, remaining: number): Promise<void> {
    return this.audit.write(tx, ctx, recoveryCodeUsed, {
      object: { type: 'member', id: ctx.actor.id },
      detail: { remaining },
    });
  }

  /**
   * Exchanges a refresh token for the next one. Using one twice ends the session, for one of the two users is a thief;
   * only the client that just rotated it may repeat its request, and gets the same answer.
   * @throws 401 `auth.session_ended`
   */
  async refresh(refreshToken: string, origin: Origin): Promise<SessionTokens> {
    const found = await this.findToken(refreshToken);
    if (!found) throw sessionEnded();
    const ctx = memberContext(found.organizationId, found.member, { ...origin, sessionId: found.token.sessionId });
    const result = await this.database.transaction(ctx, (tx) =>
      this.rotate(tx, ctx, refreshToken, found.token.sessionId),
    );
    if (result.state === 'ended') throw sessionEnded();
    return this.handOut(result.session, result.refreshToken);
  }

  private async findToken(
    refreshToken: string,
  ): Promise<{ token: RefreshToken; organizationId: string; member: { id: string; name: string } } | null> {
    return this.database.system('refresh', async (tx) => {
      const token = await this.sessions.findToken(tx, hashToken(refreshToken));
      const member = token && (await this.directory.findMember(tx, token.memberId));
      return token && member ? { token, organizationId: token.organizationId, member } : null;
    });
  }

  private async rotate(tx: Tx, ctx: RequestContext, refreshToken: string, sessionId: string): Promise<Refreshed> {
    const now = this.clock.now();
    // The lock makes simultaneous refreshes of one session take turns.
    const session = await this.sessions.lock(tx, sessionId);
    const token = await this.sessions.findToken(tx, hashToken(refreshToken));
    if (!session || !token || !isOpen(session, now)) return { state: 'ended' };
    const fingerprint = this.keys.mac('client', JSON.stringify([ctx.origin.address, ctx.origin.userAgent]));
    const next = this.keys.mac('refresh-rotation', refreshToken).toString('base64url');
    if (token.rotatedAt) {
      if (await this.isRetry(tx, token, next, fingerprint, now)) return { state: 'fresh', session, refreshToken: next };
      await this.endForReuse(tx, ctx, session.id);
      return { state: 'ended' };
    }
    await this.sessions.rotated(tx, hashToken(refreshToken), fingerprint, now);
    await this.sessions.insertToken(tx, hashToken(next), session, now);
    await this.sessions.used(tx, session.id, now, ctx.origin.address);
    await this.directory.seen(tx, session.memberId, now);
    return { state: 'fresh', session, refreshToken: next };
  }

  private async isRetry(tx: Tx, token: RefreshToken, next: string, fingerprint: Buffer, now: Date): Promise<boolean> {
    const recent = token.rotatedAt !== null && now.getTime() - token.rotatedAt.getTime() <= RETRY_MS;
    if (!recent || !token.rotatedBy?.equals(fingerprint)) return false;
    const successor = await this.sessions.findToken(tx, hashToken(next));
    return successor !== null && successor.rotatedAt === null;
  }

  private async endForReuse(tx: Tx, ctx: RequestContext, sessionId: string): Promise<void> {
    await this.endSessions(tx, ctx, { id: sessionId }, 'refresh-reused');
    await this.audit.write(tx, ctx, refreshReused, {
      object: { type: 'session', id: sessionId },
      outcome: 'refused',
      detail: { sessionId },
    });
  }

  /** Ends sessions within a change of the caller, and says so in the audit log. */
  async endSessions(
    tx: Tx,
    ctx: RequestContext,
    which: { id: string } | { memberId: string },
    reason: EndReason,
  ): Promise<void> {
    const ended = await this.sessions.end(tx, which, reason, this.clock.now());
    await this.audit.writeMany(
      tx,
      ctx,
      sessionEndedAudit,
      ended.map((id) => ({ object: { type: 'session', id }, detail: { reason } })),
    );
  }

  /** Signs out whoever holds this refresh token; without one there is nothing to end. */
  async signOut(refreshToken: string | null, origin: Origin): Promise<void> {
    const found = refreshToken === null ? null : await this.findToken(refreshToken);
    if (!found) return;
    const { sessionId } = found.token;
    const ctx = memberContext(found.organizationId, found.member, { ...origin, sessionId });
    await this.database.transaction(ctx, (tx) => this.endSessions(tx, ctx, { id: sessionId }, 'signed-out'));
  }

  /** The member's own open sessions, the last used first. */
  listOwn(ctx: RequestContext): Promise<Session[]> {
    const now = this.clock.now();
    return this.database.read(ctx, (tx) =>
      this.sessions.openOf(tx, ctx.actor.id, now, new Date(now.getTime() - IDLE_MS)),
    );
  }

  /** Ends one of the member's own sessions. @throws 404 for any other */
  endOwn(ctx: RequestContext, id: string): Promise<void> {
    return this.database.transaction(ctx, async (tx) => {
      const session = await this.sessions.lock(tx, id);
      if (session?.memberId !== ctx.actor.id || session.endedAt) throw notFound('session');
      await this.endSessions(tx, ctx, { id }, 'ended-by-member');
    });
  }

  private handOut(session: Session, refreshToken: string): SessionTokens {
    return {
      sessionId: session.id,
      ...this.tokens.accessToken(session),
      refreshToken,
      sessionExpiresAt: session.expiresAt,
    };
  }
}

function isOpen(session: Session, now: Date): boolean {
  const idleSince = now.getTime() - session.lastUsedAt.getTime();
  return session.endedAt === null && session.expiresAt > now && idleSince < IDLE_MS;
}

function inSession(ctx: RequestContext, sessionId: string): RequestContext {
  return { ...ctx, origin: { ...ctx.origin, sessionId } };
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
