import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Clock, Database, newId, systemContext } from '@divan/platform';
import { organizationCreated } from '../accounts.events';
import { InvitationService, type InvitationLink } from '../invitations/invitation.service';
import { addressed, named, zoned } from './organization-names';
import { OrganizationRepository, type Organization } from './organization.repository';
import { ADMINISTRATOR } from '../roles/roles';

export interface NewOrganization {
  name: string;
  /** An IANA time zone, such as `America/Chicago`. */
  timeZone: string;
  administrator: { email: string; name: string };
}

@Injectable()
export class OrganizationService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly organizations: OrganizationRepository,
    private readonly invitations: InvitationService,
  ) {}

  /** A new organization and the one-time link with which its first administrator joins. */
  async createOrganization(
    input: NewOrganization,
  ): Promise<{ organization: Organization; invitation: InvitationLink & { link: string } }> {
    const organization: Organization = {
      id: newId(),
      name: named(input.name),
      timeZone: zoned(input.timeZone),
      createdAt: this.clock.now(),
      setupDoneAt: null,
      state: 'active',
      version: 1,
    };
    const ctx = systemContext(organization.id, 'create-organization');
    return this.database.transaction(ctx, async (tx) => {
      await this.organizations.insert(tx, organization);
      await this.audit.write(tx, ctx, organizationCreated, {
        object: { type: 'organization', id: organization.id },
        detail: { timeZone: organization.timeZone },
      });
      const invitation = await this.invitations.inviteShown(tx, ctx, {
        email: addressed(input.administrator.email),
        name: named(input.administrator.name),
        roles: [ADMINISTRATOR],
        teamIds: [],
      });
      return { organization, invitation };
    });
  }

  /** Every organization of this installation; for the command line and for work that visits each. */
  listOrganizations(): Promise<Organization[]> {
    return this.database.system('organizations', (tx) => this.organizations.list(tx));
  }
}
