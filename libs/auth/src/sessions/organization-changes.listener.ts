import { Injectable } from '@nestjs/common';
import { organizationStateChanged } from '@divan/accounts';
import { OnEvent, type RequestContext, type Tx } from '@divan/platform';
import { SessionRepository } from './session.repository';
import { SessionService } from './session.service';

/** In an organization that is suspended or being deleted nobody is signed in, and keys are looked up anew. */
@Injectable()
export class OrganizationChangesListener {
  constructor(
    private readonly sessions: SessionService,
    private readonly repository: SessionRepository,
  ) {}

  @OnEvent(organizationStateChanged)
  async onStateChanged(
    tx: Tx,
    ctx: RequestContext,
    items: { organizationId: string; state: 'active' | 'suspended' | 'deleting' }[],
  ): Promise<void> {
    for (const { organizationId, state } of items) {
      if (state !== 'active') await this.sessions.endSessions(tx, ctx, {}, 'organization-suspended');
      await this.repository.announce(tx, `organization:${organizationId}`);
    }
  }
}
