import { Accounts1700000003000 } from './migrations/1700000003000-accounts';
import { AccountsSecurityPolicies1700002003000 } from './migrations/1700002003000-security-policies';
import { AccountsIdentity1700002003001 } from './migrations/1700002003001-identity';
import { AccountsProvenAddresses1700002003801 } from './migrations/1700002003801-proven-addresses';

export { normalizeEmail, type Account } from './account.repository';
export { accountsConfig } from './accounts.config';
export { AccountsModule } from './accounts.module';
export { memberChanged, organizationStateChanged, teamDeleted } from './accounts.events';
export { InvitationService, type InvitationLink, type NewMember } from './invitations/invitation.service';
export { AddressReleaseJobs } from './invitations/address-release.jobs';
export { InvitationAcceptance, type OpenInvitation } from './invitations/invitation-acceptance.service';
export { MemberDirectory, type MemberAccess, type MemberView } from './members/member.read-model';
export { AccessReviewModel, type ReviewedMember } from './members/access-review.read-model';
export { MemberProvisioning, type ProvisionedMember } from './members/member-provisioning';
export type { Member, MemberKind, MemberState } from './members/member.repository';
export { MemberService } from './members/member.service';
export { RoleBook } from './roles/role-book';
export { assertReachesTeams } from './teams/team-reach';
export { ServiceMembers } from './members/service-members';
export { InactivityService } from './inactivity/inactivity.service';
export { SecurityPolicies, type SecurityPolicy } from './policy/security-policies';
export { securityPolicyChanged } from './policy/policy.events';
export type { Organization } from './organizations/organization.repository';
export { HostingService } from './organizations/hosting.service';
export { OrganizationService, type NewOrganization } from './organizations/organization.service';
export { ALL_PERMISSIONS, isPermission, PERMISSIONS, type Permission } from './permissions';
export { ADMINISTRATOR, BUILT_IN_ROLES, permissionsOf, ROLE_IDS, type Role } from './roles/roles';
export { SignInDirectory } from './sign-in-directory';
export { TeamService } from './teams/team.service';
export type { Team } from './teams/team.repository';

export const accountsMigrations = [
  Accounts1700000003000,
  AccountsSecurityPolicies1700002003000,
  AccountsIdentity1700002003001,
  AccountsProvenAddresses1700002003801,
];
