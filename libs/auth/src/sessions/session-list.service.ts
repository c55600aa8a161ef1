import { Injectable } from '@nestjs/common';
import { MemberDirectory } from '@divan/accounts';
import { Clock, Database, notFound, type RequestContext } from '@divan/platform';
import { SignInPolicy } from '../sign-in/sign-in-policy';
import { SessionRepository, type Session } from './session.repository';
import { SessionService } from './session.service';

/** Seeing where one is signed in, and ending that: one's own sessions, a member's, everybody's. */
@Injectable()
export class SessionList {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly policy: SignInPolicy,
    private readonly members: MemberDirectory,
    private readonly repository: SessionRepository,
    private readonly sessions: SessionService,
  ) {}

  /** The member's own open sessions, the last used first. */
  listOwn(ctx: RequestContext): Promise<Session[]> {
    const now = this.clock.now();
    return this.database.read(ctx, async (tx) => {
      const { idleMinutes } = await this.policy.of(tx);
      return this.repository.openOf(tx, ctx.actor.id, now, new Date(now.getTime() - idleMinutes * 60_000));
    });
  }

  /** Ends one of the member's own sessions. @throws 404 for any other */
  endOwn(ctx: RequestContext, id: string): Promise<void> {
    return this.database.transaction(ctx, async (tx) => {
      const session = await this.repository.lock(tx, id);
      if (session?.memberId !== ctx.actor.id || session.endedAt) throw notFound('session');
      await this.sessions.endSessions(tx, ctx, { id }, 'ended-by-member');
    });
  }

  /** Ends the member's own sessions but the one of the request. */
  endOthers(ctx: RequestContext): Promise<void> {
    const which = { memberId: ctx.actor.id, butNot: ctx.origin.sessionId };
    return this.database.transaction(ctx, (tx) => this.sessions.endSessions(tx, ctx, which, 'ended-by-member'));
  }

  /** Ends every session of a member of the organization. */
  endOfMember(ctx: RequestContext, memberId: string): Promise<void> {
    return this.database.transaction(ctx, async (tx) => {
      if (!(await this.members.find(tx, memberId))) throw notFound('member');
      await this.sessions.endSessions(tx, ctx, { memberId }, 'ended-by-administrator');
    });
  }

  /** Ends every session of the organization but the caller's. */
  endOfEverybody(ctx: RequestContext): Promise<void> {
    const which = { butNot: ctx.origin.sessionId };
    return this.database.transaction(ctx, (tx) => this.sessions.endSessions(tx, ctx, which, 'ended-by-administrator'));
  }
}
