import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import {
  AppError,
  Database,
  DomainEvents,
  notFound,
  systemContext,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import {
  deletionBegun,
  organizationResumed,
  organizationStateChanged,
  organizationSuspended,
} from '../accounts.events';
import { OrganizationRepository, type HostedOrganization, type Organization } from './organization.repository';

/**
 * What whoever runs the installation does with organizations, without reading anything of theirs. In a suspended one
 * nobody is signed in, keys open nothing, and nothing is received or sent; all of it goes on when it is resumed.
 */
@Injectable()
export class HostingService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly organizations: OrganizationRepository,
  ) {}

  /** By name, with how many members are active. */
  list(): Promise<HostedOrganization[]> {
    return this.database.system('organizations', (tx) => this.organizations.listHosted(tx));
  }

  /** @throws 409 `accounts.organization_state` unless it is active */
  async suspend(id: string, reason: string): Promise<Organization> {
    if (reason.trim() === '') throw new AppError('accounts.reason_missing', 422, 'Say why: it is put on record.');
    return this.change(id, 'suspend-organization', async (tx, ctx, organization) => {
      if (organization.state !== 'active') throw wrongState(organization);
      await this.audit.write(tx, ctx, organizationSuspended, { ...about(id), reason, detail: {} });
      return { state: 'suspended', reason };
    });
  }

  /** @throws 409 `accounts.organization_state` unless it is suspended */
  resume(id: string): Promise<Organization> {
    return this.change(id, 'resume-organization', async (tx, ctx, organization) => {
      if (organization.state !== 'suspended') throw wrongState(organization);
      await this.audit.write(tx, ctx, organizationResumed, { ...about(id), detail: {} });
      return { state: 'active', reason: null };
    });
  }

  /**
   * From here on it is as if suspended, and does not come back. Again for one whose deletion was interrupted.
   * @throws 409 `accounts.name_differs` unless `confirm` is its name
   */
  beginDeletion(id: string, confirm: string): Promise<Organization> {
    return this.change(id, 'delete-organization', async (tx, ctx, organization) => {
      if (organization.name !== confirm)
        throw new AppError('accounts.name_differs', 409, 'That is not the name of this organization.');
      if (organization.state !== 'deleting')
        await this.audit.write(tx, ctx, deletionBegun, { ...about(id), detail: {} });
      return { state: 'deleting', reason: null };
    });
  }

  private change(
    id: string,
    command: string,
    decide: (
      tx: Tx,
      ctx: RequestContext,
      organization: Organization,
    ) => Promise<{ state: Organization['state']; reason: string | null }>,
  ): Promise<Organization> {
    const ctx = systemContext(id, command);
    return this.database.transaction(ctx, async (tx) => {
      const organization = await this.organizations.lock(tx, id);
      if (!organization) throw notFound('organization');
      const { state, reason } = await decide(tx, ctx, organization);
      await this.organizations.setState(tx, id, state, reason);
      await this.events.publish(tx, ctx, organizationStateChanged, [{ organizationId: id, state }]);
      return { ...organization, state };
    });
  }
}

function about(id: string): { object: { type: string; id: string } } {
  return { object: { type: 'organization', id } };
}

function wrongState({ state }: Organization): AppError {
  return new AppError('accounts.organization_state', 409, `The organization is ${state}.`, { data: { state } });
}
