import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MemberDirectory, SecurityPolicies } from '@divan/accounts';
import { Clock, Database } from '@divan/platform';
import { SESSIONS_CHANNEL, SessionRepository } from './session.repository';

/** What the guard knows of a session without asking the database again. */
export interface SessionAccess {
  sessionId: string;
  organizationId: string;
  accountId: string;
  memberId: string;
  name: string;
  /** How the session was opened. */
  methods: readonly string[];
  phishingResistant: boolean;
  openedAt: Date;
  /** When a second factor was last given; `UNSAID` where an identity provider does not tell. */
  secondFactorAt: Date;
  permissions: ReadonlySet<string>;
  teamIds: readonly string[];
  expiresAt: Date;
  /** When it counts as idle, unless it is refreshed before. */
  idleAt: Date;
}

// Notifications end an entry at once; this bounds the harm of one that was lost on a connection that died unseen.
const TRUST_MS = 30_000;
const MOST_ENTRIES = 20_000;

/**
 * Sessions seen lately and what their members may do, per process. A request costs a query only on first sight; an
 * ended session, a disabled member or a changed role is heard over NOTIFY and takes effect on the next request.
 */
@Injectable()
export class SessionRegistry implements OnModuleInit {
  private readonly entries = new Map<string, { access: SessionAccess | null; readAt: number }>();
  /** Counts what was heard, so that an answer read before a change is not kept after it. */
  private heard = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionRepository,
    private readonly members: MemberDirectory,
    private readonly policies: SecurityPolicies,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.database.listen(
      SESSIONS_CHANNEL,
      (payload) => this.forget(payload),
      () => this.forgetAll(),
    );
  }

  /** @returns null when the session has ended or its member may not work here */
  async access(sessionId: string, organizationId: string): Promise<SessionAccess | null> {
    const now = this.clock.now().getTime();
    const known = this.entries.get(sessionId);
    // A refresh is not announced: what seems idle here may have been refreshed elsewhere.
    const fits = known && (known.access === null || isOpenAt(known.access, now));
    const trusted = fits && now - known.readAt < TRUST_MS;
    const access = trusted ? known.access : await this.read(sessionId, organizationId, now);
    return access && access.organizationId === organizationId && isOpenAt(access, now) ? access : null;
  }

  /** Asks the database: what another process changed a moment ago may not have been heard here yet. */
  accessNow(sessionId: string, organizationId: string): Promise<SessionAccess | null> {
    return this.read(sessionId, organizationId, this.clock.now().getTime());
  }

  private async read(
    sessionId: string,
    organizationId: string,
    now: number,
    again = true,
  ): Promise<SessionAccess | null> {
    const heardBefore = this.heard;
    this.entries.delete(sessionId);
    const access = await this.database.read({ organizationId }, async (tx): Promise<SessionAccess | null> => {
      const session = await this.sessions.find(tx, sessionId);
      if (!session || session.endedAt) return null;
      const member = await this.members.access(tx, session.memberId);
      if (member?.state !== 'active') return null;
      const { id: memberId, name, permissions, teamIds } = member;
      const { accountId, methods, phishingResistant, secondFactorAt, createdAt: openedAt } = session;
      const { expiresAt, lastUsedAt } = session;
      const { idleMinutes } = await this.policies.of(tx, organizationId);
      const idleAt = new Date(lastUsedAt.getTime() + idleMinutes * 60_000);
      const proof = { methods, phishingResistant, secondFactorAt, openedAt };
      const rights = { name, permissions, teamIds };
      return { sessionId, organizationId, accountId, memberId, ...proof, ...rights, expiresAt, idleAt };
    });
    // It may have ended while it was read, and a stream that it opens now would hear of it no more.
    if (access && this.heard !== heardBefore && again) return this.read(sessionId, organizationId, now, false);
    // Also one that has ended: who goes on asking with its token asks the database no more than others.
    if (this.heard === heardBefore) this.remember(sessionId, access, now);
    return access;
  }

  private remember(sessionId: string, access: SessionAccess | null, readAt: number): void {
    if (this.entries.size >= MOST_ENTRIES) {
      const [oldest] = this.entries.keys();
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    this.entries.set(sessionId, { access, readAt });
  }

  private forget(payload: string): void {
    this.heard += 1;
    const [kind, id = ''] = payload.split(':');
    if (kind === 'session') this.entries.delete(id);
    else
      for (const [key, { access }] of this.entries)
        if (access === null || access.memberId === id || access.organizationId === id) this.entries.delete(key);
  }

  private forgetAll(): void {
    this.heard += 1;
    this.entries.clear();
  }
}

function isOpenAt({ expiresAt, idleAt }: SessionAccess, now: number): boolean {
  return expiresAt.getTime() > now && idleAt.getTime() > now;
}
