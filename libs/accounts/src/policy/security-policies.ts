import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { assertIfMatch, Database, DomainEvents, etagOf, type RequestContext, type Tx } from '@divan/platform';
import { AccountRepository } from '../account.repository';
import { breakGlassInvalid } from '../accounts.errors';
import { MemberRepository } from '../members/member.repository';
import { ADMINISTRATOR } from '../roles/roles';
import { securityPolicyChanged, securityPolicyChangedAudit } from './policy.events';
import { PolicyRepository, type SecurityPolicy } from './policy.repository';

export type { SecurityPolicy } from './policy.repository';

/** What each organization asks of sign-ins and sessions. */
@Injectable()
export class SecurityPolicies {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly policies: PolicyRepository,
    private readonly members: MemberRepository,
    private readonly accounts: AccountRepository,
  ) {}

  /** Also within `Database.system`. */
  of(tx: Tx, organizationId: string): Promise<SecurityPolicy> {
    return this.policies.find(tx, organizationId);
  }

  get(ctx: RequestContext): Promise<SecurityPolicy> {
    return this.database.read(ctx, (tx) => this.policies.find(tx, ctx.organizationId));
  }

  /** @throws 412; 422 `accounts.break_glass_invalid` where nobody could get in any more */
  change(
    ctx: RequestContext,
    ifMatch: string,
    change: Partial<Omit<SecurityPolicy, 'version'>>,
  ): Promise<SecurityPolicy> {
    return this.database.transaction(ctx, async (tx) => {
      const { version, ...before } = await this.policies.find(tx, ctx.organizationId);
      assertIfMatch(ifMatch, version);
      const after = { ...before, ...change };
      if (!after.passwordSignIn || after.breakGlassMemberId !== null)
        await this.assertBreakGlass(tx, after.breakGlassMemberId);
      // Somebody saved since it was read: what the client saw is old, whatever its If-Match says.
      if (!(await this.policies.save(tx, { ...after, version }))) assertIfMatch(etagOf(0), version + 1);
      await this.audit.write(tx, ctx, securityPolicyChangedAudit, {
        object: { type: 'security-policy', id: ctx.organizationId },
        detail: { before, after },
      });
      await this.events.publish(tx, ctx, securityPolicyChanged, [after]);
      return this.policies.find(tx, ctx.organizationId);
    });
  }

  private async assertBreakGlass(tx: Tx, memberId: string | null): Promise<void> {
    const member = memberId === null ? null : await this.members.lock(tx, memberId);
    if (member?.state !== 'active') throw breakGlassInvalid();
    // Without a password of one's own nobody gets in while the identity provider is down.
    const account = await this.accounts.find(tx, member.accountId);
    if (account?.directoryOrganizationId !== null) throw breakGlassInvalid();
    const { roles } = await this.members.assignment(tx, member.id);
    if (!roles.includes(ADMINISTRATOR)) throw breakGlassInvalid();
  }
}
