import { Injectable } from '@nestjs/common';
import { memberChanged } from '@divan/accounts';
import { OnEvent, type RequestContext, type Tx } from '@divan/platform';
import type { z } from 'zod';
import { PolicyEnforcement } from './policy-enforcement';
import { SessionRepository } from './session.repository';
import { SessionService } from './session.service';
import { AccountLockJobs } from '../sign-in/account-lock.jobs';

type MemberChanged = z.infer<(typeof memberChanged)['schema']>;

/** What a change of a member means for sign-in: sessions end with the member, and rights are looked up anew. */
@Injectable()
export class MemberChangesListener {
  constructor(
    private readonly sessions: SessionService,
    private readonly enforcement: PolicyEnforcement,
    private readonly repository: SessionRepository,
    private readonly lock: AccountLockJobs,
  ) {}

  @OnEvent(memberChanged)
  async onMemberChanged(tx: Tx, ctx: RequestContext, items: MemberChanged[]): Promise<void> {
    for (const { memberId, accountId, state, stateChanged } of items) {
      if (state === 'disabled') await this.sessions.endSessions(tx, ctx, { memberId }, 'member-disabled');
      else await this.enforcement.endWhatFallsShort(tx, ctx, memberId);
      await this.repository.announce(tx, `member:${memberId}`);
      if (stateChanged && state === 'active' && ctx.actor.kind === 'member' && ctx.actor.id !== memberId)
        await this.lock.liftLater(tx, ctx, accountId);
    }
  }
}
