import { Injectable } from '@nestjs/common';
import { Clock, type RequestContext, type Tx } from '@divan/platform';
import { SignInPolicy } from '../sign-in/sign-in-policy';
import { SessionRepository, type Session } from './session.repository';
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
    const open = await this.repository.allOpen(tx, memberId, this.clock.now());
    const wants = new Map<string, boolean>();
    const ids: string[] = [];
    for (const session of open) {
      const known = wants.get(session.memberId);
      const wanted = known ?? (await this.policy.wantsPhishingResistant(tx, session.memberId));
      wants.set(session.memberId, wanted);
      if ((wanted && !session.phishingResistant) || !(await this.isAllowed(tx, session))) ids.push(session.id);
    }
    if (ids.length > 0) await this.sessions.endSessions(tx, ctx, { ids }, 'policy');
  }

  private async isAllowed(tx: Tx, { memberId, organizationId, methods }: Session): Promise<boolean> {
    if (methods.includes('oidc') || methods.includes('saml')) return true;
    return this.policy.allowsOwnFactors(tx, { id: memberId, organizationId });
  }
}
