import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { SignInDirectory } from '@divan/accounts';
import { Clock, Database, type RequestContext, type Tx } from '@divan/platform';
import { sessionEnded } from '../auth.errors';
import { refreshReused, sessionEndedAudit, type EndReason } from '../auth.events';
import { memberContext, type Origin } from '../member-context';
import { SignInPolicy } from '../sign-in/sign-in-policy';
import { SessionRepository, type RefreshToken, type Session, type WhichSessions } from './session.repository';
import { TokenKeys } from '../token-keys';
import { TokenService } from '../token.service';

const RETRY_MS = 10_000;

/** What a client gets on sign-in and on refresh. The refresh token travels in its cookie only. */
export interface SessionTokens {
  sessionId: string;
  accessToken: string;
  expiresAt: Date;
  refreshToken: string;
  /** When even the refresh token stops working. */
  sessionExpiresAt: Date;
  /** For the browser's device cookie; only a sign-in has it. */
  device?: string;
}

type Refreshed = { state: 'fresh'; session: Session; refreshToken: string; idleMinutes: number } | { state: 'ended' };

/** Sessions and their rotating refresh tokens (RFC 9700 §4.14). They end when the organization's policy calls them idle. */
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
    private readonly policy: SignInPolicy,
  ) {}

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
    return this.handOut(result.session, result.refreshToken, result.idleMinutes);
  }

  private async findToken(
    refreshToken: string,
  ): Promise<{ token: RefreshToken; organizationId: string; member: { id: string; name: string } } | null> {
    return this.database.system('refresh', async (tx) => {
      const token = await this.sessions.findToken(tx, hashToken(refreshToken));
      const member = token && (await this.directory.findMember(tx, token.memberId));
      return token && member?.state === 'active' ? { token, organizationId: token.organizationId, member } : null;
    });
  }

  private async rotate(tx: Tx, ctx: RequestContext, refreshToken: string, sessionId: string): Promise<Refreshed> {
    const now = this.clock.now();
    // The lock makes simultaneous refreshes of one session take turns.
    const session = await this.sessions.lock(tx, sessionId);
    const token = await this.sessions.findToken(tx, hashToken(refreshToken));
    const { idleMinutes } = await this.policy.of(tx);
    if (!session || !token || !isOpen(session, now, idleMinutes)) return { state: 'ended' };
    // Opened while the policy was being changed: neither saw the other.
    if (await this.policy.fallsShort(tx, session)) {
      await this.endSessions(tx, ctx, { id: session.id }, 'policy');
      return { state: 'ended' };
    }
    const fingerprint = this.keys.mac('client', JSON.stringify([ctx.origin.address, ctx.origin.userAgent]));
    const next = this.keys.mac('refresh-rotation', refreshToken).toString('base64url');
    const fresh = { state: 'fresh', session, refreshToken: next, idleMinutes } as const;
    if (token.rotatedAt) {
      if (await this.isRetry(tx, token, next, fingerprint, now)) return fresh;
      await this.endForReuse(tx, ctx, session.id);
      return { state: 'ended' };
    }
    await this.sessions.rotated(tx, hashToken(refreshToken), fingerprint, now);
    await this.sessions.insertToken(tx, hashToken(next), session, now);
    await this.sessions.used(tx, session.id, now, ctx.origin.address);
    await this.directory.seen(tx, session.memberId, now);
    return fresh;
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
  async endSessions(tx: Tx, ctx: RequestContext, which: WhichSessions, reason: EndReason): Promise<void> {
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

  /** An access token dies before the session would be idle, so that idling cannot outlast it. */
  handOut(session: Session, refreshToken: string, idleMinutes: number): SessionTokens {
    return {
      sessionId: session.id,
      ...this.tokens.accessToken(session, (idleMinutes * 60) / 2),
      refreshToken,
      sessionExpiresAt: session.expiresAt,
    };
  }
}

export function isOpen(session: Session, now: Date, idleMinutes: number): boolean {
  const idle = now.getTime() - session.lastUsedAt.getTime();
  return session.endedAt === null && session.expiresAt > now && idle < idleMinutes * 60_000;
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
