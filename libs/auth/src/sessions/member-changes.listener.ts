import { Injectable } from '@nestjs/common';
import { memberChanged, SignInDirectory } from '@divan/accounts';
import { OnEvent, type RequestContext, type Tx } from '@divan/platform';
import type { z } from 'zod';
import { PolicyEnforcement } from './policy-enforcement';
import { SessionRepository } from './session.repository';
import { SessionService } from './session.service';
import { SignInThrottle } from '../sign-in/sign-in-throttle';

type MemberChanged = z.infer<(typeof memberChanged)['schema']>;

/** What a change of a member means for sign-in: sessions end with the member, and rights are looked up anew. */
@Injectable()
export class MemberChangesListener {
  constructor(
    private readonly sessions: SessionService,
    private readonly enforcement: PolicyEnforcement,
    private readonly repository: SessionRepository,
    private readonly throttle: SignInThrottle,
    private readonly directory: SignInDirectory,
  ) {}

  @OnEvent(memberChanged)
  async onMemberChanged(tx: Tx, ctx: RequestContext, items: MemberChanged[]): Promise<void> {
    for (const { memberId, accountId, state, stateChanged } of items) {
      if (state === 'disabled') await this.sessions.endSessions(tx, ctx, { memberId }, 'member-disabled');
      else await this.enforcement.endWhatFallsShort(tx, ctx, memberId);
      await this.repository.announce(tx, `member:${memberId}`);
      // Re-enabling a member is how an administrator lifts the lock after too many failures.
      const account = stateChanged && state === 'active' ? await this.directory.findAccount(tx, accountId) : null;
      if (account) await this.throttle.forget(tx, account.email);
    }
  }
}
