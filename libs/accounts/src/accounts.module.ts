import { Module } from '@nestjs/common';
import { AuditModule } from '@divan/audit';
import { AccountRepository } from './account.repository';
import { AddressReleaseJobs } from './invitations/address-release.jobs';
import { InactivityJobs } from './inactivity/inactivity.jobs';
import { InactivityMail } from './inactivity/inactivity.mail';
import { InactivityRepository } from './inactivity/inactivity.repository';
import { InactivityService } from './inactivity/inactivity.service';
import { InvitationAcceptance } from './invitations/invitation-acceptance.service';
import { InvitationMail } from './invitations/invitation.mail';
import { InvitationRepository } from './invitations/invitation.repository';
import { InvitationService } from './invitations/invitation.service';
import { InvitationsController } from './invitations/invitations.controller';
import { OpenInvitations } from './invitations/open-invitations.service';
import { LogAlarmMail } from './log-alarm.mail';
import { AccessReviewModel } from './members/access-review.read-model';
import { MemberChanges } from './members/member-changes';
import { MemberProvisioning } from './members/member-provisioning';
import { MemberDirectory } from './members/member.read-model';
import { MemberRepository } from './members/member.repository';
import { MemberService } from './members/member.service';
import { MembersController } from './members/members.controller';
import { ProfileController } from './members/profile.controller';
import { ServiceMembers } from './members/service-members';
import { HostingService } from './organizations/hosting.service';
import { OrganizationSettings } from './organizations/organization-settings.service';
import { OrganizationRepository } from './organizations/organization.repository';
import { OrganizationService } from './organizations/organization.service';
import { OrganizationsController } from './organizations/organizations.controller';
import { OwnershipController } from './ownership/ownership.controller';
import { OwnershipService } from './ownership/ownership.service';
import { PolicyController } from './policy/policy.controller';
import { PolicyRepository } from './policy/policy.repository';
import { SecurityPolicies } from './policy/security-policies';
import { RoleBook } from './roles/role-book';
import { RoleRepository } from './roles/role.repository';
import { RoleService } from './roles/role.service';
import { RolesController } from './roles/roles.controller';
import { SignInDirectory } from './sign-in-directory';
import { TeamRepository } from './teams/team.repository';
import { TeamService } from './teams/team.service';
import { TeamsController } from './teams/teams.controller';

@Module({
  imports: [AuditModule],
  controllers: [
    MembersController,
    ProfileController,
    InvitationsController,
    TeamsController,
    RolesController,
    OrganizationsController,
    OwnershipController,
    PolicyController,
  ],
  providers: [
    AccessReviewModel,
    AccountRepository,
    HostingService,
    AddressReleaseJobs,
    InactivityJobs,
    InactivityMail,
    InactivityRepository,
    InactivityService,
    InvitationAcceptance,
    InvitationMail,
    InvitationRepository,
    InvitationService,
    LogAlarmMail,
    MemberChanges,
    MemberDirectory,
    MemberProvisioning,
    MemberRepository,
    MemberService,
    OpenInvitations,
    OrganizationRepository,
    OrganizationService,
    OrganizationSettings,
    OwnershipService,
    PolicyRepository,
    RoleBook,
    RoleRepository,
    RoleService,
    SecurityPolicies,
    ServiceMembers,
    SignInDirectory,
    TeamRepository,
    TeamService,
  ],
  exports: [
    HostingService,
    InactivityService,
    AccessReviewModel,
    InvitationAcceptance,
    InvitationService,
    MemberDirectory,
    MemberProvisioning,
    MemberService,
    OrganizationService,
    RoleBook,
    SecurityPolicies,
    ServiceMembers,
    SignInDirectory,
    TeamService,
  ],
})
export class AccountsModule {}
