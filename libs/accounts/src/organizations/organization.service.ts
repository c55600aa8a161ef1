import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { AppError, Clock, Database, newId, systemContext } from '@divan/platform';
import { organizationCreated } from '../accounts.events';
import { InvitationService, type InvitationLink } from '../invitations/invitation.service';
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
  ): Promise<{ organization: Organization; invitation: InvitationLink }> {
    const organization = {
      id: newId(),
      name: named(input.name),
      timeZone: zoned(input.timeZone),
      createdAt: this.clock.now(),
    };
    const ctx = systemContext(organization.id, 'create-organization');
    return this.database.transaction(ctx, async (tx) => {
      await this.organizations.insert(tx, organization);
      await this.audit.write(tx, ctx, organizationCreated, {
        object: { type: 'organization', id: organization.id },
        detail: { timeZone: organization.timeZone },
      });
      const invitation = await this.invitations.inviteIn(tx, ctx, {
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

function named(name: string): string {
  const trimmed = name.normalize('NFC').trim();
  if (trimmed.length === 0 || trimmed.length > 200) throw invalid('a name needs 1 to 200 characters');
  return trimmed;
}

function addressed(email: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(email.trim())) throw invalid(`"${email}" is not an e-mail address`);
  return email;
}

function zoned(timeZone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    throw invalid(`"${timeZone}" is not an IANA time zone, such as America/Chicago`);
  }
}

function invalid(detail: string): AppError {
  return new AppError('accounts.organization_invalid', 422, detail);
}
