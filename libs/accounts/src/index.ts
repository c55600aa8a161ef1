import { Accounts1700000003000 } from './migrations/1700000003000-accounts';
import { AccountsSecurityPolicies1700002003000 } from './migrations/1700002003000-security-policies';

export { normalizeEmail, type Account } from './account.repository';
export { AccountsModule } from './accounts.module';
export { memberChanged } from './accounts.events';
export { InvitationService, type InvitationLink, type NewMember, type OpenInvitation } from './invitation.service';
export { MemberDirectory, type MemberAccess, type MemberView } from './member.read-model';
export type { Member, MemberState } from './member.repository';
export { MemberService } from './member.service';
export { SecurityPolicies, type SecurityPolicy } from './policy/security-policies';
export { securityPolicyChanged } from './policy/policy.events';
export type { Organization } from './organization.repository';
export { OrganizationService, type NewOrganization } from './organization.service';
export { ALL_PERMISSIONS, isPermission, PERMISSIONS, type Permission } from './permissions';
export { ADMINISTRATOR, BUILT_IN_ROLES, permissionsOf, ROLE_IDS, type Role } from './roles';
export { SignInDirectory } from './sign-in-directory';
export { TeamService } from './team.service';
export type { Team } from './team.repository';

export const accountsMigrations = [Accounts1700000003000, AccountsSecurityPolicies1700002003000];
