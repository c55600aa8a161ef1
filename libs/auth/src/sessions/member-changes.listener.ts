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
      if (stateChanged && state === 'active' && ctx.actor.kind === 'member' && ctx.actor.id !== memberId)
        await this.liftLock(tx, accountId);
    }
  }

  /**
   * Re-enabling a member is how an administrator lifts the lock after too many failures. A directory does not: it makes
   * members of any address, and would lift the lock of whoever has that address elsewhere.
   */
  private async liftLock(tx: Tx, accountId: string): Promise<void> {
    const account = await this.directory.findAccount(tx, accountId);
    if (account?.directoryOrganizationId === null) await this.throttle.forget(tx, account.email);
  }
}
