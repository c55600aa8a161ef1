import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { assertIfMatch, Clock, Database, notFound, type RequestContext, type Tx } from '@divan/platform';
import { organizationChanged, setupDone } from '../accounts.events';
import { MemberRepository } from '../members/member.repository';
import { named, zoned } from './organization-names';
import { OrganizationRepository, type Organization, type OwnOrganization } from './organization.repository';

/** The organization as its administrators see and change it. */
@Injectable()
export class OrganizationSettings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly organizations: OrganizationRepository,
    private readonly members: MemberRepository,
  ) {}

  get(ctx: RequestContext): Promise<Organization> {
    return this.database.read(ctx, async (tx) => {
      const organization = await this.organizations.find(tx, ctx.organizationId);
      if (!organization) throw notFound('organization');
      return organization;
    });
  }

  /** @throws 412; 422 `accounts.organization_invalid` */
  change(ctx: RequestContext, ifMatch: string, change: { name?: string; timeZone?: string }): Promise<Organization> {
    return this.database.transaction(ctx, async (tx) => {
      const before = await this.lock(tx, ctx);
      assertIfMatch(ifMatch, before.version);
      const after = {
        ...before,
        name: change.name === undefined ? before.name : named(change.name),
        timeZone: change.timeZone === undefined ? before.timeZone : zoned(change.timeZone),
        version: before.version + 1,
      };
      await this.organizations.update(tx, after);
      await this.audit.write(tx, ctx, organizationChanged, {
        object: { type: 'organization', id: ctx.organizationId },
        detail: {
          before: { name: before.name, timeZone: before.timeZone },
          after: { name: after.name, timeZone: after.timeZone },
        },
      });
      return after;
    });
  }

  /** The first administrator went through the setup, or said that it is not wanted. The first time counts. */
  finishSetup(ctx: RequestContext): Promise<Organization> {
    return this.database.transaction(ctx, async (tx) => {
      const before = await this.lock(tx, ctx);
      const setupDoneAt = before.setupDoneAt ?? this.clock.now();
      const after = { ...before, setupDoneAt, version: before.version + 1 };
      await this.organizations.update(tx, after);
      await this.audit.write(tx, ctx, setupDone, {
        object: { type: 'organization', id: ctx.organizationId },
        detail: {},
      });
      return after;
    });
  }

  /**
   * Where the signed-in person may work: the same account's active memberships. An account that only a directory
   * vouches for is in one organization.
   */
  async listOwn(ctx: RequestContext): Promise<OwnOrganization[]> {
    const member = await this.database.read(ctx, (tx) => this.members.find(tx, ctx.actor.id));
    if (!member) throw notFound('member');
    return this.database.system('own-organizations', (tx) => this.organizations.listOf(tx, member.accountId));
  }

  private async lock(tx: Tx, ctx: RequestContext): Promise<Organization> {
    const organization = await this.organizations.lock(tx, ctx.organizationId);
    if (!organization) throw notFound('organization');
    return organization;
  }
}
