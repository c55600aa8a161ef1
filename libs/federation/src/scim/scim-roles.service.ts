import { Injectable } from '@nestjs/common';
import { MemberProvisioning } from '@divan/accounts';
import type { RequestContext, Tx } from '@divan/platform';
import { isSameSet, mappedRoles } from '../providers/mapped-roles';
import { ProviderRepository } from '../providers/provider.repository';
import { ScimGroupReadModel } from './scim-group.read-model';

/** What the organization's groups mean, by the role mappings of its identity providers. */
@Injectable()
export class ScimRoles {
  constructor(
    private readonly providers: ProviderRepository,
    private readonly groups: ScimGroupReadModel,
    private readonly provisioning: MemberProvisioning,
  ) {}

  /** Roles of somebody new. None, unless a provider says so: who may do nothing does no harm. */
  async defaults(tx: Tx): Promise<string[]> {
    const providers = (await this.providers.list(tx)).filter(({ enabled }) => enabled);
    return [...new Set(providers.flatMap(({ defaultRoles }) => defaultRoles))];
  }

  /** Lets these members' roles follow their groups. @throws 409 `accounts.last_administrator` */
  async follow(tx: Tx, ctx: RequestContext, memberIds: readonly string[]): Promise<void> {
    if (memberIds.length === 0) return;
    const providers = (await this.providers.list(tx)).filter(({ enabled }) => enabled);
    const mapping = providers.flatMap(({ roleMapping }) => roleMapping);
    if (mapping.length === 0) return;
    for (const { id, roles, groups } of await this.groups.groupsOf(tx, [...new Set(memberIds)])) {
      const wanted = mappedRoles(roles, mapping, groups);
      if (!isSameSet(wanted, roles)) await this.provisioning.setRoles(tx, ctx, id, wanted);
    }
  }
}
