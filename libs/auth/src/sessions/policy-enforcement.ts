import { Injectable } from '@nestjs/common';
import { Clock, type RequestContext, type Tx } from '@divan/platform';
import { SignInPolicy } from '../sign-in/sign-in-policy';
import { SessionRepository } from './session.repository';
import { SessionService } from './session.service';

/** Ends sessions that were opened with less than the organization asks for by now. */
@Injectable()
export class PolicyEnforcement {
  constructor(
    private readonly clock: Clock,
    private readonly policy: SignInPolicy,
    private readonly repository: SessionRepository,
    private readonly sessions: SessionService,
  ) {}

  /** @param memberId null: of every member */
  async endWhatFallsShort(tx: Tx, ctx: RequestContext, memberId: string | null): Promise<void> {
    const ids: string[] = [];
    for (const session of await this.repository.allOpen(tx, memberId, this.clock.now()))
      if (await this.policy.fallsShort(tx, session)) ids.push(session.id);
    if (ids.length > 0) await this.sessions.endSessions(tx, ctx, { ids }, 'policy');
  }
}
