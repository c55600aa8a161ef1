import { Injectable } from '@nestjs/common';
import { securityPolicyChanged } from '@divan/accounts';
import { OnEvent, type RequestContext, type Tx } from '@divan/platform';
import { PolicyEnforcement } from './policy-enforcement';
import { SessionRepository } from './session.repository';

/** A new security policy holds for running sessions, too. */
@Injectable()
export class PolicyChangesListener {
  constructor(
    private readonly enforcement: PolicyEnforcement,
    private readonly repository: SessionRepository,
  ) {}

  @OnEvent(securityPolicyChanged)
  async onPolicyChanged(tx: Tx, ctx: RequestContext): Promise<void> {
    await this.enforcement.endWhatFallsShort(tx, ctx, null);
    await this.repository.announce(tx, `organization:${ctx.organizationId}`);
  }
}
